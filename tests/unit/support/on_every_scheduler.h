// Runs the body of a test as a program on every scheduler: one worker, two, four, and the deterministic one
// under several seeds.
#pragma once

#include <functional>

#include <gtest/gtest.h>

#include "replay/strategy/random_walk.h"
#include "sched/runtime.h"

namespace reprise {

inline void OnEveryScheduler(const std::function<void()>& program) {
  for (unsigned workers : {1U, 2U, 4U}) {
    SCOPED_TRACE(testing::Message() << workers << " workers");
    sched::Runtime runtime({.workers = workers});
    EXPECT_TRUE(runtime.Run("test", program).ok());
  }
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    SCOPED_TRACE(testing::Message() << "deterministic, seed " << seed);
    strategy::RandomWalk walk(seed);
    sched::Runtime runtime({.strategy = &walk});
    const absl::Status status = runtime.Run("test", program);
    EXPECT_TRUE(status.ok()) << status;
  }
}

}  // namespace reprise
