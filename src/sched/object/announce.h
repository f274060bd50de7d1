// How an object tells the scheduler and the tap about one op of the current task.
//
//   Announced op = Announce(OpKind::kSend, id, site);   // the strategy chooses who goes on; may switch tasks
//   ... claim the ticket under the object's lock ...
//   op.Commit({.branch = Branch::kDone, .ticket = ticket}, stamp_);
//
// Use when     writing an object that tasks share. Programs use the objects.
// Threads      fiber-bound.
// Progress     a thread-local read and a branch, if the run has no strategy and no tap.
// Errors       Announce throws Abandoned when the run has ended early. An op under an epoch guard, or in a
//              destructor that reclamation runs, is a CHECK: any op may suspend.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstring>
#include <span>

#include "sched/fiber/park.h"
#include "sched/fiber/worker.h"
#include "sched/op.h"
#include "sched/tap.h"

namespace reprise::sched {

class Announced {
 public:
  // Production: no strategy and no tap. The op itself is not stored.
  Announced() : tap_(nullptr), decided_branch_(Branch::kFree), cancelled_(false) {}
  Announced(const Op& op, const Outcome& decided, Tap* tap, bool cancelled)
      : op_(op), decided_(decided), tap_(tap), decided_branch_(decided.branch), cancelled_(cancelled) {}

  // The strategy's outcome, when IsDecided.
  [[nodiscard]] const Outcome& decided() const { return decided_; }

  // The strategy gives the op this outcome, whatever state the object is in.
  [[nodiscard]] bool DecidedAs(Branch branch) const { return decided_branch_ == branch; }

  // The strategy has decided the outcome: do not consult flags, deadlines or clocks.
  [[nodiscard]] bool IsDecided() const { return decided_branch_ != Branch::kFree; }

  // The task is being cancelled: an op that can wait does not begin, and commits kCancelled.
  [[nodiscard]] bool Cancelled() const { return cancelled_; }

  // A tap is told the outcome.
  [[nodiscard]] bool Recorded() const { return tap_ != nullptr; }

  // The tap wants the message of a send: call Reserve before the claim.
  [[nodiscard]] bool WantsMessage() const { return tap_ != nullptr && tap_->WantsMessages(); }

  void Reserve(std::span<const std::byte> payload) const {
    const std::span<std::byte> room = tap_->Reserve(op_, payload.size());
    if (!payload.empty()) std::memcpy(room.data(), payload.data(), payload.size());
  }
  void Abandon() const {
    if (tap_ != nullptr) [[unlikely]]
      tap_->Abandon();
  }
  // Inline, so that no outcome is built when no tap wants it.
  [[gnu::always_inline]] void Commit(const Outcome& outcome) const {
    if (outcome.branch == Branch::kCancelled) [[unlikely]]
      CountCancelled();
    if (tap_ != nullptr) [[unlikely]]
      tap_->Commit(op_, outcome);
  }
  // The same for an object that keeps the stamp of its last op; call under the object's lock.
  [[gnu::always_inline]] void Commit(const Outcome& outcome, std::uint64_t& object_stamp) const {
    if (outcome.branch == Branch::kCancelled) [[unlikely]]
      CountCancelled();
    if (tap_ != nullptr) [[unlikely]]
      CommitStamped(outcome, object_stamp);
  }

 private:
  [[gnu::noinline]] void CommitStamped(Outcome outcome, std::uint64_t& object_stamp) const;
  [[gnu::noinline, gnu::cold]] static void CountCancelled();

  union {  // Left uninitialised when nobody watches: saves the stores.
    Op op_;
  };
  union {
    Outcome decided_;
  };
  Tap* tap_;
  Branch decided_branch_;
  bool cancelled_;
};

Announced AnnounceWatched(Worker& worker, OpKind kind, ObjectId object, Site site);

inline bool Watched(const Worker& worker) {
  // [A1] relaxed: a hint that the run is watched or that this task may have been cancelled. A task that
  // misses its cancellation is woken when it parks (scheduler.h).
  return worker.attention.load(std::memory_order_relaxed);
}

// False: the run has no strategy, no tap and no new cancellation. Then the next op of the current task need
// not be announced if its outcome is kDone. True outside a run.
inline bool Watched() { return Watched(*internal::WorkerOrSentinel()); }

// Gives a number below `bound`, chosen by the strategy, for what the contract of the current op's object
// leaves open (strategy.h, Choose). 0 if there is no strategy. The outcome of the op, or of a later one, must
// show the choice: a replay learns it from there.
std::uint64_t ChooseBelow(std::uint64_t bound);

inline Announced Announce(OpKind kind, ObjectId object, Site site) {
  Worker& worker = Worker::Current();
  if (Watched(worker)) [[unlikely]]
    return AnnounceWatched(worker, kind, object, site);
  return {};
}

// The next Lamport stamp of the current task; it is above `cause`, the stamp of what the op depends on.
std::uint64_t StampAfter(std::uint64_t cause);

// The same for an object that keeps the stamp of its last op; call under the object's lock.
inline std::uint64_t NextStamp(std::uint64_t& object_stamp) {
  return object_stamp = StampAfter(object_stamp);
}

// The current task is being cancelled and has no shield: an op that can wait must not wait.
[[nodiscard]] inline bool CancelRequested() { return Worker::Current().current->CancelRequested(); }

// Lets every other ready task go first.
[[gnu::always_inline]] inline void Yield(Site site = Site::Here()) {
  const Announced op = Announce(OpKind::kYield, kNoObject, site);
  op.Commit({.branch = Branch::kDone});
  YieldHere(Worker::Current());
}

}  // namespace reprise::sched
