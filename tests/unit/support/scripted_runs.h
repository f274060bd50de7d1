// Runs of a program whose every op comes out as decided, or that end at each of their choices in turn.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>

#include <gtest/gtest.h>

#include "runtime/runtime.h"
#include "tests/unit/sched/scripted_strategy.h"

namespace reprise {

// Every op of the program is decided like this.
inline void RunDecidedAs(sched::Branch branch, const std::function<void()>& program) {
  sched::ScriptedStrategy strategy(std::uint64_t{0});
  strategy.DecideAs({.branch = branch});
  sched::Runtime runtime({.strategy = &strategy});
  const absl::Status status = runtime.Run("test", program);
  EXPECT_TRUE(status.ok()) << status;
}

// The run is ended at each of its choices in turn: every task must be unwound.
inline void EndAnywhere(const std::function<void()>& program) {
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

}  // namespace reprise
