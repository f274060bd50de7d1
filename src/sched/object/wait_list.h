// The tasks that wait for one condition of an object, the longest waiter first, and how to wake them.
//
//   while (messages.empty()) {                               // the waiter, under the object's lock
//     const Waited why = waiters.Wait(op, lock, deadline_ns);
//     if (why != Waited::kLookAgain) return TimedOutOrCancelled(why);
//   }
//
//   messages.push_back(message);                             // the waker, under the object's lock
//   waiters.WakeOne();
//
// Wait releases the lock while the task sleeps and takes it again after. As with a condition variable, Wait
// may return early, so callers loop.
//
// A Place keeps a waiter in the list when its sleep ends early, until it is woken or leaves. Two kinds of
// code need one: an object that hands itself over to a certain waiter (sync/mutex.h), and an op that waits
// for several objects at once (channel/select.h).
//
// WakeOne wakes the longest waiter, for objects that promise this order (docs/sync.md). WakeAny is for
// objects that promise no order (docs/channels.md): in production it does the same, and in a search the
// strategy chooses the waiter.
//
// Threads      every function: the caller holds the object's lock.
// Memory       a waiter's Place lies on the waiter's stack.
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

// Why a wait returned.
enum class Waited : std::uint8_t {
  kLookAgain,  // The state may have changed: check it again.
  kTimedOut,
  kCancelled,
};

// Whether an op gives up before it sleeps (again): because its deadline has passed or its task is cancelled.
// kLookAgain: it does not give up. An op that the strategy decided ignores both.
[[nodiscard]] inline Waited GivesUp(const Announced& op, std::uint64_t deadline_ns) {
  if (op.IsDecided()) return Waited::kLookAgain;
  if (Worker::Current().current->CancelRequested()) return Waited::kCancelled;
  return DeadlinePassed(deadline_ns) ? Waited::kTimedOut : Waited::kLookAgain;
}

class WaitList {
 public:
  using Lock = std::unique_lock<ObjectLock>;

  // One task's place in the list.
  class Place {
   public:
    Place() : task_(Worker::Current().current) {}
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;

    // False: the task was woken, has left, or was never entered.
    [[nodiscard]] bool InLine() const { return linked_; }
    [[nodiscard]] TaskId task() const { return task_->id; }

   private:
    friend class WaitList;
    TaskRecord* task_;
    Place* previous_ = nullptr;
    Place* next_ = nullptr;
    bool linked_ = false;
  };

  // Keeps a Place in the list for a scope. The destructor takes the lock if it is not held: an exception
  // (Abandoned) may end the sleep.
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

  // Sleeps once, for an op that cannot go on. Does not sleep if the op gives up.
  [[nodiscard]] Waited Wait(const Announced& op, Lock& lock, std::uint64_t deadline_ns = kNever) {
    const Waited why = GivesUp(op, deadline_ns);
    if (why == Waited::kLookAgain) [[likely]]
      Sleep(lock, op.IsDecided() ? kNever : deadline_ns);
    if (why == Waited::kCancelled) ++cancelled_;
    return why;
  }

  // Sleeps once. Does not report a deadline or a cancellation: the caller must check them.
  void Sleep(Lock& lock, std::uint64_t deadline_ns = kNever) {
    Place place;
    const Enlisted enlisted(*this, lock, place);
    SleepInLine(lock, deadline_ns);
  }

  // The same for a task that has a Place in the list already.
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

  // Sleep for an op that nobody watches, in as few instructions as possible. When it throws (no memory for
  // another fiber), the lock is not held.
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
      LeaveWithoutPlace(self);
      throw;
    }
    lock.lock();
    LeaveWithoutPlace(self);
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

  // The longest waiter, in a list in which every waiter has a Place. Null: nobody waits.
  [[nodiscard]] Place* First() const { return first_; }

  [[gnu::always_inline]] void WakeOne() {
    TaskRecord* const task = alone_;  // It came before all others.
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

  // For statistics: how many waits began, and how many a cancellation ended or prevented.
  [[nodiscard]] std::uint64_t entered() const { return entered_; }
  [[nodiscard]] std::uint64_t cancelled() const { return cancelled_; }

 private:
  void LeaveWithoutPlace(const TaskRecord* self) {
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
    // With a strategy every waiter has a Place, and alone_ is null.
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

  TaskRecord* alone_ = nullptr;  // A waiter without a Place; it came before all that have one.
  Place* first_ = nullptr;
  Place* last_ = nullptr;
  std::uint64_t in_line_ = 0;
  std::uint64_t entered_ = 0;
  std::uint64_t cancelled_ = 0;
};

}  // namespace reprise::sched
