#include "sched/ready_queue.h"

#include <gtest/gtest.h>

namespace reprise::sched {
namespace {

// The queue never looks at what it holds.
boost::fibers::context* Fiber(std::uintptr_t n) { return reinterpret_cast<boost::fibers::context*>(n * 64); }

TEST(ReadyQueueTest, OldestComesFirst) {
  ReadyQueue queue;
  EXPECT_TRUE(queue.Empty());
  EXPECT_EQ(queue.Pop(), nullptr);

  queue.Push(Fiber(1));
  queue.Push(Fiber(2));

  EXPECT_FALSE(queue.Empty());
  EXPECT_EQ(queue.Pop(), Fiber(1));
  EXPECT_EQ(queue.Pop(), Fiber(2));
  EXPECT_TRUE(queue.Empty());
}

TEST(ReadyQueueTest, AThiefTakesTheOlderHalfAndAtLeastOne) {
  ReadyQueue queue;
  std::vector<boost::fibers::context*> loot = {Fiber(9)};
  EXPECT_EQ(queue.StealHalf(loot), 0U);
  EXPECT_TRUE(loot.empty());
  for (std::uintptr_t n : {1U, 2U, 3U, 4U, 5U}) queue.Push(Fiber(n));

  EXPECT_EQ(queue.StealHalf(loot), 3U);
  EXPECT_EQ(loot, (std::vector{Fiber(1), Fiber(2), Fiber(3)}));
  EXPECT_EQ(queue.StealHalf(loot), 1U);
  EXPECT_EQ(queue.StealHalf(loot), 1U);
  EXPECT_EQ(loot, std::vector{Fiber(5)});
  EXPECT_TRUE(queue.Empty());
}

}  // namespace
}  // namespace reprise::sched
