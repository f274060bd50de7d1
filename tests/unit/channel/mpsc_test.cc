#include "channel/mpsc.h"

#include <gtest/gtest.h>

#include "support/cancel.h"
#include "support/on_every_scheduler.h"
#include "support/plain_codec.h"
#include "task/spawn.h"

namespace reprise::channel {
namespace {

using task::Spawn;
using task::TaskType;

TEST(MpscTest, Example) {
  OnEveryScheduler([] {
    Mpsc<int> results({.name = "/results", .capacity = 2});
    std::vector<task::JoinHandle<task::Nothing>> workers;
    {
      const Mpsc<int>::Sender sender = results.MakeSender();
      for (int worker = 0; worker < 3; ++worker) {
        workers.push_back(Spawn(TaskType::kStateUpdate, absl::StrCat("worker/", worker),
                                [sender, worker] { EXPECT_TRUE(sender.Send(worker).ok()); }));
      }
    }

    int sum = 0;
    for (absl::StatusOr<int> result = results.Receive(); result.ok(); result = results.Receive())
      sum += *result;

    EXPECT_EQ(sum, 0 + 1 + 2);
    for (auto& worker : workers) EXPECT_TRUE(worker.Join().ok());
  });
}

// A sender that sleeps is woken by the receive that makes room, also when the receiver then waits for it.
TEST(MpscTest, AReceiverMayStopWhileSendersWait) {
  OnEveryScheduler([] {
    Mpsc<int> channel({.name = "/one", .capacity = 2});
    std::vector<task::JoinHandle<task::Nothing>> senders;
    for (int sender = 0; sender < 3; ++sender) {
      senders.push_back(Spawn(TaskType::kBotDecision, absl::StrCat("sender/", sender), [&] {
        for (int n = 0; n < 2; ++n) EXPECT_TRUE(channel.Send(n).ok());
      }));
    }

    for (int n = 0; n < 4; ++n) EXPECT_TRUE(channel.Receive().ok());
    for (auto& sender : senders) EXPECT_TRUE(sender.Join().ok());

    EXPECT_EQ(channel.undelivered(), 2U);
  });
}

TEST(MpscTest, OnlyTheLastSenderThatGoesClosesTheChannel) {
  OnEveryScheduler([] {
    Mpsc<int> channel({.name = "/counted"});
    auto first = std::make_unique<Mpsc<int>::Sender>(channel.MakeSender());
    auto second = std::make_unique<Mpsc<int>::Sender>(*first);
    first.reset();
    EXPECT_TRUE(second->Send(1).ok());
    second.reset();

    EXPECT_EQ(*channel.Receive(), 1);
    EXPECT_EQ(channel.Receive().status().code(), absl::StatusCode::kOutOfRange);
    EXPECT_EQ(channel.Send(2).code(), absl::StatusCode::kFailedPrecondition);
  });
}

TEST(MpscTest, BatchesKeepTheirOrderThroughAChannelThatIsSmaller) {
  OnEveryScheduler([] {
    Mpsc<int> channel({.name = "/batches", .capacity = 3});
    auto sender = Spawn(TaskType::kBotDecision, "sender", [&] {
      std::vector<int> batch;
      for (int n = 0; n < 20; ++n) batch.push_back(n);
      EXPECT_TRUE(channel.SendMany(batch).ok());
      EXPECT_TRUE(batch.empty());
      channel.Close();
      batch = {1, 2};
      EXPECT_EQ(channel.SendMany(batch).code(), absl::StatusCode::kFailedPrecondition);
      EXPECT_EQ(batch.size(), 2U);
    });

    std::vector<int> received;
    for (;;) {
      const absl::StatusOr<std::size_t> more = channel.ReceiveMany(received, 2);
      if (!more.ok()) break;
      EXPECT_TRUE(*more == 1 || *more == 2);
    }

    EXPECT_TRUE(sender.Join().ok());
    ASSERT_EQ(received.size(), 20U);
    for (int n = 0; n < 20; ++n) EXPECT_EQ(received[n], n);
  });
}

TEST(MpscTest, ASendWithADeadlineEndsWhenNoRoomComes) {
  OnEveryScheduler([] {
    Mpsc<int> channel({.name = "/full", .capacity = 1});
    EXPECT_TRUE(channel.SendUntil(1, 1).ok());
    EXPECT_EQ(channel.SendUntil(2, 1).code(), absl::StatusCode::kDeadlineExceeded);
    EXPECT_EQ(*channel.Receive(), 1);
    EXPECT_TRUE(channel.SendUntil(3, 1).ok());
  });
}

TEST(MpscTest, CancellationEndsASendAndAReceiveThatWait) {
  OnEveryScheduler([] {
    Mpsc<int> empty({.name = "/empty"});
    Mpsc<int> full({.name = "/full", .capacity = 1});
    EXPECT_TRUE(full.Send(1).ok());
    TaskHandle receiving;
    TaskHandle sending;
    auto receiver = Spawn(TaskType::kBotDecision, "receiver", [&] {
      receiving.IAm();
      EXPECT_EQ(empty.Receive().status().code(), absl::StatusCode::kCancelled);
      EXPECT_EQ(empty.TryReceive(), std::nullopt);
    });
    auto sender = Spawn(TaskType::kBotDecision, "sender", [&] {
      sending.IAm();
      EXPECT_EQ(full.Send(2).code(), absl::StatusCode::kCancelled);
    });

    receiving.Cancel();
    sending.Cancel();

    EXPECT_TRUE(receiver.Join().ok());
    EXPECT_TRUE(sender.Join().ok());
    EXPECT_EQ(full.undelivered(), 1U);
  });
}

// With one worker the receiver sleeps already when its sender sends, or closes, and cancels it.
TEST(MpscTest, AMessageAndTheEndGoBeforeACancellationThatCameWithThem) {
  sched::Runtime runtime({.workers = 1});
  const absl::Status ran = runtime.Run("test", [] {
    Mpsc<int> channel({.name = "/numbers"});
    TaskHandle receiving;
    auto receiver = Spawn(TaskType::kBotDecision, "receiver", [&] {
      receiving.IAm();
      EXPECT_EQ(*channel.Receive(), 1);
      EXPECT_EQ(channel.Receive().status().code(), absl::StatusCode::kCancelled);
    });
    sched::Yield();
    EXPECT_TRUE(channel.Send(1).ok());
    receiving.Cancel();
    EXPECT_TRUE(receiver.Join().ok());

    TaskHandle last;
    auto drained = Spawn(TaskType::kBotDecision, "drained", [&] {
      last.IAm();
      EXPECT_EQ(channel.Receive().status().code(), absl::StatusCode::kOutOfRange);
    });
    sched::Yield();
    channel.Close();
    last.Cancel();
    EXPECT_TRUE(drained.Join().ok());
  });
  EXPECT_TRUE(ran.ok()) << ran;
}

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
