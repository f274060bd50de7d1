#include "lockfree/mpsc_queue.h"

#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace reprise::lockfree {
namespace {

TEST(MpscQueueTest, Example) {
  MpscQueue<std::string> queue;
  EXPECT_EQ(queue.Push("first"), 0U);
  EXPECT_EQ(queue.Push("second"), 1U);

  const auto popped = queue.TryPop();

  ASSERT_TRUE(popped.has_value());
  EXPECT_EQ(popped->value, "first");
  EXPECT_EQ(popped->ticket, 0U);
  EXPECT_EQ(queue.pushed() - queue.popped(), 1U);
}

TEST(MpscQueueTest, AnEmptyQueueGivesNothing) {
  MpscQueue<int> queue;

  EXPECT_FALSE(queue.TryPop().has_value());
}

TEST(MpscQueueTest, ItemsOfManyProducersComeOutOnceInTheOrderOfTheirTickets) {
  MpscQueue<int> queue;
  std::vector<std::thread> producers;
  for (int producer = 0; producer < 3; ++producer) {
    producers.emplace_back([&queue] {
      for (int n = 0; n < 1000; ++n) queue.Push(n);
    });
  }
  for (std::uint64_t expected = 0; expected < 3000;) {
    const auto popped = queue.TryPop();
    if (!popped.has_value()) continue;
    ASSERT_EQ(popped->ticket, expected);
    ++expected;
  }
  for (std::thread& producer : producers) producer.join();

  EXPECT_FALSE(queue.TryPop().has_value());
}

TEST(MpscQueueTest, WhatIsLeftEndsWithTheQueue) {
  auto item = std::make_shared<int>(1);
  {
    MpscQueue<std::shared_ptr<int>> queue;
    queue.Push(item);
  }

  EXPECT_EQ(item.use_count(), 1);
}

}  // namespace
}  // namespace reprise::lockfree
