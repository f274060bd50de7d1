// The tasks that wait for one thing of an object, longest first, and how they are woken.
//
// A waiter holds the object's lock, finds that it cannot go on, and calls Wait: the lock is let go while it
// sleeps and taken again after. Like a condition variable it may come back early, so callers loop.
//
// An object that hands over instead of letting everybody look again (sync/mutex.h), and who waits for several objects
// at once (channel/select.h), keeps a Place: it stays in line over early returns until it is woken or leaves.
//
// WakeOne wakes who waits longest: for objects that promise it (docs/sync.md). WakeAny is for those that promise
// nothing (docs/channels.md): it does the same in production, and a search tries every waiter.
//
// Threads      every function: the caller holds the object's lock.
// Memory       a waiter's place lies on its own stack.
#pragma once

#include <mutex>
#include <utility>

#include "sched/fiber/park.h"
#include "sched/fiber/worker.h"
#include "sched/object/announce.h"
#include "sched/object/object_lock.h"
#include "sched/scheduler.h"

namespace reprise::sched {

// Reads the scheduler's clock, unless there is no deadline.
inline bool DeadlinePassed(std::uint64_t deadline_ns) {
  return deadline_ns != kNever && Worker::Current().run->scheduler->NowNanos() >= deadline_ns;
}

// Why a wait came back.
enum class Waited : std::uint8_t {
  kLookAgain,  // Something may have changed.
  kTimedOut,
  kCancelled,
};

// Whether an op that cannot go on gives up before it sleeps (again): its deadline has passed or its task is cancelled.
// An op that the strategy decided consults neither.
[[nodiscard]] inline Waited GivesUp(const Announced& op, std::uint64_t deadline_ns) {
  if (op.IsDecided()) return Waited::kLookAgain;
  if (Worker::Current().current->CancelRequested()) return Waited::kCancelled;
  return DeadlinePassed(deadline_ns) ? Waited::kTimedOut : Waited::kLookAgain;
}

class WaitList {
 public:
  using Lock = std::unique_lock<ObjectLock>;

  // One task's place in line.
  class Place {
   public:
    Place() : task_(Worker::Current().current) {}
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;

    // False: it was woken, left, or never came.
    [[nodiscard]] bool InLine() const { return linked_; }
    [[nodiscard]] TaskId task() const { return task_->id; }

   private:
    friend class WaitList;
    TaskRecord* task_;
    Place* previous_ = nullptr;
    Place* next_ = nullptr;
    bool linked_ = false;
  };

  // In line from here to its end, which takes the lock if it is not held: an op may be thrown out of its sleep.
  class Enlisted {
   public:
    Enlisted(WaitList& list, Lock& lock, Place& place) : list_(list), lock_(lock), place_(place) {
      list_.Enter(place_);
    }
    ~Enlisted() {
      if (!lock_.owns_lock()) lock_.lock();
      list_.Leave(place_);
    }
    Enlisted(const Enlisted&) = delete;
    Enlisted& operator=(const Enlisted&) = delete;

   private:
    WaitList& list_;
    Lock& lock_;
    Place& place_;
  };

  // One turn of an op that cannot go on: not even asleep when it gives up.
  [[nodiscard]] Waited Wait(const Announced& op, Lock& lock, std::uint64_t deadline_ns = kNever) {
    const Waited why = GivesUp(op, deadline_ns);
    if (why == Waited::kLookAgain) [[likely]]
      Sleep(lock, op.IsDecided() ? kNever : deadline_ns);
    if (why == Waited::kCancelled) ++cancelled_;
    return why;
  }

  // Deaf to deadlines and cancellation unless the caller asks after them.
  void Sleep(Lock& lock, std::uint64_t deadline_ns = kNever) {
    Place place;
    const Enlisted enlisted(*this, lock, place);
    SleepInLine(lock, deadline_ns);
  }

  // The same for who has a place already.
  static void SleepInLine(Lock& lock, std::uint64_t deadline_ns = kNever) {
    lock.unlock();
    Worker& worker = Worker::Current();
    if (deadline_ns == kNever) {
      ParkHere(worker);
    } else {
      worker.run->scheduler->Park(*worker.current, deadline_ns);
    }
    lock.lock();
  }

  // Sleep for an op that nobody watches, in as few instructions as there can be. Where it throws (no memory for another
  // fiber) the lock is not held.
  [[gnu::always_inline]] void SleepUnwatched(ObjectLock& lock) {
    Worker& worker = Worker::Current();
    TaskRecord* const self = worker.current;
    if (in_line_ != 0) [[unlikely]]
      return SleepBehindOthers(lock);
    ++entered_;
    ++in_line_;
    alone_ = self;
    lock.unlock();
    try {
      ParkHere(worker);
    } catch (...) {
      const std::lock_guard guard(lock);
      LeaveAlone(self);
      throw;
    }
    lock.lock();
    LeaveAlone(self);
  }

  void Enter(Place& place) {
    ++entered_;
    ++in_line_;
    place.linked_ = true;
    place.previous_ = last_;
    (last_ != nullptr ? last_->next_ : first_) = &place;
    last_ = &place;
  }

  void Leave(Place& place) {
    if (!place.linked_) return;
    --in_line_;
    (place.previous_ != nullptr ? place.previous_->next_ : first_) = place.next_;
    (place.next_ != nullptr ? place.next_->previous_ : last_) = place.previous_;
    place.previous_ = place.next_ = nullptr;
    place.linked_ = false;
  }

  // Who waits longest, of a list in which everybody has a place; null when nobody waits.
  [[nodiscard]] Place* First() const { return first_; }

  [[gnu::always_inline]] void WakeOne() {
    TaskRecord* const task = alone_;  // Came before all others.
    if (task == nullptr) [[unlikely]]
      return WakeFirst();
    alone_ = nullptr;
    --in_line_;
    WakeFrom(Worker::Current(), *task);
  }

  [[gnu::always_inline]] void WakeAny() {
    if (in_line_ > 1 && Watched(Worker::Current())) [[unlikely]]
      return WakeChosen();
    WakeOne();
  }

  void WakeAll() {
    while (!Empty()) WakeOne();
  }

  [[nodiscard]] bool Empty() const { return in_line_ == 0; }

  // For statistics: how often somebody came to wait, and was cancelled before or while it did.
  [[nodiscard]] std::uint64_t entered() const { return entered_; }
  [[nodiscard]] std::uint64_t cancelled() const { return cancelled_; }

 private:
  void LeaveAlone(const TaskRecord* self) {
    if (alone_ != self) [[likely]]
      return;
    alone_ = nullptr;
    --in_line_;
  }
  [[gnu::noinline]] void WakeFirst() {
    if (first_ == nullptr) return;
    TaskRecord& task = *first_->task_;
    Leave(*first_);
    WakeFrom(Worker::Current(), task);
  }
  [[gnu::noinline]] void WakeChosen() {
    // Where a strategy decides everybody has a place.
    std::uint64_t behind = alone_ == nullptr ? ChooseBelow(in_line_) : 0;
    if (behind == 0) return WakeOne();
    Place* chosen = first_;
    for (; behind > 0; --behind) chosen = chosen->next_;
    TaskRecord& task = *chosen->task_;
    Leave(*chosen);
    WakeFrom(Worker::Current(), task);
  }
  [[gnu::noinline]] void SleepBehindOthers(ObjectLock& lock) {
    Lock held(lock, std::adopt_lock);
    Sleep(held);
    held.release();
  }

  TaskRecord* alone_ = nullptr;  // In line without a place, before all who have one.
  Place* first_ = nullptr;
  Place* last_ = nullptr;
  std::uint64_t in_line_ = 0;
  std::uint64_t entered_ = 0;
  std::uint64_t cancelled_ = 0;
};

}  // namespace reprise::sched
