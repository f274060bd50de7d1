#include "sched/fiber/stack_pool.h"

#include <cstring>
#include <set>
#include <vector>

#include <gtest/gtest.h>

namespace reprise::sched {
namespace {

TEST(StackPoolTest, Example) {
  StackPool pool(64 * 1024);
  const Stack stack = pool.Take();

  EXPECT_EQ(stack.bytes, 64U * 1024);
  std::memset(stack.base, 1, stack.bytes);
  EXPECT_FALSE(pool.Overflowed(stack));
  pool.Return(stack);
}

TEST(StackPoolTest, SizesAreWholePagesAndAtLeastTwo) {
  EXPECT_EQ(StackPool(1).Take().bytes, 8192U);
  EXPECT_EQ(StackPool(8193).Take().bytes, 12288U);
}

TEST(StackPoolTest, WhatIsReturnedIsTakenAgainAndNoneTwice) {
  StackPool pool(8192);
  std::vector<Stack> stacks;
  std::set<char*> bases;
  for (int n = 0; n < 100; ++n) {
    stacks.push_back(pool.Take());
    EXPECT_TRUE(bases.insert(stacks.back().base).second);
  }
  for (const Stack& stack : stacks) pool.Return(stack);
  for (int n = 0; n < 100; ++n) EXPECT_FALSE(bases.insert(pool.Take().base).second);
}

TEST(StackPoolTest, AGuardPageLiesBelowEachStack) {
  StackPool pool(8192);
  const Stack stack = pool.Take();
  const bool guarded = pool.guarded();  // A kernel may have no such pages: then a canary stands there.

  EXPECT_EQ(pool.InGuardOf(stack, stack.base - 1), guarded);
  EXPECT_EQ(pool.InGuardOf(stack, stack.base - 4096), guarded);
  EXPECT_FALSE(pool.InGuardOf(stack, stack.base));
  EXPECT_FALSE(pool.InGuardOf(stack, stack.top() - 1));
  EXPECT_FALSE(pool.InGuardOf(stack, &pool));
}

TEST(StackPoolTest, WithoutGuardPagesACanarySaysThatTheEndWasWritten) {
  StackPool pool(8192, /*guard_pages=*/false);
  const Stack stack = pool.Take();
  EXPECT_FALSE(pool.guarded());
  EXPECT_FALSE(pool.Overflowed(stack));

  stack.base[0] = 'x';

  EXPECT_TRUE(pool.Overflowed(stack));
}

}  // namespace
}  // namespace reprise::sched
