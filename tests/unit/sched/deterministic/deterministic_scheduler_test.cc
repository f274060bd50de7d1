#include "sched/deterministic/deterministic_scheduler.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "channel/mpsc.h"
#include "runtime/runtime.h"
#include "support/plain_codec.h"
#include "task/spawn.h"
#include "tests/unit/sched/scripted_strategy.h"

namespace reprise::sched {
namespace {

using task::Spawn;
using task::TaskType;
using testing::ContainsRegex;
using testing::HasSubstr;

// Two children that yield three times each and write their names down.
std::string NamesInOrder(Strategy& strategy) {
  std::string names;
  const auto child = [&names](char name) {
    for (int n = 0; n < 3; ++n) {
      names.push_back(name);
      Yield();
    }
  };
  Runtime runtime({.strategy = &strategy});
  const absl::Status status = runtime.Run("test", [&] {
    auto a = Spawn(TaskType::kBotDecision, "a", [&] { child('a'); });
    auto b = Spawn(TaskType::kBotDecision, "b", [&] { child('b'); });
    EXPECT_TRUE(a.Join().ok());
    EXPECT_TRUE(b.Join().ok());
  });
  EXPECT_TRUE(status.ok()) << status;
  return names;
}

// Goes on with the task that was picked last while it can, else with the oldest.
ScriptedStrategy::Picker StayWithOne() {
  return [last = kNoTask](std::span<const Op> ready) mutable {
    std::size_t picked = 0;
    while (picked < ready.size() && ready[picked].task != last) ++picked;
    if (picked == ready.size()) picked = 0;
    last = ready[picked].task;
    return picked;
  };
}

TEST(DeterministicSchedulerTest, Example) {
  ScriptedStrategy newest_first([](std::span<const Op> ready) { return ready.size() - 1; });
  Runtime runtime({.strategy = &newest_first});
  std::string ran;  // No lock: one thread runs everything.

  const absl::Status ended = runtime.Run("test", [&] {
    auto child = Spawn(TaskType::kBotDecision, "child", [&] { ran += "child "; });
    ran += "parent ";  // The current task stands last among those that are ready.
    EXPECT_TRUE(child.Join().ok());
  });

  EXPECT_TRUE(ended.ok());
  EXPECT_EQ(ran, "parent child ");
}

TEST(DeterministicSchedulerTest, SameSeedSameTraceAnotherSeedAnother) {
  std::vector<std::vector<std::string>> traces;
  for (std::uint64_t seed : {7U, 7U, 8U}) {
    ScriptedStrategy strategy(seed);
    NamesInOrder(strategy);
    traces.push_back(strategy.trace());
  }

  EXPECT_GT(traces[0].size(), 10U);
  EXPECT_EQ(traces[0], traces[1]);
  EXPECT_NE(traces[0], traces[2]);
}

TEST(DeterministicSchedulerTest, TheCurrentTaskMayGoOn) {
  ScriptedStrategy stay(StayWithOne());
  EXPECT_EQ(NamesInOrder(stay), "aaabbb");

  ScriptedStrategy take_turns([](std::span<const Op>) { return std::size_t{0}; });
  EXPECT_EQ(NamesInOrder(take_turns), "aababb");  // a goes once before b is spawned.
}

TEST(DeterministicSchedulerTest, CandidatesShowTheirPendingOps) {
  std::vector<std::pair<TaskId, OpKind>> seen;
  ScriptedStrategy strategy([&seen](std::span<const Op> ready) {
    seen.clear();
    for (const Op& op : ready) seen.emplace_back(op.task, op.kind);
    return ready.size() - 1;  // The current task, as long as there is one.
  });
  Runtime runtime({.strategy = &strategy});

  ASSERT_TRUE(runtime
                  .Run("test",
                       [&] {
                         auto child = Spawn(TaskType::kBotDecision, "child", [] {});
                         Yield();
                         EXPECT_EQ(seen, (std::vector<std::pair<TaskId, OpKind>>{
                                             {child.id(), OpKind::kStart}, {kRootTask, OpKind::kYield}}));
                         EXPECT_TRUE(child.Join().ok());
                       })
                  .ok());
}

TEST(DeterministicSchedulerTest, DeadlockNamesEveryTaskAndItsLine) {
  ScriptedStrategy strategy(std::uint64_t{1});
  Runtime runtime({.strategy = &strategy});
  int root_line = 0;
  int child_line = 0;

  const absl::Status status = runtime.Run("test", [&] {
    channel::Mpsc<int> one({.name = "/one"});
    channel::Mpsc<int> two({.name = "/two"});
    auto child = Spawn(TaskType::kBotDecision, "child", [&] {
      child_line = __LINE__ + 1;
      static_cast<void>(one.Receive());
    });
    root_line = __LINE__ + 1;
    static_cast<void>(two.Receive());
  });

  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  const std::string sentence(status.message().data(), status.message().size());
  EXPECT_THAT(sentence, HasSubstr("deadlock"));
  EXPECT_THAT(sentence, HasSubstr(absl::StrCat("test in receive at ", ToString({__FILE__, root_line}))));
  EXPECT_THAT(sentence,
              HasSubstr(absl::StrCat("test/child in receive at ", ToString({__FILE__, child_line}))));
  EXPECT_EQ(strategy.blocked().size(), 2U);
}

TEST(DeterministicSchedulerTest, ATaskThatWaitsForADeadlineIsNoDeadlock) {
  ScriptedStrategy strategy(std::uint64_t{1});
  Runtime runtime({.strategy = &strategy});

  EXPECT_TRUE(runtime
                  .Run("test",
                       [] {
                         channel::Mpsc<int> never({.name = "/never"});
                         EXPECT_FALSE(never.ReceiveUntil(1000).ok());
                       })
                  .ok());
  EXPECT_TRUE(strategy.blocked().empty());
}

}  // namespace
}  // namespace reprise::sched
