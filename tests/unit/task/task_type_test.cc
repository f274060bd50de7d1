#include "task/task_type.h"

#include <set>
#include <string>

#include <gtest/gtest.h>

#include "support/on_every_scheduler.h"
#include "task/spawn.h"

namespace reprise::task {
namespace {

TEST(TaskTypeTest, Example) {
  OnEveryScheduler([] {
    auto path = Spawn(TaskType::kPathfinding, "path", [] { return 1; });
    EXPECT_EQ(*path.Join(), 1);
  });
  EXPECT_STREQ(Name(TaskType::kPathfinding), "Pathfinding");
}

// Logs hold the numbers.
TEST(TaskTypeTest, TheSixKeepTheirNumbersAndHaveANameEach) {
  EXPECT_EQ(static_cast<int>(TaskType::kStateUpdate), 0);
  EXPECT_EQ(static_cast<int>(TaskType::kBotDecision), 1);
  EXPECT_EQ(static_cast<int>(TaskType::kEventProcessing), 2);
  EXPECT_EQ(static_cast<int>(TaskType::kPathfinding), 3);
  EXPECT_EQ(static_cast<int>(TaskType::kInfluenceUpdate), 4);
  EXPECT_EQ(static_cast<int>(TaskType::kBombProcessing), 5);
  std::set<std::string> names;
  for (int type = 0; type < kTaskTypeCount; ++type) names.insert(Name(static_cast<TaskType>(type)));
  EXPECT_EQ(names.size(), static_cast<std::size_t>(kTaskTypeCount));
  EXPECT_EQ(names.count("UserDefined"), 0U);
}

}  // namespace
}  // namespace reprise::task
