#include "channel/mpsc.h"

#include <gtest/gtest.h>

#include "support/on_every_scheduler.h"
#include "support/plain_codec.h"
#include "task/spawn.h"

namespace reprise::channel {
namespace {

using task::Spawn;
using task::TaskType;

TEST(MpscTest, EveryMessageArrivesOnceAndInItsSendersOrder) {
  OnEveryScheduler([] {
    Mpsc<int> channel({.name = "/numbers", .capacity = 3});
    constexpr int kSenders = 4;
    constexpr int kEach = 25;
    std::vector<task::JoinHandle<task::Nothing>> senders;
    for (int sender = 0; sender < kSenders; ++sender) {
      senders.push_back(Spawn(TaskType::kBotDecision, absl::StrCat("sender/", sender), [&channel, sender] {
        for (int n = 0; n < kEach; ++n) EXPECT_TRUE(channel.Send(sender * 1000 + n).ok());
      }));
    }

    std::vector<int> next(kSenders, 0);
    for (int received = 0; received < kSenders * kEach; ++received) {
      const absl::StatusOr<int> message = channel.Receive();
      ASSERT_TRUE(message.ok());
      EXPECT_EQ(*message % 1000, next[*message / 1000]++);
    }

    for (auto& sender : senders) EXPECT_TRUE(sender.Join().ok());
  });
}

TEST(MpscTest, FullChannelRefusesATryAndHoldsASenderBack) {
  OnEveryScheduler([] {
    Mpsc<int> channel({.name = "/one", .capacity = 1});
    EXPECT_TRUE(channel.TrySend(1).ok());
    EXPECT_EQ(channel.TrySend(2).code(), absl::StatusCode::kResourceExhausted);
    auto sender = Spawn(TaskType::kBotDecision, "sender", [&] { EXPECT_TRUE(channel.Send(3).ok()); });

    EXPECT_EQ(*channel.Receive(), 1);
    EXPECT_EQ(*channel.Receive(), 3);
    EXPECT_TRUE(sender.Join().ok());
  });
}

TEST(MpscTest, ClosedChannelIsDrainedThenSaysSo) {
  OnEveryScheduler([] {
    Mpsc<int> channel({.name = "/closing"});
    EXPECT_TRUE(channel.Send(1).ok());
    channel.Close();
    channel.Close();

    EXPECT_EQ(channel.Send(2).code(), absl::StatusCode::kFailedPrecondition);
    EXPECT_EQ(channel.undelivered(), 1U);
    EXPECT_EQ(*channel.Receive(), 1);
    EXPECT_EQ(channel.Receive().status().code(), absl::StatusCode::kOutOfRange);
    EXPECT_EQ(channel.TryReceive(), std::nullopt);
  });
}

TEST(MpscTest, CloseWakesAReceiverAndASenderThatWait) {
  OnEveryScheduler([] {
    Mpsc<int> empty({.name = "/empty"});
    Mpsc<int> full({.name = "/full", .capacity = 1});
    EXPECT_TRUE(full.Send(1).ok());
    auto receiver = Spawn(TaskType::kBotDecision, "receiver",
                          [&] { EXPECT_EQ(empty.Receive().status().code(), absl::StatusCode::kOutOfRange); });
    auto sender = Spawn(TaskType::kBotDecision, "sender",
                        [&] { EXPECT_EQ(full.Send(2).code(), absl::StatusCode::kFailedPrecondition); });

    empty.Close();
    full.Close();

    EXPECT_TRUE(receiver.Join().ok());
    EXPECT_TRUE(sender.Join().ok());
  });
}

TEST(MpscTest, ReceiveWithADeadlineEndsWhenNothingComes) {
  OnEveryScheduler([] {
    Mpsc<int> channel({.name = "/late"});
    EXPECT_EQ(channel.ReceiveUntil(1).status().code(), absl::StatusCode::kDeadlineExceeded);
    EXPECT_TRUE(channel.Send(5).ok());
    EXPECT_EQ(*channel.ReceiveUntil(1), 5);
  });
}

}  // namespace
}  // namespace reprise::channel
