// How a task learns that it is being cancelled, and how it still does its last ops in order.
//
// Cancelling is a request: from then on every op that could wait returns Cancelled, and the task should
// return. A loop that computes for a long time must ask:
//
//   while (!done) {
//     if (absl::Status asked = task::CheckCancelled(); !asked.ok()) return asked;
//     ...
//   }
//
// Ops that must still be done (a last message to send, an answer to wait for) are done under a shield:
//
//   const task::Shield shield;
//   farewells.Send(bye);
//
// Use when     a task computes between its ops for longer than a cancellation may take, or has to clean up.
// Not when     the task waits often: every op that can wait checks for a cancellation. In code that is
//              replayed do not use sched::CancelRequested instead: it is not an op, so a replay may get
//              another answer.
// Threads      fiber-bound.
// Progress     CheckCancelled: in an unwatched run, without a cancellation, one thread-local read.
// Errors       CheckCancelled: Cancelled, with the task's name.
// Source       Trio's cancel scopes and shields.
#pragma once

#include "absl/status/status.h"
#include "base/site.h"
#include "sched/task_record.h"

namespace reprise::task {

// This is an op: a replay gets the recorded answer.
absl::Status CheckCancelled(Site site = Site::Here());

// While a shield lives, the task's ops wait as if it were not cancelled.
class [[nodiscard]] Shield {
 public:
  Shield();
  ~Shield();
  Shield(const Shield&) = delete;
  Shield& operator=(const Shield&) = delete;

 private:
  sched::TaskRecord& task_;
};

}  // namespace reprise::task
