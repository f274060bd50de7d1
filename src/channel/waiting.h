// How an op of a channel that may have to wait comes to nothing, in one place for all channels: it is a try, its
// deadline passes, or its task is cancelled.
//
//   const Branch ended = EndedBefore(op, kind, deadline_ns);
//   if (ended != Branch::kFree) return CommitNothing(op, ended);
//   sched::WaitList::Lock lock(lock_);
//   while (there is nothing) {
//     const Branch ended = EndedWaiting(receivers_, op, kind, deadline_ns, lock);
//     if (ended != Branch::kFree) return CommitNothing(op, ended);
//   }
//
// Use when     an op of src/channel is written out in full. The short cuts for runs that nobody watches stand in line.
// Not when     whoever waits is given its turn in order: sync/refusal.h.
// Threads      fiber-bound. EndedWaiting: the caller holds the channel's lock.
#pragma once

#include <cstdint>

#include "sched/object/announce.h"
#include "sched/object/wait_list.h"
#include "sched/op.h"

namespace reprise::channel {

// A send or a receive that takes what is there, or fails.
[[nodiscard]] inline bool IsTry(sched::OpKind kind) {
  return kind == sched::OpKind::kTrySend || kind == sched::OpKind::kTryReceive;
}

// Before the op looks at its channel: how it came out already, or kFree.
[[nodiscard]] inline sched::Branch EndedBefore(const sched::Announced& op, sched::OpKind kind,
                                               std::uint64_t deadline_ns) {
  using sched::Branch;
  if (IsTry(kind)) return op.DecidedAs(Branch::kFailed) ? Branch::kFailed : Branch::kFree;
  if (op.Cancelled()) return Branch::kCancelled;
  return deadline_ns != sched::kNever && op.DecidedAs(Branch::kTimedOut) ? Branch::kTimedOut : Branch::kFree;
}

// The op found nothing to do: waits in `line`. How it came out, or kFree: the caller looks again.
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
