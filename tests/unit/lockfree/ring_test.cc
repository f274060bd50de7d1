#include "lockfree/ring.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <vector>

namespace reprise::lockfree {
namespace {

using ::testing::ElementsAre;

// The usage example of the header.
TEST(BoundedRingTest, Example) {
  BoundedRing<int> ring(2);
  EXPECT_EQ(ring.TryPush(10).ticket, 0U);
  EXPECT_EQ(ring.TryPush(11).ticket, 1U);
  EXPECT_EQ(ring.TryPush(12).branch, PushBranch::kFull);

  const PopResult<int> first = ring.TryPop();
  EXPECT_EQ(first.ticket, 0U);
  EXPECT_EQ(first.value, 10);

  ring.Close();
  EXPECT_EQ(ring.TryPush(13).branch, PushBranch::kClosed);
  EXPECT_EQ(ring.TryPop().value, 11);
  EXPECT_EQ(ring.TryPop().branch, PopBranch::kClosed);
}

class EveryCapacity : public ::testing::TestWithParam<std::uint64_t> {};

TEST_P(EveryCapacity, TicketsAreDenseOverManyLaps) {
  BoundedRing<std::uint64_t> ring(GetParam());
  for (std::uint64_t ticket = 0; ticket < 5 * GetParam() + 1; ++ticket) {
    ASSERT_EQ(ring.TryPush(100 + ticket).ticket, ticket);
    const PopResult<std::uint64_t> popped = ring.TryPop();
    ASSERT_EQ(popped.ticket, ticket);
    ASSERT_EQ(popped.value, 100 + ticket);
  }
}

TEST_P(EveryCapacity, HoldsExactlyItsCapacityInEveryLap) {
  BoundedRing<std::uint64_t> ring(GetParam());
  for (int lap = 0; lap < 3; ++lap) {
    for (std::uint64_t i = 0; i < GetParam(); ++i) ASSERT_EQ(ring.TryPush(+i).branch, PushBranch::kPushed);
    ASSERT_EQ(ring.Size(), GetParam());
    ASSERT_EQ(ring.TryPush(0).branch, PushBranch::kFull);
    for (std::uint64_t i = 0; i < GetParam(); ++i) ASSERT_EQ(ring.TryPop().value, i);
    ASSERT_EQ(ring.TryPop().branch, PopBranch::kEmpty);
  }
}

INSTANTIATE_TEST_SUITE_P(Ring, EveryCapacity, ::testing::Values(1, 2, 3, 4, 5, 7, 8, 9, 1000));

TEST(BoundedRingTest, ValueThatFoundNoRoomStaysWithTheCaller) {
  BoundedRing<std::unique_ptr<int>> ring(1);
  ring.TryPush(std::make_unique<int>(1));

  auto refused = std::make_unique<int>(2);
  EXPECT_EQ(ring.TryPush(std::move(refused)).branch, PushBranch::kFull);
  ASSERT_NE(refused, nullptr);
  ring.Close();
  EXPECT_EQ(ring.TryPush(std::move(refused)).branch, PushBranch::kClosed);
  EXPECT_EQ(*refused, 2);
}

TEST(BoundedRingTest, ValuesLeftBehindAreDestroyedWithTheRing) {
  const auto value = std::make_shared<int>(1);
  {
    BoundedRing<std::shared_ptr<int>> ring(3);
    for (int i = 0; i < 3; ++i) ring.TryPush(std::shared_ptr<int>(value));
    ring.TryPop();
    ring.TryPush(std::shared_ptr<int>(value));
    EXPECT_EQ(value.use_count(), 4);
  }
  EXPECT_EQ(value.use_count(), 1);
}

TEST(BoundedRingTest, PushTellsItsTicketBeforeTheValueCanBeTaken) {
  BoundedRing<int> ring(2);
  std::uint64_t told = 99;
  std::uint64_t size_then = 99;
  ring.TryPush(1, [&](std::uint64_t ticket) {
    told = ticket;
    size_then = ring.Size();
  });
  EXPECT_EQ(told, 0U);
  EXPECT_EQ(size_then, 1U);
}

TEST(BoundedRingTest, PopTellsItsTicketAndARefusedOneTellsNothing) {
  BoundedRing<int> ring(2);
  std::vector<std::uint64_t> told;
  const auto tell = [&](std::uint64_t ticket) { told.push_back(ticket); };
  ring.TryPop(tell);
  ring.TryPush(1);
  ring.TryPop(tell);
  EXPECT_THAT(told, ElementsAre(0U));
}

TEST(BoundedRingTest, BatchTakesTheRoomThereIsAndLeavesTheRestWithTheCaller) {
  BoundedRing<std::unique_ptr<int>> ring(3);
  ring.TryPush(std::make_unique<int>(0));
  std::vector<std::unique_ptr<int>> values;
  for (int i = 1; i <= 4; ++i) values.push_back(std::make_unique<int>(i));

  const PushResult pushed = ring.TryPushBatch(values);

  EXPECT_EQ(pushed.ticket, 1U);
  EXPECT_EQ(pushed.count, 2U);
  EXPECT_EQ(values[1], nullptr);
  EXPECT_EQ(*values[2], 3);
  EXPECT_EQ(ring.TryPushBatch(values).branch, PushBranch::kFull);
}

TEST(BoundedRingTest, BatchPopIsOneClaimOfTicketsInARowAcrossTheEndOfALap) {
  BoundedRing<int> ring(3);
  for (int i = 0; i < 2; ++i) ring.TryPush(+i);
  ring.TryPop();
  ring.TryPop();
  for (int i = 2; i < 5; ++i) ring.TryPush(+i);

  std::vector<int> values;
  std::vector<std::uint64_t> tickets;
  const PopBatchResult popped = ring.TryPopBatch(10, [&](std::uint64_t ticket, int&& value) {
    tickets.push_back(ticket);
    values.push_back(value);
  });

  EXPECT_EQ(popped.ticket, 2U);
  EXPECT_EQ(popped.count, 3U);
  EXPECT_THAT(values, ElementsAre(2, 3, 4));
  EXPECT_THAT(tickets, ElementsAre(2U, 3U, 4U));
}

TEST(BoundedRingTest, CloseHasTheTicketOfThePushThatNeverCame) {
  BoundedRing<int> ring(2);
  ring.TryPush(1);
  const CloseResult first = ring.Close();
  const CloseResult again = ring.Close();
  EXPECT_EQ(first.ticket, 1U);
  EXPECT_TRUE(first.first);
  EXPECT_EQ(again.ticket, 1U);
  EXPECT_FALSE(again.first);
}

TEST(BoundedRingTest, FullAndClosedIsClosed) {
  BoundedRing<int> ring(1);
  ring.TryPush(1);
  ring.Close();
  EXPECT_EQ(ring.TryPush(2).branch, PushBranch::kClosed);
  EXPECT_EQ(ring.TryPop().value, 1);
}

TEST(BoundedRingTest, SingleConsumerKeepsTheSameContract) {
  BoundedRing<int, StdSync, Consumers::kSingle> ring(2);
  EXPECT_EQ(ring.TryPop().branch, PopBranch::kEmpty);
  ring.TryPush(1);
  ring.TryPush(2);
  EXPECT_EQ(ring.TryPush(3).branch, PushBranch::kFull);
  EXPECT_EQ(ring.TryPop().value, 1);
  EXPECT_EQ(ring.TryPush(3).ticket, 2U);
  ring.Close();
  EXPECT_EQ(ring.TryPop().value, 2);
  EXPECT_EQ(ring.TryPop().value, 3);
  EXPECT_EQ(ring.TryPop().branch, PopBranch::kClosed);
}

}  // namespace
}  // namespace reprise::lockfree
