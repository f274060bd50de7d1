// Runs the body of a test under every scheduler and search, or only where time is virtual; ends it early anywhere; and
// cancels a task that waits.
#pragma once

#include <functional>
#include <string>

#include <gtest/gtest.h>

#include "replay/strategy/exhaustive.h"
#include "replay/strategy/pct.h"
#include "sched/runtime.h"
#include "sched/worker.h"
#include "support/on_every_scheduler.h"
#include "tests/unit/sched/scripted_strategy.h"

namespace reprise::sync {

using Program = std::function<void()>;

inline void ExpectRuns(strategy::Search& search, unsigned schedules, const Program& program) {
  for (unsigned run = 0; run < schedules && search.Next(); ++run) {
    SCOPED_TRACE(testing::Message() << "schedule " << run);
    sched::Runtime runtime({.strategy = &search});
    const absl::Status status = runtime.Run("test", program);
    ASSERT_TRUE(status.ok()) << status;
  }
}

// Where time is virtual: a sleep ends when nobody else can go on.
inline void OnEverySearch(const Program& program) {
  strategy::RandomWalk walk(1);
  ExpectRuns(walk, 60, program);
  strategy::Pct pct({.depth = 3, .seed = 1});
  ExpectRuns(pct, 60, program);
  strategy::Exhaustive exhaustive(1);
  ExpectRuns(exhaustive, 200, program);
}

inline void OnEveryStrategy(const Program& program) {
  OnEveryScheduler(program);
  OnEverySearch(program);
}

// Every op of the program is decided like this.
inline void RunDecidedAs(sched::Branch branch, const Program& program) {
  sched::ScriptedStrategy strategy(std::uint64_t{0});
  strategy.DecideAs({.branch = branch});
  sched::Runtime runtime({.strategy = &strategy});
  const absl::Status status = runtime.Run("test", program);
  EXPECT_TRUE(status.ok()) << status;
}

// The run is ended at each of its choices in turn: every task must be unwound.
inline void EndAnywhere(const Program& program) {
  bool ended = true;
  for (std::size_t pick = 1; ended; ++pick) {
    SCOPED_TRACE(testing::Message() << "ended at choice " << pick);
    sched::ScriptedStrategy strategy(pick);
    strategy.StopAt(pick);
    sched::Runtime runtime({.strategy = &strategy});
    const absl::Status status = runtime.Run("test", program);
    ended = strategy.stopped();
    EXPECT_EQ(status.code(), ended ? absl::StatusCode::kAborted : absl::StatusCode::kOk) << status;
  }
}

inline sched::TaskRecord& Self() { return *sched::Worker::Current().current; }

// The task must not end meanwhile.
inline void Cancel(sched::TaskRecord& task) { sched::Worker::Current().runtime->scheduler().Cancel(task); }

}  // namespace reprise::sync
