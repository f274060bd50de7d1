// Channels whose ops have many outcomes, recorded on real threads and played again.
#include <functional>
#include <string>

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "channel/call.h"
#include "channel/journal.h"
#include "channel/mpsc.h"
#include "channel/oneshot.h"
#include "channel/watch.h"
#include "support/plain_codec.h"
#include "support/temp_folder.h"
#include "task/spawn.h"
#include "tests/unit/session/record_and_replay.h"
#include "time/clock.h"

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

// Every op of these channels at least once and without a race, each outcome written down.
void EachOpOnce() {
  channel::Journal<int> outcomes({.name = "/outcomes"});
  {
    auto [sender, receiver] = channel::Oneshot<int>({.name = "/sent"});
    outcomes.Append(receiver.TryReceive().value_or(-1));
    outcomes.Append(sender.Wanted());
    EXPECT_TRUE(sender.Send(5).ok());
    outcomes.Append(receiver.Receive().value());
  }
  {
    auto [sender, receiver] = channel::Oneshot<int>({.name = "/left by its sender"});
    { const auto gone = std::move(sender); }
    outcomes.Append(receiver.Receive().ok());
  }
  {
    auto [sender, receiver] = channel::Oneshot<int>({.name = "/left by its receiver"});
    { const auto gone = std::move(receiver); }
    outcomes.Append(sender.Wanted());
    outcomes.Append(sender.Send(1).ok());
  }
  channel::Watch<int> level({.name = "/level"}, 0);
  auto reader = level.Subscribe();
  outcomes.Append(reader.TryReceive().value_or(-1));
  EXPECT_TRUE(level.Send(1).ok());
  EXPECT_TRUE(level.Send(2).ok());
  outcomes.Append(reader.Receive().value());
  outcomes.Append(level.Load());
  level.Close();
  outcomes.Append(reader.Receive().ok());
  channel::Mpsc<int> numbers({.name = "/numbers", .capacity = 1});
  {
    const auto sender = numbers.MakeSender();
    outcomes.Append(sender.Send(1).ok());
    outcomes.Append(sender.TrySend(2).ok());
    outcomes.Append(sender.SendUntil(3, 1).ok());
    outcomes.Append(numbers.Receive().value());
    outcomes.Append(numbers.ReceiveUntil(1).ok());
  }
  outcomes.Append(numbers.Receive().ok());
  channel::Call<int, int> call({.name = "/call", .requests = 2, .replies = 2});
  auto service = Spawn(TaskType::kPathfinding, "service", [&] {
    for (;;) {
      const auto incoming = call.NextRequest();
      if (!incoming.ok()) return;
      outcomes.Append(call.Wanted(*incoming));
      call.Reply(*incoming, incoming->request + 1);
    }
  });
  outcomes.Append(call.Ask(1).value());
  outcomes.Append(call.AskUntil(2, 1).ok());
  outcomes.Append(call.Ask(3).value());
  call.Close();
  EXPECT_TRUE(service.Join().ok());
}

// Records the program with one op told otherwise; "" if that is found out, else which op it was.
std::string ForgeOp(std::size_t nth, const std::function<void(sched::Outcome&)>& forge) {
  std::size_t op_now = 0;
  std::string which;
  const TempFolder folder;
  const std::string path = folder.File("forged.mcap");
  auto recorder = record::Recorder::Create(path, {.workers = 1});
  Forger tap(**recorder, [&](const sched::Op& op, sched::Outcome& outcome) {
    if (op_now++ != nth) return;
    which = absl::StrCat(Name(op.kind), " that came out ", Name(outcome.branch), " at ",
                         sched::ToString(op.site));
    const sched::Branch was = outcome.branch;
    const std::uint64_t before = outcome.ticket + outcome.value;
    forge(outcome);
    if (outcome.branch == was && outcome.ticket + outcome.value == before) which.clear();
  });
  EXPECT_TRUE(sched::Runtime({.workers = 1, .tap = &tap}).Run("test", EachOpOnce).ok());
  if (!(*recorder)->Finish({}).ok() || which.empty()) return "";
  const absl::StatusOr<log::LogFile> log = log::LogFile::Open(path, log::ReadMode::kPrefix);
  if (!log.ok()) return "";
  const absl::StatusOr<VerifyResult> result = Replay(*log, {}, "test", EachOpOnce);
  return result.ok() && result->verdict == ReplayVerdict::kExact ? which : "";
}

// But for one lie: that a wait which brought nothing was cancelled. A shutdown comes from outside and leaves no op of
// its own, so a log may say so, and this program does the same whether it waited in vain or was cancelled.
TEST(ChannelsReplayTest, AnyOneForgedOutcomeIsFoundOut) {
  std::size_t ops = 0;
  Record(1, EachOpOnce, [&](const sched::Op&, sched::Outcome&) { ++ops; });
  ASSERT_GT(ops, 60U);

  for (std::size_t nth = 0; nth < ops; ++nth) {
    EXPECT_EQ(ForgeOp(nth, [](sched::Outcome& outcome) { ++outcome.ticket; }), "") << "its ticket";
    EXPECT_EQ(ForgeOp(nth, [](sched::Outcome& outcome) { ++outcome.value; }), "") << "its value";
    for (std::uint8_t branch = 1; branch <= sched::kBranchMax; ++branch) {
      const auto told = static_cast<sched::Branch>(branch);
      if (told == sched::Branch::kCancelled) continue;
      EXPECT_EQ(ForgeOp(nth, [told](sched::Outcome& outcome) { outcome.branch = told; }), "") << Name(told);
    }
  }
}

}  // namespace
}  // namespace reprise::session
