// The statuses of channel ops that did not succeed: one sentence for each outcome. Not called by ops that
// succeed.
//
// Threads      thread-compatible.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "sched/op.h"

namespace reprise::channel {

// `verb`: "send" or "receive"; `nothing`: the message for a try that failed.
[[gnu::noinline, gnu::cold]] inline absl::Status EndedEarly(sched::Branch branch, const char* verb,
                                                            const std::string& name,
                                                            const std::string& nothing) {
  const std::string where = absl::StrCat(verb, " on ", name, ": ");
  switch (branch) {
    case sched::Branch::kTimedOut:
      return absl::DeadlineExceededError(absl::StrCat(where, "nothing came about before the deadline"));
    case sched::Branch::kCancelled:
      return absl::CancelledError(absl::StrCat(where, "the task is being cancelled"));
    default: return absl::UnavailableError(absl::StrCat(where, nothing));
  }
}

// For a send after the close; `what`: "channel", "watch" or "call".
[[gnu::noinline, gnu::cold]] inline absl::Status SentAfterClose(const std::string& name, const char* what) {
  return absl::FailedPreconditionError(absl::StrCat("send on ", name, ": the ", what, " is closed"));
}

}  // namespace reprise::channel
