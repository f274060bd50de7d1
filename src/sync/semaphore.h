// Permits: a task takes them and gives them back, or one task gives permits and another takes them.
//
//   sync::Semaphore downloads({.name = "/downloads", .permits = 3});
//   if (sync::Permits mine = downloads.Acquire(); mine.ok()) { ... }   // Given back where `mine` ends.
//
// Use when     only a limited number of tasks may do something at the same time; or one task's Release lets
//              another task go on.
// Not when     the permits limit the length of a queue: in a bounded channel/mpsc.h the senders wait already.
// Threads      Semaphore: thread-safe. Permits: fiber-bound.
// Progress     blocking. Fair: tasks are served in the order in which they asked, even if a later one wants
//              fewer permits. So no task starves.
// Order        acquires and releases have tickets of their own, each from 0. An acquire's value is the number
//              of permits that it took, a release's value the number that it gave. An acquire comes after the
//              releases that its permits came from.
// Errors       Permits::status says why there are no permits: Cancelled, DeadlineExceeded (AcquireUntil),
//              Unavailable (TryAcquire). Granted permits stay granted, even if the deadline passed or a
//              cancellation came meanwhile. Asking for 0 permits, or more than 2^64 - 1 permits in all, is a
//              CHECK.
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
  std::uint64_t permits = 1;  // The number at the beginning.
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

  // Adds permits. They need not have been acquired before.
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
        Grant();  // The next waiting task may want fewer permits.
        return Refuse(op, given_up, "acquire", *this);
      }
    }
    op.Commit({.branch = Branch::kDone, .ticket = acquires_++, .value = count}, stamp_);
    return absl::OkStatus();
  }

  // Serves the waiting tasks in their order while there are enough permits. The caller holds the lock.
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

// Holds permits while it lives; or says why there are none.
class [[nodiscard]] Permits {
 public:
  Permits(Permits&& other) noexcept
      : semaphore_(std::exchange(other.semaphore_, nullptr)),
        count_(other.count_),
        status_(std::move(other.status_)),
        site_(other.site_) {}
  Permits& operator=(Permits&&) = delete;
  // May throw: a release is an op, and any op may end a run early.
  ~Permits() noexcept(false) {
    if (semaphore_ == nullptr || (std::uncaught_exceptions() > 0 && sched::Unwinding())) return;
    semaphore_->Release(count_, site_);
  }

  [[nodiscard]] bool ok() const { return status_.ok(); }
  [[nodiscard]] const absl::Status& status() const { return status_; }

  // Gives the permits back now, not only in the destructor.
  void Release(sched::Site site = sched::Site::Here()) {
    REPRISE_CHECK(semaphore_ != nullptr);
    std::exchange(semaphore_, nullptr)->Release(count_, site);
  }

  // The permits are used up: the destructor will not give them back. Another task may call Semaphore::Release
  // for them.
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
  // The source line of the acquire: a release at the end of a block has none.
  sched::Site site_;
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
