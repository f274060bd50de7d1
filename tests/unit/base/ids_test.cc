#include "base/ids.h"

#include <gtest/gtest.h>

namespace reprise {
namespace {

TEST(IdsTest, Example) {
  constexpr TaskId kBot = ChildTaskId(kRootTask, 3);
  constexpr ObjectId kDecisions = CreatedObjectId(kBot, 0);

  // Made of who created it and of the how-manieth it is: the same in every run of every build.
  EXPECT_EQ(kBot, ChildTaskId(kRootTask, 3));
  EXPECT_EQ(kDecisions, CreatedObjectId(kBot, 0));
}

TEST(IdsTest, ATaskAndAnObjectOfOneIndexHaveDifferentIds) {
  EXPECT_NE(Value(ChildTaskId(kRootTask, 0)), Value(CreatedObjectId(kRootTask, 0)));
  EXPECT_NE(ChildTaskId(kRootTask, 0), ChildTaskId(kRootTask, 1));
  EXPECT_NE(ChildTaskId(kRootTask, 0), kNoTask);
}

}  // namespace
}  // namespace reprise
