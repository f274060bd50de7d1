// A condition variable for tasks: a task releases the mutex and waits until another task notifies it of a
// change.
//
//   sync::Mutex::Held held = mutex.Lock();
//   absl::Status told = changed.Await(held, [&] { return !jobs.empty(); });  // `held` is held again.
//
// A notification wakes only tasks that wait at that moment, the longest waiting one first; it is not kept for
// later. There are no spurious wake-ups: a wait ends only by a notification, a deadline or a cancellation.
// But the condition may be false again before the task has the mutex: test it again.
//
// Use when     tasks that share state under a mutex wait for a condition on it.
// Not when     the change can be a message (channel/mpsc.h), a value (channel/watch.h) or a permit
//              (semaphore.h): those cannot be missed.
// Threads      thread-safe.
// Progress     Wait: blocking. NotifyOne, NotifyAll: a spin lock for a few instructions.
// Order        a wait is four ops: subscribe (from here on a notification finds it), unlock, wait, lock.
//              Subscribes, notifications and waits that gave up share one sequence of tickets, so in a replay
//              each notification wakes the same tasks. A notified wait has the ticket of its notification. A
//              notification's value is the number of tasks that it woke.
// Errors       Wait: DeadlineExceeded, Cancelled; in each case the mutex is held again. A notified wait
//              returns Ok even if its deadline passed or a cancellation came meanwhile, so that no
//              notification is lost. Waiting without the mutex is a CHECK.
// Source       Hoare 1974; Mesa's signals (Lampson & Redell 1980): a hint, not a promise.
#pragma once

#include <cstdint>
#include <mutex>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "base/check.h"
#include "sched/object/announce.h"
#include "sched/object/object.h"
#include "sched/object/object_lock.h"
#include "sched/object/wait_list.h"
#include "sync/mutex.h"
#include "sync/refusal.h"

namespace reprise::sync {

class ConditionVariable : public sched::Object {
 public:
  explicit ConditionVariable(std::string name)
      : Object({.kind = sched::ObjectKind::kCondition, .name = std::move(name)}) {}

  absl::Status Wait(Mutex::Held& held, sched::Site site = sched::Site::Here()) {
    return WaitUntil(held, sched::kNever, site);
  }

  absl::Status WaitUntil(Mutex::Held& held, std::uint64_t deadline_ns,
                         sched::Site site = sched::Site::Here()) {
    REPRISE_CHECK(held.mutex_ != nullptr);
    Waiter waiter;
    sched::WaitList::Lock lock(lock_, std::defer_lock);
    const sched::WaitList::Enlisted enlisted = Subscribe(waiter, lock, site);
    held.mutex_->Unlock(site);
    absl::Status told = AwaitNotification(waiter, lock, deadline_ns, site);
    lock.unlock();
    const absl::Status again = held.mutex_->Take(Asking::kUncancellable, sched::kNever, site);
    REPRISE_CHECK(again.ok());
    return told;
  }

  // Waits until `holds()` is true (it is called with the mutex held), or until a wait gives up.
  template <typename Predicate>
  absl::Status Await(Mutex::Held& held, Predicate holds, sched::Site site = sched::Site::Here()) {
    return AwaitUntil(held, sched::kNever, std::move(holds), site);
  }
  template <typename Predicate>
  absl::Status AwaitUntil(Mutex::Held& held, std::uint64_t deadline_ns, Predicate holds,
                          sched::Site site = sched::Site::Here()) {
    while (!holds()) {
      if (absl::Status told = WaitUntil(held, deadline_ns, site); !told.ok()) return told;
    }
    return absl::OkStatus();
  }

  // The caller may hold the mutex or not. If it changes the condition under the mutex, no waiter can miss the
  // notification.
  void NotifyOne(sched::Site site = sched::Site::Here()) { Notify(1, site); }
  void NotifyAll(sched::Site site = sched::Site::Here()) { Notify(UINT64_MAX, site); }

 private:
  struct Waiter : sched::WaitList::Place {
    std::uint64_t notification = 0;  // The ticket of the notification that woke it.
  };

  sched::WaitList::Enlisted Subscribe(Waiter& waiter, sched::WaitList::Lock& lock, sched::Site site) {
    const sched::Announced op = Announce(sched::OpKind::kSubscribe, id(), site);
    const std::lock_guard guard(lock_);
    op.Commit({.branch = Branch::kDone, .ticket = steps_++}, stamp_);
    return {waiters_, lock, waiter};
  }

  // Acquires `lock`.
  absl::Status AwaitNotification(Waiter& waiter, sched::WaitList::Lock& lock, std::uint64_t deadline_ns,
                                 sched::Site site) {
    const sched::Announced op = Announce(sched::OpKind::kWait, id(), site);
    lock.lock();
    Branch given_up = Branch::kFree;
    if (waiter.InLine()) given_up = RefusedAtOnce(op, Asking::kWait, deadline_ns);
    if (given_up == Branch::kFree) given_up = AwaitTurn(op, Asking::kWait, deadline_ns, lock, waiter);
    if (given_up == Branch::kFree) {
      op.Commit({.branch = Branch::kDone, .ticket = waiter.notification}, stamp_);
      return absl::OkStatus();
    }
    waiters_.Leave(waiter);  // The waiter leaves here, where the log has its op.
    op.Commit({.branch = given_up, .ticket = steps_++}, stamp_);
    return GaveUp(given_up, "wait", *this);
  }

  void Notify(std::uint64_t at_most, sched::Site site) {
    const sched::Announced op = Announce(sched::OpKind::kNotify, id(), site);
    const std::lock_guard guard(lock_);
    const std::uint64_t ticket = steps_++;
    std::uint64_t woken = 0;
    for (; woken < at_most && !waiters_.Empty(); ++woken) {
      static_cast<Waiter*>(waiters_.First())->notification = ticket;
      waiters_.WakeOne();
    }
    op.Commit({.branch = Branch::kDone, .ticket = ticket, .value = woken}, stamp_);
  }

  sched::ObjectLock lock_;
  std::uint64_t steps_ = 0;
  std::uint64_t stamp_ = 0;
  sched::WaitList waiters_;
};

}  // namespace reprise::sync
