// What Runtime::Stats says of channels.
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "channel/broadcast.h"
#include "channel/call.h"
#include "channel/journal.h"
#include "channel/mpsc.h"
#include "channel/oneshot.h"
#include "channel/watch.h"
#include "runtime/runtime.h"
#include "state/event_queue.h"
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

// "/mailbox mpsc 5: 4 sent, 1 received, 3 undelivered"
std::string Told(const sched::ObjectStats& object) {
  return absl::StrCat(object.name, " ", sched::Name(object.kind), " ", object.capacity, ": ", object.sent,
                      " sent, ", object.received, " received, ", object.undelivered, " undelivered");
}

TEST(ChannelStatsTest, WhatIsLeftInAMailboxIsUndelivered) {
  const auto objects = ObjectsAfter([] {
    Mpsc<int> channel({.name = "/mailbox", .capacity = 5});
    for (int n = 0; n < 4; ++n) EXPECT_TRUE(channel.Send(n).ok());
    EXPECT_TRUE(channel.Receive().ok());
  });
  ASSERT_EQ(objects.size(), 1U);
  EXPECT_EQ(Told(objects[0]), "/mailbox mpsc 5: 4 sent, 1 received, 3 undelivered");
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
    sched::Worker::Current().run->scheduler->Cancel(*record);
    EXPECT_TRUE(waiter.Join().ok());
  });
  ASSERT_EQ(objects.size(), 2U);
  EXPECT_EQ(objects[0].cancelled, 1U);
  EXPECT_EQ(objects[1].cancelled, 0U);
}

TEST(ChannelStatsTest, ACallIsListedAsItsRequestsAndItsReplies) {
  const auto objects = ObjectsAfter([] {
    Call<int, int> call({.name = "/call", .requests = 3, .replies = 2});
    auto service = Spawn(TaskType::kPathfinding, "service", [&] {
      for (int n = 0; n < 2; ++n) {
        const Incoming<int> incoming = call.NextRequest().value();
        call.Reply(incoming, incoming.request + 1);
      }
    });
    EXPECT_EQ(call.Ask(1).value(), 2);  // Answered by who waits for it.
    EXPECT_TRUE(absl::IsDeadlineExceeded(call.AskUntil(2, 1).status()));
    EXPECT_TRUE(service.Join().ok());  // Answers the second in vain.
    EXPECT_TRUE(absl::IsDeadlineExceeded(call.AskUntil(3, 1).status()));
  });
  ASSERT_EQ(objects.size(), 2U);
  EXPECT_EQ(Told(objects[0]), "/call/replies replies 2: 2 sent, 1 received, 1 undelivered");
  EXPECT_GE(objects[0].receiver_waits, 1U);
  EXPECT_EQ(Told(objects[1]), "/call/requests requests 3: 3 sent, 2 received, 1 undelivered");
}

TEST(ChannelStatsTest, AReplyThatCameTooLateForItsAskerToTakeIsUndelivered) {
  const auto objects = ObjectsAfter([] {
    Call<int, int> call({.name = "/call"});
    EXPECT_TRUE(absl::IsDeadlineExceeded(call.AskUntil(2, 1).status()));
    const Incoming<int> incoming = call.NextRequest().value();
    EXPECT_FALSE(call.Wanted(incoming));
    call.Reply(incoming, 3);
  });
  ASSERT_EQ(objects.size(), 2U);
  EXPECT_EQ(objects[0].undelivered, 1U);
  EXPECT_EQ(objects[1].undelivered, 0U);
}

TEST(ChannelStatsTest, AWatchCountsItsVersionsAndWhoGotOne) {
  const auto objects = ObjectsAfter([] {
    Watch<int> level({.name = "/level"}, 0);
    auto receiver = level.Subscribe();
    for (int n = 1; n <= 3; ++n) EXPECT_TRUE(level.Send(n).ok());
    EXPECT_EQ(receiver.Receive().value(), 3);
  });
  ASSERT_EQ(objects.size(), 1U);
  // Who skips a version does not miss it.
  EXPECT_EQ(Told(objects[0]), "/level watch 0: 3 sent, 1 received, 0 undelivered");
}

TEST(ChannelStatsTest, WhatIsLeftInAnEventQueueIsUndelivered) {
  const auto objects = ObjectsAfter([] {
    state::EventQueue<int> events({.name = "/events"});
    for (int n = 0; n < 3; ++n) static_cast<void>(events.Push(n));
    EXPECT_EQ(events.TryPop(), 0);
  });
  ASSERT_EQ(objects.size(), 1U);
  EXPECT_EQ(Told(objects[0]), "/events events 0: 3 sent, 1 received, 2 undelivered");
}

TEST(ChannelStatsTest, OfOneshotsOnlyWhatNobodyReceivedIsTold) {
  const auto objects = ObjectsAfter([] {
    for (const char* name : {"/answer", "/answer", ""}) {
      Oneshot<int> lost({.name = name});
      EXPECT_TRUE(lost.sender.Send(1).ok());
      Oneshot<int> received({.name = name});
      EXPECT_TRUE(received.sender.Send(1).ok());
      EXPECT_TRUE(received.receiver.Receive().ok());
      Oneshot<int> never_sent({.name = name});
    }
  });
  ASSERT_EQ(objects.size(), 2U);
  EXPECT_EQ(objects[0].name, sched::Registry::kUnnamed);
  EXPECT_EQ(objects[0].undelivered, 1U);
  EXPECT_EQ(objects[1].name, "/answer");
  EXPECT_EQ(objects[1].kind, sched::ObjectKind::kOneshot);
  EXPECT_EQ(objects[1].undelivered, 2U);
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
