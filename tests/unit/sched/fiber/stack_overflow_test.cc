#include "sched/fiber/stack_overflow.h"

#include <functional>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "runtime/runtime.h"
#include "sched/fiber/stack_pool.h"
#include "sched/object/announce.h"
#include "task/spawn.h"

namespace reprise::sched {
namespace {

using task::Spawn;
using task::TaskType;

// Not a tail call, and not one that a compiler can count out.
[[gnu::noinline]] int Descend(int depth, volatile char* below) {
  volatile char frame[512];
  frame[0] = static_cast<char>(depth);
  if (depth == 0) return below == nullptr ? 0 : *below;
  return Descend(depth - 1, frame) + frame[0];
}

void RunTooDeep() {
  static_cast<void>(Runtime({.workers = 1, .stack_bytes = 64 * 1024}).Run("test", [] {
    auto child = Spawn(TaskType::kBotDecision, "deep", [] { return Descend(1'000'000, nullptr); });
    static_cast<void>(child.Join());
  }));
}

TEST(StackOverflowTest, Example) {
  StackPool stacks(64 * 1024);
  const StackOverflowReporter reporter(stacks);  // From here on a fault in a guard page is told by name.
  const Stack stack = stacks.Take();

  EXPECT_FALSE(stacks.Overflowed(stack));

  stacks.Return(stack);
}

TEST(StackOverflowDeathTest, RunningOverTheEndNamesTheTaskAndTheOption) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_DEATH(RunTooDeep(),
               "task test/deep needs more than its stack of 65536 bytes: give RuntimeOptions::stack_bytes");
}

TEST(StackOverflowDeathTest, AnOrdinaryFaultIsNotTakenForOne) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  const auto fault = [] {
    static_cast<void>(Runtime({.workers = 1}).Run("test", [] {
      volatile int* const nowhere = nullptr;
      *nowhere = 1;
    }));
  };
  // By the signal, or by a checker that was told of it.
  EXPECT_EXIT(
      fault(), [](int status) { return status != 0; },
      testing::Not(testing::HasSubstr("needs more than its stack")));
}

// A child runs on its joiner's stack while that is roomy enough, and on one of its own after.
TEST(StackOverflowTest, ATowerOfJoinsDoesNotGrowOneStack) {
  const std::function<int(int)> tower = [&tower](int depth) -> int {
    if (depth == 0) return 0;
    return 1 + Spawn(TaskType::kBotDecision, "floor", [&tower, depth] { return tower(depth - 1); })
                   .Join()
                   .value();
  };
  int height = 0;
  const absl::Status ended =
      Runtime({.workers = 1, .stack_bytes = 64 * 1024}).Run("test", [&] { height = tower(2'000); });

  EXPECT_TRUE(ended.ok());
  EXPECT_EQ(height, 2'000);
}

}  // namespace
}  // namespace reprise::sched
