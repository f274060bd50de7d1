// The reasons for which a channel op ends without effect instead of waiting, in one place for all channels:
// the op is a try, its deadline passes, or its task is cancelled.
//
//   const Branch ended = EndedBefore(op, kind, deadline_ns);
//   if (ended != Branch::kFree) return CommitNothing(op, ended);
//   sched::WaitList::Lock lock(lock_);
//   while (there is nothing) {
//     const Branch ended = EndedWaiting(receivers_, op, kind, deadline_ns, lock);
//     if (ended != Branch::kFree) return CommitNothing(op, ended);
//   }
//
// Use when     writing the full protocol of an op of src/channel. The fast paths of unwatched runs do not use
//              it.
// Not when     waiting tasks are served in order: sync/refusal.h.
// Threads      fiber-bound. EndedWaiting: the caller holds the channel's lock.
#pragma once

#include <cstdint>

#include "sched/object/announce.h"
#include "sched/object/wait_list.h"
#include "sched/op.h"

namespace reprise::channel {

// A try never waits: it succeeds at once or fails.
[[nodiscard]] inline bool IsTry(sched::OpKind kind) {
  return kind == sched::OpKind::kTrySend || kind == sched::OpKind::kTryReceive;
}

// Called before the op looks at its channel. Returns the outcome if it is decided already, otherwise kFree.
[[nodiscard]] inline sched::Branch EndedBefore(const sched::Announced& op, sched::OpKind kind,
                                               std::uint64_t deadline_ns) {
  using sched::Branch;
  if (IsTry(kind)) return op.DecidedAs(Branch::kFailed) ? Branch::kFailed : Branch::kFree;
  if (op.Cancelled()) return Branch::kCancelled;
  return deadline_ns != sched::kNever && op.DecidedAs(Branch::kTimedOut) ? Branch::kTimedOut : Branch::kFree;
}

// Called when the op cannot be done now: waits in `line`. Returns the outcome if the op ends without effect,
// otherwise kFree: the caller looks at the channel again.
[[nodiscard]] inline sched::Branch EndedWaiting(sched::WaitList& line, const sched::Announced& op,
                                                sched::OpKind kind, std::uint64_t deadline_ns,
                                                sched::WaitList::Lock& lock) {
  using sched::Branch;
  if (IsTry(kind)) return Branch::kFailed;
  switch (line.Wait(op, lock, deadline_ns)) {
    case sched::Waited::kLookAgain: break;
    case sched::Waited::kTimedOut: return Branch::kTimedOut;
    case sched::Waited::kCancelled: return Branch::kCancelled;
  }
  return Branch::kFree;
}

}  // namespace reprise::channel
