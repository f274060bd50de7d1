// A mutex for tasks: a task that waits parks its fiber, and the task that has waited longest gets the mutex
// next.
//
//   sync::Mutex mutex("/accounts");
//   if (sync::Mutex::Held held = mutex.Lock(); held.ok()) { ... }   // Unlocked where `held` ends.
//
// Use when     an invariant spans several ops on other objects, so its holder may have to wait.
// Not when     the protected data could be a message (channel/) or a version (state/): those need no lock
//              order.
// Threads      Mutex: thread-safe. Held: fiber-bound.
// Progress     blocking. Lock is fair: an unlock gives the mutex to the task that has waited longest, and no
//              task overtakes it.
// Order        lock k comes after unlock k - 1; both have k as their ticket.
// Errors       Held::status says why it is not held: Cancelled, DeadlineExceeded (LockUntil), Unavailable
//              (TryLock). A task that was given the mutex holds it, even if its deadline passed or a
//              cancellation came meanwhile. Locking a mutex that the task holds, or unlocking one that it
//              does not hold, is a CHECK.
// Source       direct hand-over as in Tokio's semaphore, and the queue of Mellor-Crummey & Scott 1991.
#pragma once

#include <cstdint>
#include <exception>
#include <mutex>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "base/check.h"
#include "sched/object/announce.h"
#include "sched/object/object.h"
#include "sched/object/object_lock.h"
#include "sched/object/wait_list.h"
#include "sync/refusal.h"

namespace reprise::sync {

class Mutex : public sched::Object {
 public:
  class Held;

  explicit Mutex(std::string name)
      : Object({.kind = sched::ObjectKind::kMutex, .name = std::move(name), .capacity = 1}) {}

  Held Lock(sched::Site site = sched::Site::Here());
  Held LockUntil(std::uint64_t deadline_ns, sched::Site site = sched::Site::Here());
  Held TryLock(sched::Site site = sched::Site::Here());

 private:
  friend class ConditionVariable;

  // Ok: the current task holds the mutex.
  absl::Status Take(Asking asking, std::uint64_t deadline_ns, sched::Site site) {
    const sched::Announced op = Announce(sched::OpKind::kLock, id(), site);
    if (const Branch early = RefusedAtOnce(op, asking, deadline_ns); early != Branch::kFree) {
      return Refuse(op, early, "lock", *this);
    }
    const TaskId self = sched::Worker::Current().current->id;
    sched::WaitList::Lock lock(lock_);
    REPRISE_CHECK(owner_ != self);  // The task would wait for itself for ever.
    if (owner_ == kNoTask) {
      owner_ = self;
    } else if (asking == Asking::kTry) {
      return Refuse(op, Branch::kFailed, "lock", *this);
    } else {
      sched::WaitList::Place place;
      const sched::WaitList::Enlisted enlisted(waiters_, lock, place);
      const Branch given_up = AwaitTurn(op, asking, deadline_ns, lock, place);
      if (given_up != Branch::kFree) return Refuse(op, given_up, "lock", *this);
    }
    op.Commit({.branch = Branch::kDone, .ticket = locks_++}, stamp_);
    return absl::OkStatus();
  }

  void Unlock(sched::Site site) {
    const sched::Announced op = Announce(sched::OpKind::kUnlock, id(), site);
    const std::lock_guard guard(lock_);
    REPRISE_CHECK(owner_ == sched::Worker::Current().current->id);
    op.Commit({.branch = Branch::kDone, .ticket = locks_ - 1}, stamp_);
    owner_ = waiters_.Empty() ? kNoTask : waiters_.First()->task();
    waiters_.WakeOne();
  }

  sched::ObjectLock lock_;
  TaskId owner_ = kNoTask;
  std::uint64_t locks_ = 0;
  std::uint64_t stamp_ = 0;
  sched::WaitList waiters_;
};

// Holds the mutex while it lives; or says why the mutex is not held.
class [[nodiscard]] Mutex::Held {
 public:
  Held(Held&& other) noexcept
      : mutex_(std::exchange(other.mutex_, nullptr)), status_(std::move(other.status_)), site_(other.site_) {}
  Held& operator=(Held&&) = delete;
  // May throw: an unlock is an op, and any op may end a run early.
  ~Held() noexcept(false) {
    if (mutex_ == nullptr || (std::uncaught_exceptions() > 0 && sched::Unwinding())) return;
    mutex_->Unlock(site_);
  }

  [[nodiscard]] bool ok() const { return status_.ok(); }
  [[nodiscard]] const absl::Status& status() const { return status_; }

  // Unlocks now, not only in the destructor.
  void Unlock(sched::Site site = sched::Site::Here()) {
    REPRISE_CHECK(mutex_ != nullptr);
    std::exchange(mutex_, nullptr)->Unlock(site);
  }

 private:
  friend class Mutex;
  friend class ConditionVariable;
  Held(Mutex& mutex, absl::Status status, sched::Site site)
      : mutex_(status.ok() ? &mutex : nullptr), status_(std::move(status)), site_(site) {}

  Mutex* mutex_;
  absl::Status status_;
  // The source line of the lock: an unlock at the end of a block has none.
  sched::Site site_;
};

inline Mutex::Held Mutex::Lock(sched::Site site) {
  return {*this, Take(Asking::kWait, sched::kNever, site), site};
}

inline Mutex::Held Mutex::LockUntil(std::uint64_t deadline_ns, sched::Site site) {
  return {*this, Take(Asking::kWait, deadline_ns, site), site};
}

inline Mutex::Held Mutex::TryLock(sched::Site site) {
  return {*this, Take(Asking::kTry, sched::kNever, site), site};
}

}  // namespace reprise::sync
