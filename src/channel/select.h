// Waits for several receivers at once and says which of them has something to receive.
//
//   channel::Select select;
//   const std::size_t jobs_arm = select.Add(jobs);  // An Mpsc, a Call, or a receiver of another channel.
//   const std::size_t stop_arm = select.Add(stop);
//   absl::StatusOr<std::size_t> arm = select.WaitUntil(deadline_ns);
//   if (arm.ok() && *arm == jobs_arm) Work(jobs.Receive());  // Does not wait.
//
// An arm is one of these receivers. It is ready when a receive from it would return at once: there is a
// message, a gap (missed messages), or the end of the channel. A receiver at its end is always ready: Disable
// its arm. An arm that was found ready is still ready when the task receives from it, because only this task
// receives there: an Mpsc has one consumer, the receiver of a Broadcast or a Watch has a position of its own,
// and a Oneshot keeps its value. Exception: a Call that several services share. There another service may
// take the request first, and NextRequest then waits.
//
// Use when     one task serves several sources.
// Not when     the sources could send to one channel/mpsc.h, which is simpler and faster.
// Threads      fiber-bound: the task that made it, which also receives.
// Progress     parks the fiber once, in the wait list of every arm.
// Memory       some 80 bytes for an arm; no allocation for a wait.
// Order        kFair: the search begins at the arm after the last chosen one, so a ready arm waits at most
//              until each other arm was chosen once. kOrdered: the first ready arm in the order in which they
//              were added, so later arms may starve. Both depend only on the earlier choices and on which
//              arms are ready. The log has the arm's number; the receive is an op of its own.
// Errors       Cancelled; DeadlineExceeded (WaitUntil); Unavailable (Try); OutOfRange when every arm is
//              disabled. If an arm becomes ready while the task waits, it wins over a deadline or a
//              cancellation. A side (the receiver given to Add) must not be destroyed or moved while its arm
//              is enabled.
// Units        deadlines in nanoseconds of sched::Clock.
// Complexity   O(arms) for a wait.
// Source       Go's select and Tokio's select! as the model.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/check.h"
#include "sched/object/announce.h"
#include "sched/object/object_lock.h"
#include "sched/object/wait_list.h"

namespace reprise::channel {

class Select {
 public:
  enum class Order : std::uint8_t { kFair, kOrdered };

  explicit Select(Order order = Order::kFair) : order_(order) {}
  Select(const Select&) = delete;
  Select& operator=(const Select&) = delete;

  // The new arm's number: 0, 1, 2, ...
  template <typename Side>
  std::size_t Add(Side& side) {
    arms_.emplace_back(&side, kSideOf<Side>);
    return arms_.size() - 1;
  }

  // Wait ignores the arm until it is enabled again.
  void Disable(std::size_t arm) { arms_.at(arm).enabled = false; }
  void Enable(std::size_t arm) { arms_.at(arm).enabled = true; }

  absl::StatusOr<std::size_t> Wait(sched::Site site = sched::Site::Here()) {
    return WaitAs(Asking::kWait, sched::kNever, site);
  }
  absl::StatusOr<std::size_t> WaitUntil(std::uint64_t deadline_ns, sched::Site site = sched::Site::Here()) {
    return WaitAs(Asking::kWait, deadline_ns, site);
  }
  absl::StatusOr<std::size_t> Try(sched::Site site = sched::Site::Here()) {
    return WaitAs(Asking::kTry, sched::kNever, site);
  }

 private:
  enum class Asking : std::uint8_t { kWait, kTry };

  // The functions of a receiver, without its type.
  struct SideFunctions {
    sched::ObjectLock& (*lock)(void* side);
    sched::WaitList& (*waiters)(void* side);
    bool (*ready)(void* side);  // The caller holds the lock.
  };
  template <typename Side>
  static constexpr SideFunctions kSideOf = {
      [](void* side) -> sched::ObjectLock& { return static_cast<Side*>(side)->lock(); },
      [](void* side) -> sched::WaitList& { return static_cast<Side*>(side)->waiters(); },
      [](void* side) { return static_cast<const Side*>(side)->CanReceiveLocked(); }};

  struct Arm {
    Arm(void* its_side, const SideFunctions& its_functions) : side(its_side), functions(its_functions) {}

    sched::ObjectLock& lock() const { return functions.lock(side); }
    sched::WaitList& waiters() const { return functions.waiters(side); }
    [[nodiscard]] bool ReadyLocked() const { return functions.ready(side); }
    [[nodiscard]] bool Ready() const {
      const std::lock_guard guard(lock());
      return ReadyLocked();
    }

    void* side;
    const SideFunctions& functions;
    sched::WaitList::Place place;
    bool enabled = true;
    bool entered = false;
  };

  // While it lives, the task is in the wait list of every enabled arm.
  class Lines {
   public:
    // Stops at the first ready arm: then the task need not wait.
    explicit Lines(std::deque<Arm>& arms) : arms_(arms) {
      for (Arm& arm : arms_) {
        if (!arm.enabled) continue;
        // Only the task that made the Select may wait.
        REPRISE_CHECK(arm.place.task() == sched::Worker::Current().current->id);
        const std::lock_guard guard(arm.lock());
        if ((ready_ = arm.ReadyLocked())) return;
        arm.waiters().Enter(arm.place);
        arm.entered = true;
      }
    }
    ~Lines() {
      for (Arm& arm : arms_) {
        if (!arm.entered) continue;
        const std::lock_guard guard(arm.lock());
        arm.entered = false;
        // A sender took this task out of the wait list to wake a receiver. But this task may choose another
        // arm: so it wakes another waiting receiver, if there is one.
        if (!arm.place.InLine() && arm.ReadyLocked()) arm.waiters().WakeAny();
        arm.waiters().Leave(arm.place);
      }
    }
    Lines(const Lines&) = delete;
    Lines& operator=(const Lines&) = delete;

    void Sleep(std::uint64_t deadline_ns) const {
      sched::Worker& worker = sched::Worker::Current();
      if (!ready_) worker.run->scheduler->Park(*worker.current, deadline_ns);
    }

   private:
    std::deque<Arm>& arms_;
    bool ready_ = false;
  };

  absl::StatusOr<std::size_t> WaitAs(Asking asking, std::uint64_t deadline_ns, sched::Site site) {
    const sched::Announced op = Announce(sched::OpKind::kSelect, kNoObject, site);
    if (op.IsDecided()) [[unlikely]] {
      if (CanComeOut(op.decided(), asking, deadline_ns)) return ComesOut(op, op.decided());
    } else if (op.Cancelled() && asking == Asking::kWait) {
      return ComesOut(op, {.branch = sched::Branch::kCancelled});
    }
    if (!AnyEnabled()) return ComesOut(op, {.branch = sched::Branch::kClosed});
    for (;;) {
      if (const std::optional<std::size_t> arm = FindReady()) {
        return ComesOut(op, {.branch = sched::Branch::kDone, .value = *arm});
      }
      if (asking == Asking::kTry) return ComesOut(op, {.branch = sched::Branch::kFailed});
      const sched::Waited why = sched::GivesUp(op, deadline_ns);
      if (why == sched::Waited::kCancelled) return ComesOut(op, {.branch = sched::Branch::kCancelled});
      if (why == sched::Waited::kTimedOut) return ComesOut(op, {.branch = sched::Branch::kTimedOut});
      Lines(arms_).Sleep(op.IsDecided() ? sched::kNever : deadline_ns);
    }
  }

  // Whether the outcome that a strategy (or a log) decided is possible for this wait. A decided arm need not
  // be ready now: it is ready when its receive has its turn.
  [[nodiscard]] bool CanComeOut(const sched::Outcome& decided, Asking asking,
                                std::uint64_t deadline_ns) const {
    switch (decided.branch) {
      case sched::Branch::kDone: return decided.value < arms_.size() && arms_[decided.value].enabled;
      case sched::Branch::kFailed: return asking == Asking::kTry && AnyEnabled();
      case sched::Branch::kTimedOut:
        return asking == Asking::kWait && deadline_ns != sched::kNever && AnyEnabled();
      case sched::Branch::kCancelled: return asking == Asking::kWait;
      default: return false;
    }
  }

  [[nodiscard]] bool AnyEnabled() const {
    for (const Arm& arm : arms_) {
      if (arm.enabled) return true;
    }
    return false;
  }

  [[nodiscard]] std::optional<std::size_t> FindReady() const {
    const std::size_t first = order_ == Order::kFair ? next_ : 0;
    for (std::size_t n = 0; n < arms_.size(); ++n) {
      const std::size_t index = (first + n) % arms_.size();
      if (arms_[index].enabled && arms_[index].Ready()) return index;
    }
    return std::nullopt;
  }

  absl::StatusOr<std::size_t> ComesOut(const sched::Announced& op, const sched::Outcome& how) {
    op.Commit({.branch = how.branch, .value = how.branch == sched::Branch::kDone ? how.value : 0});
    switch (how.branch) {
      case sched::Branch::kDone: next_ = (how.value + 1) % arms_.size(); return how.value;
      case sched::Branch::kCancelled: return absl::CancelledError("select: the task is being cancelled");
      case sched::Branch::kTimedOut: return absl::DeadlineExceededError("select: nothing came in time");
      case sched::Branch::kClosed: return absl::OutOfRangeError("select: every arm is disabled");
      default: return absl::UnavailableError("select: nothing is there");
    }
  }

  const Order order_;
  std::deque<Arm> arms_;  // A deque, so that arms do not move.
  std::size_t next_ = 0;
};

}  // namespace reprise::channel
