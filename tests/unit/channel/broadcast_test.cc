#include "channel/broadcast.h"

#include <gtest/gtest.h>

#include "support/cancel.h"
#include "support/on_every_scheduler.h"
#include "support/plain_codec.h"
#include "task/spawn.h"

namespace reprise::channel {
namespace {

using task::Spawn;
using task::TaskType;

TEST(BroadcastTest, Example) {
  OnEveryScheduler([] {
    Broadcast<int> events({.name = "/events", .capacity = 100});
    auto logger = Spawn(TaskType::kEventProcessing, "logger", [receiver = events.Subscribe()]() mutable {
      int sum = 0;
      for (Delivery<int> event = receiver.Receive(); !event.closed(); event = receiver.Receive()) {
        EXPECT_EQ(event.missed, 0U);
        sum += *event.message;
      }
      return sum;
    });

    for (int event : {1, 2, 3}) EXPECT_TRUE(events.Send(event).ok());
    events.Close();

    EXPECT_EQ(*logger.Join(), 6);
  });
}

// Capacities that are no power of two are exact, too, and what is overwritten is destroyed once.
TEST(BroadcastTest, WhatIsReceivedAndMissedAddsUp) {
  OnEveryScheduler([] {
    Broadcast<int> channel({.name = "/events", .capacity = 3});
    std::vector<task::JoinHandle<task::Nothing>> readers;
    for (int reader = 0; reader < 3; ++reader) {
      readers.push_back(Spawn(TaskType::kEventProcessing, absl::StrCat("reader/", reader),
                              [receiver = channel.Subscribe()]() mutable {
                                std::uint64_t next = 0;
                                for (;;) {
                                  const Delivery<int> delivery = receiver.Receive();
                                  if (delivery.closed()) break;
                                  if (delivery.message) {
                                    EXPECT_EQ(static_cast<std::uint64_t>(*delivery.message), next++);
                                  }
                                  next += delivery.missed;
                                }
                                EXPECT_EQ(next, 100U);
                              }));
    }

    for (int n = 0; n < 100; ++n) {
      EXPECT_TRUE(channel.Send(n).ok());
      if (n % 5 == 0) sched::Yield();
    }
    channel.Close();

    for (auto& reader : readers) EXPECT_TRUE(reader.Join().ok());
  });
}

TEST(BroadcastTest, DeadlineAndCancellationEndAWait) {
  OnEveryScheduler([] {
    Broadcast<int> channel({.name = "/events"});
    auto receiver = channel.Subscribe();
    const Delivery<int> late = receiver.ReceiveUntil(1);
    EXPECT_TRUE(late.timed_out() && !late.closed() && !late.message);
    TaskHandle waiting;
    auto reader = Spawn(TaskType::kEventProcessing, "reader", [&] {
      waiting.IAm();
      const Delivery<int> delivery = receiver.Receive();
      EXPECT_TRUE(delivery.cancelled() && delivery.closed());
    });

    waiting.Cancel();

    EXPECT_TRUE(reader.Join().ok());
  });
}

TEST(BroadcastTest, EveryReceiverSeesEveryMessageInOrder) {
  OnEveryScheduler([] {
    Broadcast<int> channel({.name = "/events", .capacity = 1000});
    std::vector<task::JoinHandle<task::Nothing>> readers;
    for (int reader = 0; reader < 3; ++reader) {
      readers.push_back(Spawn(TaskType::kEventProcessing, absl::StrCat("reader/", reader),
                              [receiver = channel.Subscribe()]() mutable {
                                for (int n = 0; n < 50; ++n) EXPECT_EQ(receiver.Receive().message, n);
                                EXPECT_TRUE(receiver.Receive().closed());
                              }));
    }

    for (int n = 0; n < 50; ++n) EXPECT_TRUE(channel.Send(n).ok());
    channel.Close();

    for (auto& reader : readers) EXPECT_TRUE(reader.Join().ok());
  });
}

TEST(BroadcastTest, SlowReceiverIsToldHowManyMessagesItMissed) {
  OnEveryScheduler([] {
    Broadcast<int> channel({.name = "/events", .capacity = 2});
    Broadcast<int>::Receiver slow = channel.Subscribe();

    for (int message : {1, 2, 3}) EXPECT_TRUE(channel.Send(message).ok());

    EXPECT_EQ(slow.Receive().missed, 1U);
    EXPECT_EQ(slow.Receive().message, 2);
    EXPECT_EQ(slow.Receive().message, 3);
    EXPECT_FALSE(slow.TryReceive().has_value());
  });
}

TEST(BroadcastTest, ReceiverSeesOnlyWhatWasSentAfterItSubscribed) {
  OnEveryScheduler([] {
    Broadcast<int> channel({.name = "/events"});
    EXPECT_TRUE(channel.Send(1).ok());
    Broadcast<int>::Receiver late = channel.Subscribe();
    EXPECT_TRUE(channel.Send(2).ok());
    channel.Close();

    EXPECT_EQ(late.Receive().message, 2);
    EXPECT_TRUE(late.Receive().closed());
    EXPECT_EQ(channel.Send(3).code(), absl::StatusCode::kFailedPrecondition);
  });
}

TEST(BroadcastTest, ClosedChannelIsDrainedThenSaysSo) {
  OnEveryScheduler([] {
    Broadcast<int> events({.name = "/events"});
    auto receiver = events.Subscribe();
    EXPECT_TRUE(events.Send(1).ok());
    events.Close();
    events.Close();

    EXPECT_EQ(events.Send(2).code(), absl::StatusCode::kFailedPrecondition);
    EXPECT_EQ(receiver.Receive().message, 1);
    EXPECT_TRUE(receiver.Receive().closed());
  });
}

}  // namespace
}  // namespace reprise::channel
