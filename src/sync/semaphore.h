// Permits that tasks take and give back, or that one gives and another takes.
//
//   sync::Semaphore downloads({.name = "/downloads", .permits = 3});
//   if (sync::Permits mine = downloads.Acquire(); mine.ok()) { ... }   // Given back where `mine` ends.
//
// Use when     at most so many tasks may do something at once; or one task's Release lets another one go on.
// Not when     the permit is for one place in a queue: a bounded channel/mpsc.h holds its senders back itself.
// Threads      Semaphore: thread-safe. Permits: fiber-bound.
// Progress     blocking. Fair: who asks first is served first, also before one who wants fewer, so nobody starves.
// Order        acquires are a lane, releases are a lane; an acquire's value is how many it took, a release's how many
//              it gave. An acquire comes after the releases without which its permits would not have been there.
// Errors       Permits::status says why there are none: Cancelled, DeadlineExceeded (AcquireUntil), Unavailable
//              (TryAcquire). What was granted counts, even when a deadline passed or a cancellation came meanwhile. No
//              permits asked for, or more than 2^64 - 1 in all, is a CHECK.
// Source       Dijkstra 1965; Tokio's semaphore as the model.
#pragma once

#include <cstdint>
#include <exception>
#include <limits>
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

class Permits;

struct SemaphoreOptions {
  std::string name;
  std::uint64_t permits = 1;  // At first.
};

class Semaphore : public sched::Object {
 public:
  explicit Semaphore(const SemaphoreOptions& options)
      : Object({.kind = sched::ObjectKind::kSemaphore, .name = options.name, .capacity = options.permits}),
        available_(options.permits) {}

  Permits Acquire(std::uint64_t count = 1, sched::Site site = sched::Site::Here());
  Permits AcquireUntil(std::uint64_t deadline_ns, std::uint64_t count = 1,
                       sched::Site site = sched::Site::Here());
  Permits TryAcquire(std::uint64_t count = 1, sched::Site site = sched::Site::Here());

  // Adds permits, wherever they come from.
  void Release(std::uint64_t count = 1, sched::Site site = sched::Site::Here()) {
    REPRISE_CHECK(count > 0);
    const sched::Announced op = Announce(sched::OpKind::kRelease, id(), site);
    const std::lock_guard guard(lock_);
    REPRISE_CHECK(count <= std::numeric_limits<std::uint64_t>::max() - available_);
    op.Commit({.branch = Branch::kDone, .ticket = releases_++, .value = count}, stamp_);
    available_ += count;
    Grant();
  }

 private:
  struct Waiter : sched::WaitList::Place {
    std::uint64_t count = 0;
  };

  absl::Status Take(std::uint64_t count, Asking asking, std::uint64_t deadline_ns, sched::Site site) {
    REPRISE_CHECK(count > 0);
    const sched::Announced op = Announce(sched::OpKind::kAcquire, id(), site);
    if (const Branch early = RefusedAtOnce(op, asking, deadline_ns); early != Branch::kFree) {
      return Refuse(op, early, "acquire", *this);
    }
    sched::WaitList::Lock lock(lock_);
    if (waiters_.Empty() && count <= available_) {
      available_ -= count;
    } else if (asking == Asking::kTry) {
      return Refuse(op, Branch::kFailed, "acquire", *this);
    } else {
      Waiter waiter;
      waiter.count = count;
      const sched::WaitList::Enlisted enlisted(waiters_, lock, waiter);
      const Branch given_up = AwaitTurn(op, asking, deadline_ns, lock, waiter);
      if (given_up != Branch::kFree) {
        waiters_.Leave(waiter);
        Grant();  // Who stood behind may want less.
        return Refuse(op, given_up, "acquire", *this);
      }
    }
    op.Commit({.branch = Branch::kDone, .ticket = acquires_++, .value = count}, stamp_);
    return absl::OkStatus();
  }

  // Serves who waits, in their order, as far as the permits go. The caller holds the lock.
  void Grant() {
    while (!waiters_.Empty()) {
      const std::uint64_t count = static_cast<const Waiter*>(waiters_.First())->count;
      if (count > available_) return;
      available_ -= count;
      waiters_.WakeOne();
    }
  }

  sched::ObjectLock lock_;
  std::uint64_t available_;
  std::uint64_t acquires_ = 0;
  std::uint64_t releases_ = 0;
  std::uint64_t stamp_ = 0;
  sched::WaitList waiters_;
};

// Permits until their end, or why there are none.
class [[nodiscard]] Permits {
 public:
  Permits(Permits&& other) noexcept
      : semaphore_(std::exchange(other.semaphore_, nullptr)),
        count_(other.count_),
        status_(std::move(other.status_)),
        site_(other.site_) {}
  Permits& operator=(Permits&&) = delete;
  // It may throw: a release is an op, and any op may end a run early.
  ~Permits() noexcept(false) {
    if (semaphore_ == nullptr || (std::uncaught_exceptions() > 0 && sched::Unwinding())) return;
    semaphore_->Release(count_, site_);
  }

  [[nodiscard]] bool ok() const { return status_.ok(); }
  [[nodiscard]] const absl::Status& status() const { return status_; }

  // Gives them back before their end.
  void Release(sched::Site site = sched::Site::Here()) {
    REPRISE_CHECK(semaphore_ != nullptr);
    std::exchange(semaphore_, nullptr)->Release(count_, site);
  }

  // They are used up: somebody else will call Semaphore::Release, or nobody.
  void Forget() { semaphore_ = nullptr; }

 private:
  friend class Semaphore;
  Permits(Semaphore& semaphore, std::uint64_t count, absl::Status status, sched::Site site)
      : semaphore_(status.ok() ? &semaphore : nullptr),
        count_(count),
        status_(std::move(status)),
        site_(site) {}

  Semaphore* semaphore_;
  std::uint64_t count_;
  absl::Status status_;
  sched::Site site_;  // Of the acquire: a release at the end of a block has no line of its own.
};

inline Permits Semaphore::Acquire(std::uint64_t count, sched::Site site) {
  return {*this, count, Take(count, Asking::kWait, sched::kNever, site), site};
}

inline Permits Semaphore::AcquireUntil(std::uint64_t deadline_ns, std::uint64_t count, sched::Site site) {
  return {*this, count, Take(count, Asking::kWait, deadline_ns, site), site};
}

inline Permits Semaphore::TryAcquire(std::uint64_t count, sched::Site site) {
  return {*this, count, Take(count, Asking::kTry, sched::kNever, site), site};
}

}  // namespace reprise::sync
