// How a task notices that it is being cancelled, and how it ends in order all the same.
//
// Cancelling is asking: every op that could wait comes out as Cancelled from then on, and the task returns. A loop that
// computes for long asks by itself:
//
//   while (!done) {
//     if (absl::Status asked = task::CheckCancelled(); !asked.ok()) return asked;
//     ...
//   }
//
// What must still happen (a farewell to be sent, an answer to be awaited) happens under a shield:
//
//   const task::Shield shield;
//   farewells.Send(bye);
//
// Use when     a task computes between its ops for longer than a cancellation may take, or has to clean up.
// Not when     it waits often: every op that can wait looks by itself. In what is to be replayed, not
//              sched::CancelRequested: that is a glance, not an op, and a replay may see another answer.
// Threads      fiber-bound.
// Progress     CheckCancelled: a thread-local read where nobody watches and nobody was cancelled.
// Errors       CheckCancelled: Cancelled, with the task's name.
// Source       Trio's cancel scopes and shields.
#pragma once

#include "absl/status/status.h"
#include "base/site.h"
#include "sched/task_record.h"

namespace reprise::task {

// An op: a replay gets the recorded answer.
absl::Status CheckCancelled(Site site = Site::Here());

// While one lives, ops wait as if nobody had cancelled the task.
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
