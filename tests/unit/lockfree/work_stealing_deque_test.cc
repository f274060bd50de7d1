#include "lockfree/work_stealing_deque.h"

#include <cstdint>
#include <vector>

#include <gtest/gtest.h>

namespace reprise::lockfree {
namespace {

using Deque = WorkStealingDeque<std::uint64_t, StdSync, 4>;
using Numbers = std::vector<std::uint64_t>;

Numbers PopAll(Deque& deque) {
  Numbers popped;
  for (std::uint64_t item = 0; deque.Pop(item);) popped.push_back(item);
  return popped;
}

Numbers StealAll(Deque& deque) {
  Numbers stolen;
  for (std::uint64_t item = 0; deque.Steal(item) == StealResult::kTaken;) stolen.push_back(item);
  return stolen;
}

TEST(WorkStealingDequeTest, Example) {
  struct Job {
    int number;
  };
  Job first{1};
  Job second{2};
  WorkStealingDeque<Job*> deque;

  deque.Push(&first);  // Its owner's thread.
  deque.Push(&second);

  Job* stolen = nullptr;  // Any thread.
  ASSERT_EQ(deque.Steal(stolen), StealResult::kTaken);
  EXPECT_EQ(stolen->number, 1);
  Job* popped = nullptr;
  ASSERT_TRUE(deque.Pop(popped));
  EXPECT_EQ(popped->number, 2);
}

TEST(WorkStealingDequeTest, OwnerPopsTheNewestAndThievesStealTheOldest) {
  Deque deque;
  for (std::uint64_t item : {1, 2, 3}) deque.Push(item);

  EXPECT_EQ(PopAll(deque), (Numbers{3, 2, 1}));
  for (std::uint64_t item : {4, 5, 6}) deque.Push(item);
  EXPECT_EQ(StealAll(deque), (Numbers{4, 5, 6}));
}

TEST(WorkStealingDequeTest, AnEmptyDequeHasNothingForEither) {
  Deque deque;
  std::uint64_t item = 7;

  EXPECT_FALSE(deque.Pop(item));
  EXPECT_EQ(deque.Steal(item), StealResult::kEmpty);
  EXPECT_EQ(item, 7U);
  EXPECT_EQ(deque.Size(), 0U);
}

TEST(WorkStealingDequeTest, WhatNobodyExposedCanBeStolen) {
  Deque deque;
  Numbers pushed;
  for (std::uint64_t item = 0; item < 1000; ++item) {
    deque.Push(item);
    pushed.push_back(item);
  }

  EXPECT_EQ(StealAll(deque), pushed);
}

TEST(WorkStealingDequeTest, PopsOfSharedItemsKeepTheirOrderAndLeaveAnEmptyDequeThatGoesOn) {
  Deque deque;
  std::uint64_t stolen = 0;
  for (int round = 0; round < 5; ++round) {
    for (std::uint64_t item : {1, 2, 3, 4, 5}) deque.Push(item);
    ASSERT_EQ(deque.Steal(stolen), StealResult::kTaken);
    EXPECT_EQ(stolen, 1U);
    EXPECT_EQ(PopAll(deque), (Numbers{5, 4, 3, 2}));
    EXPECT_EQ(deque.Size(), 0U);
  }
}

TEST(WorkStealingDequeTest, GrowsWithItemsWrappedRoundItsRing) {
  Deque deque;
  std::uint64_t stolen = 0;
  for (std::uint64_t item : {0, 1, 2, 3}) deque.Push(item);
  for (int i = 0; i < 2; ++i) ASSERT_EQ(deque.Steal(stolen), StealResult::kTaken);
  for (std::uint64_t item : {4, 5, 6, 7}) deque.Push(item);

  EXPECT_EQ(deque.Size(), 6U);
  EXPECT_EQ(StealAll(deque), (Numbers{2, 3, 4, 5, 6, 7}));
}

TEST(WorkStealingDequeTest, ItemsMayBeSmallerThanASlot) {
  struct Pair {
    std::uint16_t left, right;
  };
  WorkStealingDeque<Pair> deque;
  deque.Push({3, 4});

  Pair item{};
  ASSERT_TRUE(deque.Pop(item));

  EXPECT_EQ(item.left, 3);
  EXPECT_EQ(item.right, 4);
}

TEST(WorkStealingDequeTest, EndsWithItemsLeft) {
  Deque deque;
  for (std::uint64_t item = 0; item < 100; ++item) deque.Push(item);

  EXPECT_EQ(deque.Size(), 100U);
}

}  // namespace
}  // namespace reprise::lockfree
