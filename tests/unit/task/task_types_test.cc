#include "task/task_types.h"

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"

namespace reprise::task {
namespace {

TEST(TaskTypesTest, Example) {
  TaskTypes types;
  const absl::StatusOr<TaskType> render = types.Add({.name = "Render", .priority = 1, .share = 2});

  EXPECT_EQ(static_cast<int>(*render), kTaskTypeCount);
  EXPECT_EQ(types.Pool(*render).share, 2U);
  EXPECT_EQ(types.Find("Render"), *render);
  EXPECT_EQ(types.Find("Pathfinding"), TaskType::kPathfinding);
  EXPECT_EQ(types.Find("Sound"), std::nullopt);
}

TEST(TaskTypesTest, SixteenIsTheMost) {
  static const char* const kNames[] = {"6", "7", "8", "9", "10", "11", "12", "13", "14", "15"};
  TaskTypes types;
  for (const char* name : kNames) EXPECT_TRUE(types.Add({.name = name}).ok());

  EXPECT_EQ(types.Add({.name = "16"}).status().message(),
            "task type 16: there are 16 already, the most that a runtime takes");
}

TEST(TaskTypesTest, APoolThatWouldStarveOrBeMistakenIsRefused) {
  TaskTypes types;
  EXPECT_EQ(types.Add({.name = ""}).status().message(),
            "task type: its pool has no name, and reports need one");
  EXPECT_EQ(types.Add({.name = "Render", .share = 0}).status().message(),
            "task type Render: its share is 0, expected at least 1, or its tasks would starve");
  EXPECT_EQ(types.Add({.name = "Pathfinding"}).status().message(),
            "task type Pathfinding: the name is taken by type 3");
}

TEST(TaskTypesTest, OneOfTheSixMayBeGivenOtherWeights) {
  TaskTypes types;
  EXPECT_TRUE(types.Set(TaskType::kPathfinding, {.name = "Pathfinding", .share = 9, .cores = 2}).ok());
  EXPECT_EQ(types.Pool(TaskType::kPathfinding).share, 9U);
  EXPECT_EQ(types.Set(TaskType::kPathfinding, {.name = "BotDecision"}).code(),
            absl::StatusCode::kInvalidArgument);
}

TEST(TaskTypesTest, ATypeIsNamedForPeople) {
  EXPECT_STREQ(Name(TaskType::kBombProcessing), "BombProcessing");
  EXPECT_STREQ(Name(static_cast<TaskType>(9)), "UserDefined");
}

}  // namespace
}  // namespace reprise::task
