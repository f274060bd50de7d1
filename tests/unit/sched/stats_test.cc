#include "sched/stats.h"

#include <gtest/gtest.h>

#include "runtime/runtime.h"
#include "task/spawn.h"

namespace reprise::sched {
namespace {

TEST(StatsTest, Example) {
  Runtime runtime({.workers = 1});
  EXPECT_TRUE(runtime
                  .Run("test",
                       [] {
                         auto child = task::Spawn(task::TaskType::kPathfinding, "child", [] {});
                         EXPECT_TRUE(child.Join().ok());
                       })
                  .ok());

  const RuntimeStats stats = runtime.Stats();
  EXPECT_EQ(stats.scheduler.tasks, 2U);
  EXPECT_EQ(stats.scheduler.steals, 0U);
  EXPECT_TRUE(stats.pools.empty());  // Times were not measured.
}

TEST(StatsTest, WorkersAreAddedUp) {
  SchedulerStats all{.tasks = 1, .steals = 2, .parks = 3, .sleeps = 4};
  all += {.tasks = 10, .steals = 20, .parks = 30, .sleeps = 40};

  EXPECT_EQ(all.tasks, 11U);
  EXPECT_EQ(all.steals, 22U);
  EXPECT_EQ(all.parks, 33U);
  EXPECT_EQ(all.sleeps, 44U);
}

TEST(StatsTest, GarbageThatWaitsIsNeverNegative) {
  EXPECT_EQ((GarbageStats{.retired = 5, .freed = 3}.waiting()), 2U);
  EXPECT_EQ((GarbageStats{.retired = 3, .freed = 5}.waiting()), 0U);  // Read at slightly different moments.
}

}  // namespace
}  // namespace reprise::sched
