// Children without a result, that a test spawns by the dozen and joins together.
#pragma once

#include <vector>

#include <gtest/gtest.h>

#include "task/join_handle.h"

namespace reprise {

using Tasks = std::vector<task::JoinHandle<task::Nothing>>;

inline void JoinAll(Tasks& tasks) {
  for (auto& task : tasks) EXPECT_TRUE(task.Join().ok());
}

}  // namespace reprise
