// The tasks that wait for one thing of an object, longest first, and how they are woken.
//
// A waiter holds the object's lock, finds that it cannot go on, and calls Wait: the lock is let go while it
// sleeps and taken again after. Like a condition variable it may come back early, so callers loop.
//
// Threads      every function: the caller holds the object's lock.
// Memory       a waiter's node lies on its own stack.
#pragma once

#include <mutex>

#include "sched/announce.h"
#include "sched/object_lock.h"
#include "sched/scheduler.h"
#include "sched/worker.h"

namespace reprise::sched {

// Reads the scheduler's clock, unless there is no deadline.
inline bool DeadlinePassed(std::uint64_t deadline_ns) {
  return deadline_ns != kNever && Worker::Current().runtime->scheduler().NowNanos() >= deadline_ns;
}

// Why a wait came back.
enum class Waited : std::uint8_t {
  kLookAgain,  // Something may have changed.
  kTimedOut,
  kCancelled,
};

class WaitList {
 public:
  using Lock = std::unique_lock<ObjectLock>;

  // One turn of an op that cannot go on: not even asleep when its deadline has passed or its task is cancelled. An
  // op that the strategy decided consults neither.
  [[nodiscard]] Waited Wait(const Announced& op, Lock& lock, std::uint64_t deadline_ns = kNever) {
    if (op.IsDecided()) {
      Sleep(lock, kNever);
      return Waited::kLookAgain;
    }
    if (CancelRequested()) return Waited::kCancelled;
    if (DeadlinePassed(deadline_ns)) return Waited::kTimedOut;
    Sleep(lock, deadline_ns);
    return Waited::kLookAgain;
  }

  // Deaf to deadlines and cancellation unless the caller asks after them.
  void Sleep(Lock& lock, std::uint64_t deadline_ns = kNever) {
    Worker& worker = Worker::Current();
    TaskRecord& task = *worker.current;
    Scheduler& scheduler = worker.runtime->scheduler();
    Node node{.task = &task};
    Append(node);
    lock.unlock();
    const Relink relink{*this, lock, node};
    scheduler.Park(task, deadline_ns);
  }

  void WakeOne() {
    if (first_ == nullptr) return;
    Node& node = *first_;
    Remove(node);
    Worker::Current().runtime->scheduler().Wake(*node.task);
  }

  void WakeAll() {
    while (first_ != nullptr) WakeOne();
  }

  [[nodiscard]] bool Empty() const { return first_ == nullptr; }

 private:
  struct Node {
    TaskRecord* task = nullptr;
    Node* previous = nullptr;
    Node* next = nullptr;
    bool linked = false;
  };

  // Takes the lock again and the node out, also when Park throws Abandoned.
  struct Relink {
    WaitList& list;
    Lock& lock;
    Node& node;
    ~Relink() {
      lock.lock();
      if (node.linked) list.Remove(node);
    }
  };

  void Append(Node& node) {
    node.linked = true;
    node.previous = last_;
    (last_ != nullptr ? last_->next : first_) = &node;
    last_ = &node;
  }

  void Remove(Node& node) {
    (node.previous != nullptr ? node.previous->next : first_) = node.next;
    (node.next != nullptr ? node.next->previous : last_) = node.previous;
    node.linked = false;
  }

  Node* first_ = nullptr;
  Node* last_ = nullptr;
};

}  // namespace reprise::sched
