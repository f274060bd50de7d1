#include "lockfree/broadcast_ring.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>

#include "lockfree/epoch.h"

namespace reprise::lockfree {
namespace {

class BroadcastRingTest : public ::testing::Test {
 protected:
  EpochDomain<> domain_;
  EpochDomain<>::Participant me_{domain_, "test"};
};

// The usage example of the header.
TEST_F(BroadcastRingTest, Example) {
  BroadcastRing<std::string> ring(2);
  auto cursor = ring.Subscribe();
  auto guard = me_.Pin();

  for (const char* text : {"a", "b", "c"}) ring.Send(text, guard);

  const auto lag = ring.TryReceive(cursor, guard);
  EXPECT_EQ(lag.branch, ReceiveBranch::kLagged);
  EXPECT_EQ(lag.missed, 1U);
  EXPECT_EQ(ring.TryReceive(cursor, guard).message, "b");
  EXPECT_EQ(ring.TryReceive(cursor, guard).message, "c");
  EXPECT_EQ(ring.TryReceive(cursor, guard).branch, ReceiveBranch::kEmpty);
}

TEST_F(BroadcastRingTest, EveryReceiverSeesEveryMessageWithItsTicket) {
  BroadcastRing<int> ring(3);
  auto one = ring.Subscribe();
  auto other = ring.Subscribe();
  auto guard = me_.Pin();
  for (int i = 0; i < 20; ++i) {
    EXPECT_EQ(ring.Send(+i, guard).ticket, static_cast<std::uint64_t>(i));
    for (auto* cursor : {&one, &other}) {
      const auto seen = ring.TryReceive(*cursor, guard);
      EXPECT_EQ(seen.ticket, static_cast<std::uint64_t>(i));
      EXPECT_EQ(seen.message, i);
    }
  }
}

TEST_F(BroadcastRingTest, KeepsExactlyItsCapacityWhateverItIs) {
  for (std::uint64_t capacity = 1; capacity < 10; ++capacity) {
    BroadcastRing<std::uint64_t> ring(capacity);
    auto guard = me_.Pin();
    for (std::uint64_t sent = 1; sent < 4 * capacity; ++sent) {
      auto cursor = ring.Subscribe();
      for (std::uint64_t i = 0; i < sent; ++i) ring.Send(+i, guard);
      const auto first = ring.TryReceive(cursor, guard);
      EXPECT_EQ(first.missed, sent > capacity ? sent - capacity : 0);
      std::uint64_t kept = first.branch == ReceiveBranch::kMessage ? 1 : 0;
      while (ring.TryReceive(cursor, guard).branch == ReceiveBranch::kMessage) ++kept;
      EXPECT_EQ(kept, std::min(sent, capacity));
    }
  }
}

TEST_F(BroadcastRingTest, LateSubscriberStartsWithTheNextMessage) {
  BroadcastRing<int> ring(4);
  auto guard = me_.Pin();
  ring.Send(1, guard);
  auto late = ring.Subscribe();
  EXPECT_EQ(ring.Ticket(late), 1U);
  EXPECT_EQ(ring.TryReceive(late, guard).branch, ReceiveBranch::kEmpty);
  ring.Send(2, guard);
  EXPECT_EQ(ring.TryReceive(late, guard).message, 2);
}

TEST_F(BroadcastRingTest, CloseIsToldAfterWhatWasSentBefore) {
  BroadcastRing<int> ring(4);
  auto cursor = ring.Subscribe();
  auto guard = me_.Pin();
  ring.Send(1, guard);
  EXPECT_EQ(ring.Close().ticket, 1U);
  EXPECT_FALSE(ring.Close().first);
  EXPECT_EQ(ring.TryReceive(cursor, guard).message, 1);
  EXPECT_EQ(ring.TryReceive(cursor, guard).branch, ReceiveBranch::kClosed);
}

TEST_F(BroadcastRingTest, ALagIsToldBeforeTheClose) {
  BroadcastRing<int> ring(1);
  auto cursor = ring.Subscribe();
  auto guard = me_.Pin();
  for (int i = 0; i < 3; ++i) ring.Send(+i, guard);
  ring.Close();
  EXPECT_EQ(ring.TryReceive(cursor, guard).missed, 2U);
  EXPECT_EQ(ring.TryReceive(cursor, guard).message, 2);
  EXPECT_EQ(ring.TryReceive(cursor, guard).branch, ReceiveBranch::kClosed);
}

TEST_F(BroadcastRingTest, MessageThatCameAfterTheCloseStaysWithTheSender) {
  BroadcastRing<std::string> ring(1);
  auto guard = me_.Pin();
  ring.Close();
  std::string text = "late";
  EXPECT_EQ(ring.Send(std::move(text), guard).branch, SendBranch::kClosed);
  EXPECT_EQ(text, "late");
}

TEST_F(BroadcastRingTest, SendTellsItsTicketBeforeTheMessageCanBeSeen) {
  BroadcastRing<int> ring(2);
  auto guard = me_.Pin();
  std::uint64_t told = 99;
  ring.Send(5, guard, [&](std::uint64_t ticket) { told = ticket; });
  EXPECT_EQ(told, 0U);
}

TEST_F(BroadcastRingTest, NothingOutlivesTheRingAndItsDomain) {
  const auto value = std::make_shared<int>(1);
  {
    EpochDomain<> domain;
    EpochDomain<>::Participant me(domain, "test");
    BroadcastRing<std::shared_ptr<int>> ring(2);
    for (int i = 0; i < 5; ++i) {
      auto guard = me.Pin();
      ring.Send(std::shared_ptr<int>(value), guard);
    }
  }
  EXPECT_EQ(value.use_count(), 1);
}

}  // namespace
}  // namespace reprise::lockfree
