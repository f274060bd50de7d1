// What Runtime::Stats says of channels.
#include <gtest/gtest.h>

#include "channel/broadcast.h"
#include "channel/journal.h"
#include "channel/mpsc.h"
#include "sched/runtime.h"
#include "support/plain_codec.h"
#include "task/spawn.h"

namespace reprise::channel {
namespace {

using task::Spawn;
using task::TaskType;

std::vector<sched::ObjectStats> ObjectsAfter(const std::function<void()>& program) {
  sched::Runtime runtime({.workers = 1});
  EXPECT_TRUE(runtime.Run("test", program).ok());
  return runtime.Stats().objects;
}

TEST(ChannelStatsTest, WhatIsLeftInAMailboxIsUndelivered) {
  const auto objects = ObjectsAfter([] {
    Mpsc<int> channel({.name = "/mailbox", .capacity = 5});
    for (int n = 0; n < 4; ++n) EXPECT_TRUE(channel.Send(n).ok());
    EXPECT_TRUE(channel.Receive().ok());
  });
  ASSERT_EQ(objects.size(), 1U);
  EXPECT_EQ(objects[0].kind, sched::ObjectKind::kMpsc);
  EXPECT_EQ(objects[0].capacity, 5U);
  EXPECT_EQ(objects[0].sent, 4U);
  EXPECT_EQ(objects[0].received, 1U);
  EXPECT_EQ(objects[0].undelivered, 3U);
}

TEST(ChannelStatsTest, ASenderThatFoundNoRoomAndAReceiverThatFoundNothingAreCounted) {
  const auto objects = ObjectsAfter([] {
    Mpsc<int> channel({.name = "/mailbox", .capacity = 1});
    auto sender = Spawn(TaskType::kBotDecision, "sender", [&] {
      for (int n = 0; n < 2; ++n) EXPECT_TRUE(channel.Send(n).ok());
    });
    EXPECT_TRUE(channel.Receive().ok());  // Nothing is there yet.
    EXPECT_TRUE(channel.Receive().ok());
    EXPECT_TRUE(sender.Join().ok());
    auto other = Spawn(TaskType::kBotDecision, "other", [&] {
      for (int n = 0; n < 2; ++n) EXPECT_TRUE(channel.Receive().ok());
    });
    for (int n = 0; n < 2; ++n) EXPECT_TRUE(channel.Send(n).ok());  // The second finds no room.
    EXPECT_TRUE(other.Join().ok());
  });
  ASSERT_EQ(objects.size(), 1U);
  EXPECT_GE(objects[0].receiver_waits, 1U);
  EXPECT_GE(objects[0].sender_waits, 1U);
}

TEST(ChannelStatsTest, AWaitThatACancellationEndedIsCounted) {
  const auto objects = ObjectsAfter([] {
    Mpsc<int> channel({.name = "/mailbox"});
    Mpsc<int> up({.name = "/up"});
    sched::TaskRecord* record = nullptr;
    auto waiter = Spawn(TaskType::kBotDecision, "waiter", [&] {
      record = sched::Worker::Current().current;
      EXPECT_TRUE(up.Send(1).ok());
      EXPECT_TRUE(absl::IsCancelled(channel.Receive().status()));
    });
    EXPECT_TRUE(up.Receive().ok());
    sched::Yield();  // It waits by now.
    sched::Worker::Current().runtime->scheduler().Cancel(*record);
    EXPECT_TRUE(waiter.Join().ok());
  });
  ASSERT_EQ(objects.size(), 2U);
  EXPECT_EQ(objects[0].cancelled, 1U);
  EXPECT_EQ(objects[1].cancelled, 0U);
}

TEST(ChannelStatsTest, BroadcastsAndJournalsAreListed) {
  const auto objects = ObjectsAfter([] {
    Broadcast<int> events({.name = "/events"});
    Journal<int> journal({.name = "/journal"});
    EXPECT_TRUE(events.Send(1).ok());
    for (int n = 0; n < 2; ++n) journal.Append(n);
  });
  ASSERT_EQ(objects.size(), 2U);
  EXPECT_EQ(objects[0].name, "/events");
  EXPECT_EQ(objects[0].sent, 1U);
  EXPECT_EQ(objects[1].name, "/journal");
  EXPECT_EQ(objects[1].sent, 2U);
}

}  // namespace
}  // namespace reprise::channel
