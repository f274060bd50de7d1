#include "sched/task_name.h"

#include <string>

#include <gtest/gtest.h>

namespace reprise::sched {
namespace {

TEST(TaskNameTest, Example) {
  const TaskName literal("sum");
  const TaskName made("bot/" + std::to_string(3));

  EXPECT_EQ(literal.view(), "sum");
  EXPECT_EQ(made.view(), "bot/3");
}

TEST(TaskNameTest, TextThatMayChangeIsCopiedAndALiteralIsNot) {
  static constexpr char kLiteral[] = "sum";
  std::string text = "left";
  const char* const pointer = text.c_str();
  const TaskName made(pointer);
  text = "rght";

  EXPECT_EQ(made.view(), "left");
  EXPECT_EQ(TaskName(kLiteral).view().data(), kLiteral);
}

}  // namespace
}  // namespace reprise::sched
