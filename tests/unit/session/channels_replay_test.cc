// Channels whose ops have many outcomes, recorded on real threads and played again.
#include <gtest/gtest.h>

#include "channel/call.h"
#include "channel/journal.h"
#include "channel/mpsc.h"
#include "channel/oneshot.h"
#include "channel/watch.h"
#include "sched/clock.h"
#include "support/plain_codec.h"
#include "task/spawn.h"
#include "tests/unit/session/record_and_replay.h"

namespace reprise::session {
namespace {

using task::Spawn;
using task::TaskType;
using Tasks = std::vector<task::JoinHandle<task::Nothing>>;

void JoinAll(Tasks& tasks) {
  for (auto& task : tasks) EXPECT_TRUE(task.Join().ok());
}

// Which sender goes last, and so closes the channel, depends on who was faster.
void SendersThatComeAndGo() {
  channel::Mpsc<int> numbers({.name = "/numbers", .capacity = 2});
  channel::Journal<int> order({.name = "/order"});
  Tasks tasks;
  {
    const auto sender = numbers.MakeSender();
    for (int index = 0; index < 3; ++index) {
      tasks.push_back(Spawn(TaskType::kBotDecision, "sender", [sender, index] {
        std::vector<int> batch = {index * 10, index * 10 + 1, index * 10 + 2};
        EXPECT_TRUE(sender.SendMany(batch).ok());
        const auto copy = sender;
        static_cast<void>(copy.SendUntil(index * 10 + 3, 1));
        static_cast<void>(copy.TrySend(index * 10 + 4));
      }));
    }
  }
  std::vector<int> batch;
  while (numbers.ReceiveMany(batch, 4).ok()) order.Append(batch.back());
  JoinAll(tasks);
}

TEST(ChannelsReplayTest, CountedSendersCloseTheirChannelAtTheSamePlace) { ExpectExact(SendersThatComeAndGo); }

// Both ends of oneshots go away when they like.
void OneshotsThatAreLeft() {
  channel::Journal<int> outcomes({.name = "/outcomes"});
  for (int round = 0; round < 12; ++round) {
    channel::Oneshot<int> answer({.name = "/answer"});
    Tasks tasks;
    tasks.push_back(Spawn(TaskType::kPathfinding, "server", [&answer, round] {
      channel::OneshotSender<int> sender = std::move(answer.sender);
      if (round % 3 == 0 || !sender.Wanted()) return;
      static_cast<void>(sender.Send(round));
    }));
    int outcome = 0;
    {
      channel::OneshotReceiver<int> receiver = std::move(answer.receiver);
      if (round % 2 == 0) {
        if (const std::optional<int> value = receiver.TryReceive()) outcome = 1 + *value;
      } else {
        const absl::StatusOr<int> value = receiver.Receive();
        outcome = value.ok() ? 1 + *value : -1;
      }
    }
    outcomes.Append(outcome);
    JoinAll(tasks);
  }
}

TEST(ChannelsReplayTest, OneshotsReplayWhoeverLeavesFirst) { ExpectExact(OneshotsThatAreLeft); }

// Which versions a reader sees depends on how fast it is.
void WatchersThatSkip() {
  channel::Watch<int> level({.name = "/level"}, 0);
  channel::Journal<int> seen({.name = "/seen"});
  Tasks tasks;
  for (int reader = 0; reader < 3; ++reader) {
    tasks.push_back(Spawn(TaskType::kEventProcessing, "reader", [&, receiver = level.Subscribe()]() mutable {
      for (;;) {
        if (const std::optional<int> value = receiver.TryReceive()) seen.Append(*value);
        const absl::StatusOr<int> value = receiver.Receive();
        if (!value.ok()) return;
        seen.Append(*value);
        seen.Append(level.Load());
      }
    }));
  }
  for (int value = 1; value <= 100; ++value) EXPECT_TRUE(level.Send(value).ok());
  level.Close();
  JoinAll(tasks);
}

TEST(ChannelsReplayTest, WatchersSeeTheSameVersions) { ExpectExact(WatchersThatSkip); }

// Askers give up while their requests are on the way.
void AskersThatGiveUp() {
  channel::Call<int, int> call({.name = "/call", .requests = 2, .replies = 2});
  channel::Journal<int> outcomes({.name = "/outcomes"});
  sched::Clock clock("/clock");
  Tasks services;
  for (int service = 0; service < 2; ++service) {
    services.push_back(Spawn(TaskType::kPathfinding, "service", [&] {
      for (;;) {
        const auto incoming = call.NextRequest();
        if (!incoming.ok()) return;
        outcomes.Append(call.Wanted(*incoming) ? 1 : 0);
        call.Reply(*incoming, incoming->request + 1);
      }
    }));
  }
  Tasks askers;
  for (int asker = 0; asker < 4; ++asker) {
    askers.push_back(Spawn(TaskType::kBotDecision, "asker", [&, asker] {
      for (int n = 0; n < 20; ++n) {
        const auto deadline = clock.Now() + static_cast<std::uint64_t>(n * 1000);
        const absl::StatusOr<int> answer = call.AskUntil(asker * 100 + n, deadline);
        outcomes.Append(answer.ok() ? *answer : -1);
      }
    }));
  }
  JoinAll(askers);
  call.Close();
  JoinAll(services);
}

TEST(ChannelsReplayTest, AskersGiveUpAtTheSamePlaces) { ExpectExact(AskersThatGiveUp); }

}  // namespace
}  // namespace reprise::session
