// How an object tells the scheduler and the tap about one op of the current task.
//
//   Announced op = Announce(OpKind::kSend, id, site);   // a choice of the strategy; may switch tasks
//   ... claim the ticket under the object's lock ...
//   op.Commit({.branch = Branch::kDone, .ticket = ticket}, stamp_);
//
// Use when     writing an object that tasks share. Programs use the objects.
// Threads      fiber-bound.
// Progress     a thread-local read and a branch where nobody watches.
// Errors       Announce throws Abandoned when the run has ended early. An op under an epoch guard, or in a destructor
//              that reclamation runs, is a CHECK: any op may suspend.
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
  // Production: nobody watches, nothing is decided. What the op was is not even kept.
  Announced() : tap_(nullptr), decided_branch_(Branch::kFree), cancelled_(false) {}
  Announced(const Op& op, const Outcome& decided, Tap* tap, bool cancelled)
      : op_(op), decided_(decided), tap_(tap), decided_branch_(decided.branch), cancelled_(cancelled) {}

  // The strategy's outcome, when IsDecided.
  [[nodiscard]] const Outcome& decided() const { return decided_; }

  // The strategy wants the op to fail in this way whatever the object says.
  [[nodiscard]] bool DecidedAs(Branch branch) const { return decided_branch_ == branch; }

  // The strategy says how the op comes out: flags, deadlines and clocks are not consulted.
  [[nodiscard]] bool IsDecided() const { return decided_branch_ != Branch::kFree; }

  // An op that can wait does not begin: its task is being cancelled. It commits kCancelled.
  [[nodiscard]] bool Cancelled() const { return cancelled_; }

  // Somebody is told how it comes out.
  [[nodiscard]] bool Recorded() const { return tap_ != nullptr; }

  // Somebody wants the message of a send: Reserve it before the claim.
  [[nodiscard]] bool WantsMessage() const { return tap_ != nullptr && tap_->WantsMessages(); }

  void Reserve(std::span<const std::byte> payload) const {
    const std::span<std::byte> room = tap_->Reserve(op_, payload.size());
    if (!payload.empty()) std::memcpy(room.data(), payload.data(), payload.size());
  }
  void Abandon() const {
    if (tap_ != nullptr) [[unlikely]]
      tap_->Abandon();
  }
  // Inline, so that nobody builds an outcome where nobody wants it.
  [[gnu::always_inline]] void Commit(const Outcome& outcome) const {
    if (outcome.branch == Branch::kCancelled) [[unlikely]]
      CountCancelled();
    if (tap_ != nullptr) [[unlikely]]
      tap_->Commit(op_, outcome);
  }
  // With the stamp of an object that keeps its last op's; under the object's lock.
  [[gnu::always_inline]] void Commit(const Outcome& outcome, std::uint64_t& object_stamp) const {
    if (outcome.branch == Branch::kCancelled) [[unlikely]]
      CountCancelled();
    if (tap_ != nullptr) [[unlikely]]
      CommitStamped(outcome, object_stamp);
  }

 private:
  [[gnu::noinline]] void CommitStamped(Outcome outcome, std::uint64_t& object_stamp) const;
  [[gnu::noinline, gnu::cold]] static void CountCancelled();

  union {  // Not set, not even to zeros, where nobody looks.
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
  // [A1] relaxed: a hint that somebody watches or that this task may have been cancelled; one that misses it is woken
  // when it parks (scheduler.h).
  return worker.attention.load(std::memory_order_relaxed);
}

// False: nobody watches the next op of the current task, which need not be announced when it comes out as done.
// True outside a run.
inline bool Watched() { return Watched(*internal::KnownWorker()); }

// What the contract of the current op's object leaves open: a number below `bound`, which the strategy chooses
// (strategy.h, Choose). 0 where no strategy decides. The op's outcome, or a later op's, must show what was chosen, or a
// replay of the run could not know it.
std::uint64_t ChooseBelow(std::uint64_t bound);

inline Announced Announce(OpKind kind, ObjectId object, Site site) {
  Worker& worker = Worker::Current();
  if (Watched(worker)) [[unlikely]]
    return AnnounceWatched(worker, kind, object, site);
  return {};
}

// The next Lamport stamp of the current task, above that of what the op depends on.
std::uint64_t StampAfter(std::uint64_t cause);

// The same for an object that keeps the stamp of its last op; call under the object's lock.
inline std::uint64_t NextStamp(std::uint64_t& object_stamp) {
  return object_stamp = StampAfter(object_stamp);
}

// The current task is being cancelled and no shield is up: what can wait does not.
[[nodiscard]] inline bool CancelRequested() { return Worker::Current().current->CancelRequested(); }

// Lets every other ready task go first.
[[gnu::always_inline]] inline void Yield(Site site = Site::Here()) {
  const Announced op = Announce(OpKind::kYield, kNoObject, site);
  op.Commit({.branch = Branch::kDone});
  YieldHere(Worker::Current());
}

}  // namespace reprise::sched
