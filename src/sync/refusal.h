// The reasons for which an op ends without effect instead of waiting for its turn, in one place for all
// objects of this folder: it is a try, its deadline passes, or its task is cancelled.
//
// Threads      fiber-bound. AwaitTurn: the caller holds the object's lock.
#pragma once

#include <cstdint>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "sched/object/announce.h"
#include "sched/object/object.h"
#include "sched/object/wait_list.h"

namespace reprise::sync {

using sched::Branch;

enum class Asking : std::uint8_t {
  kWait,
  kTry,
  kUncancellable,  // Waits in spite of a cancellation: for ops that must be done in any case.
};

// Called before the op looks at its object. Returns how the op fails, if that is decided already, otherwise
// kFree.
inline Branch RefusedAtOnce(const sched::Announced& op, Asking asking, std::uint64_t deadline_ns) {
  if (asking == Asking::kTry) return op.DecidedAs(Branch::kFailed) ? Branch::kFailed : Branch::kFree;
  if (asking == Asking::kUncancellable) return Branch::kFree;
  if (op.Cancelled()) return Branch::kCancelled;
  return deadline_ns != sched::kNever && op.DecidedAs(Branch::kTimedOut) ? Branch::kTimedOut : Branch::kFree;
}

// Sleeps until another task gives this place its turn (and wakes it): returns kFree. Or until the op gives
// up: returns how.
inline Branch AwaitTurn(const sched::Announced& op, Asking asking, std::uint64_t deadline_ns,
                        sched::WaitList::Lock& lock, const sched::WaitList::Place& place) {
  while (place.InLine()) {
    if (asking != Asking::kUncancellable) {
      const sched::Waited why = sched::GivesUp(op, deadline_ns);
      if (why == sched::Waited::kCancelled) return Branch::kCancelled;
      if (why == sched::Waited::kTimedOut) return Branch::kTimedOut;
    }
    sched::WaitList::SleepInLine(lock, op.IsDecided() ? sched::kNever : deadline_ns);
  }
  return Branch::kFree;
}

// The outcome as a status with a sentence: "lock on /accounts: the task is being cancelled".
[[gnu::noinline]] inline absl::Status GaveUp(Branch branch, const char* what, const sched::Object& object) {
  if (branch == Branch::kCancelled) {
    return absl::CancelledError(absl::StrCat(what, " on ", object.name(), ": the task is being cancelled"));
  }
  if (branch == Branch::kTimedOut) {
    return absl::DeadlineExceededError(
        absl::StrCat(what, " on ", object.name(), ": its turn did not come in time"));
  }
  return absl::UnavailableError(absl::StrCat(what, " on ", object.name(), ": it is taken at the moment"));
}

// Ends an op that failed and therefore takes no ticket.
[[gnu::noinline]] inline absl::Status Refuse(const sched::Announced& op, Branch branch, const char* what,
                                             const sched::Object& object) {
  op.Commit({.branch = branch});
  return GaveUp(branch, what, object);
}

}  // namespace reprise::sync
