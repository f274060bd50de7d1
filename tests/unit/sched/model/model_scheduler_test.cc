#include "sched/model/model_scheduler.h"

#include <cstdint>
#include <functional>
#include <set>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "replay/strategy/exhaustive.h"
#include "replay/strategy/random_walk.h"
#include "sched/model/model_sync.h"

namespace reprise::sched {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr std::memory_order kAny = std::memory_order_seq_cst;
using Number = ModelSync::Atomic<std::uint64_t>;
using Bodies = std::vector<std::function<void()>>;

// Lets whoever is ready go on by turns.
class TakeTurns final : public Strategy {
 public:
  std::size_t Pick(std::span<const Op> ready) override { return ++picks_ % ready.size(); }
  Outcome Decide(const Op&) override { return {}; }
  void Blocked(std::span<const Op>) override {}

 private:
  std::size_t picks_ = 0;
};

TEST(ModelSchedulerTest, Example) {
  ModelScheduler scheduler;
  TakeTurns strategy;
  const ModelScheduler::Result result = scheduler.Run(strategy, [&] {
    ModelSync::Atomic<std::uint64_t> count{0};
    const auto add = [&] {  // Broken: another one's addition may come between the load and the store.
      const std::uint64_t before = count.load(std::memory_order_relaxed);
      count.store(before + 1, std::memory_order_relaxed);
    };
    scheduler.RunTasks({add, add});
    if (count.load(std::memory_order_relaxed) != 2)
      scheduler.Fail(FailureKind::kAssertion, "an addition was lost");
  });

  ASSERT_TRUE(result.failure);
  EXPECT_EQ(result.failure->kind, FailureKind::kAssertion);
  EXPECT_EQ(result.failure->text, "an addition was lost");
}

// "exception: no luck (task 1)"; empty: it did not fail.
std::string Text(const ModelScheduler::Result& result) {
  if (!result.failure) return "";
  std::string text = std::string(Name(result.failure->kind)) + ": " + result.failure->text;
  for (const Op& op : result.failure->ops) text += " (task " + std::to_string(Value(op.task) - 1) + ")";
  return text;
}

// Writes down what it is told.
class Listener final : public Tap {
 public:
  void DefineTask(const TaskInfo& task) override { told += task.name + "; "; }
  void DefineObject(const ObjectInfo&) override {}
  void Prepare(const Op&) override {}
  std::span<std::byte> Reserve(const Op&, std::size_t) override { return {}; }
  void Commit(const Op& op, const Outcome& outcome) noexcept override {
    told += std::to_string(Value(op.task) - 1) + " " + Name(op.kind) + " = " + std::to_string(outcome.value) +
            "; ";
  }
  void Abandon() noexcept override {}

  std::string told;
};

TEST(ModelSchedulerTest, ATapHearsOfEachOpWithTheValueThatItGotOrLeft) {
  ModelScheduler scheduler;
  TakeTurns strategy;
  Listener tap;
  scheduler.SetTap(&tap);
  scheduler.Run(strategy, [&] {
    ModelSync::Atomic<std::uint64_t> count{5};
    scheduler.RunTasks({[&] { count.fetch_add(2, std::memory_order_relaxed); }});
    count.load(std::memory_order_relaxed);
  });

  EXPECT_EQ(
      tap.told,
      "task 0; task 1; 0 spawn = 0; 1 atomic_rmw = 7; 1 end = 0; 0 join = 0; 0 atomic_load = 7; 0 end = 0; ");
}

TEST(ModelSchedulerTest, AnExceptionIsAFailureAtItsTasksLastOp) {
  ModelScheduler scheduler;
  TakeTurns strategy;
  int line = 0;
  const ModelScheduler::Result result = scheduler.Run(strategy, [&] {
    ModelSync::Atomic<int> number;
    number.load(std::memory_order_relaxed), line = __LINE__;
    throw std::runtime_error("no luck");
  });

  ASSERT_TRUE(result.failure);
  EXPECT_EQ(result.failure->kind, FailureKind::kException);
  EXPECT_EQ(result.failure->text, "no luck");
  EXPECT_EQ(result.failure->ops.at(0).site.line, line);
}

TEST(ModelSchedulerTest, HoldsATaskForEachOfItsNumbersAndNoMore) {
  ModelScheduler scheduler;
  strategy::RandomWalk walk(1);
  const auto run = [&](unsigned children) {
    std::uint64_t count = 0;
    const std::string what = Text(scheduler.Run(walk, [&] {
      Number number;
      scheduler.RunTasks(Bodies(children, [&] { number.fetch_add(1, kAny); }));
      count = number.load(kAny);
    }));
    return what.empty() ? std::to_string(count) : what;
  };
  ASSERT_GE(ModelScheduler::kTasksMax, 128U);
  EXPECT_EQ(run(ModelScheduler::kTasksMax - 1), std::to_string(ModelScheduler::kTasksMax - 1));
  EXPECT_THAT(run(ModelScheduler::kTasksMax), HasSubstr("a run has at most 128 tasks"));
  EXPECT_EQ(run(3), "3");
}

TEST(ModelSchedulerTest, EachOfManySpinnersSeesAWriteOnce) {
  ModelScheduler scheduler;
  strategy::RandomWalk walk(1);
  const auto result = scheduler.Run(walk, [&] {
    Number written;
    Bodies bodies(100, [&] {
      ModelSync::Spin spin;
      while (written.load(kAny) == 0) spin.Wait(written);
    });
    bodies.push_back([&] { written.store(1, kAny); });
    scheduler.RunTasks(std::move(bodies));
  });
  EXPECT_THAT(Text(result), IsEmpty());
  EXPECT_LE(result.steps, 100U * 3 + 1);  // Nobody looks more than twice, or sleeps more than once.
}

TEST(ModelSchedulerTest, TasksRunTasksAndWaitForThem) {
  ModelScheduler scheduler;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    strategy::RandomWalk walk(seed);
    walk.Next();
    const auto result = scheduler.Run(walk, [&] {
      Number sum;
      scheduler.RunTasks(Bodies(2, [&] {
        Number mine;
        scheduler.RunTasks(Bodies(3, [&] {
          mine.fetch_add(1, kAny);
          sum.fetch_add(1, kAny);
        }));
        if (mine.load(kAny) != 3) scheduler.Fail(FailureKind::kAssertion, "its tasks had not ended");
      }));
      if (sum.load(kAny) != 6) scheduler.Fail(FailureKind::kAssertion, "their tasks had not ended");
      if (scheduler.Spawn([] {}) != 9)
        scheduler.Fail(FailureKind::kAssertion, "tasks are numbered by their creation");
      scheduler.Join(9);
    });
    EXPECT_THAT(Text(result), IsEmpty());
  }
}

// Task 1 spawns task 2, both write; who came first.
std::set<std::string> OrdersOfASpawnedTask(bool joins_first) {
  ModelScheduler scheduler;
  strategy::Exhaustive search(10);
  std::set<std::string> orders;
  while (search.Next()) {
    std::string order;
    const auto result = scheduler.Run(search, [&] {
      Number number;
      scheduler.RunTasks({[&] {
        const unsigned child = scheduler.Spawn([&] {
          number.store(2, kAny);
          order += "child ";
        });
        if (joins_first) scheduler.Join(child);
        number.store(1, kAny);
        order += "parent ";
        if (!joins_first) scheduler.Join(child);
        order += "joined";
      }});
    });
    EXPECT_THAT(Text(result), IsEmpty());
    orders.insert(order);
  }
  return orders;
}

TEST(ModelSchedulerTest, ASpawnedTaskRunsBesideItsParentUntilItIsJoined) {
  EXPECT_THAT(OrdersOfASpawnedTask(/*joins_first=*/false),
              ElementsAre("child parent joined", "parent child joined"));
  EXPECT_THAT(OrdersOfASpawnedTask(/*joins_first=*/true), ElementsAre("child parent joined"));
}

TEST(ModelSchedulerTest, ALostUpdateOfGrandchildrenIsFound) {
  ModelScheduler scheduler;
  strategy::Exhaustive search(1);
  std::set<std::string> said;
  while (search.Next()) {
    said.insert(Text(scheduler.Run(search, [&] {
      Number number;
      const auto add = [&] { number.store(number.load(kAny) + 1, kAny); };
      scheduler.RunTasks({[&] { scheduler.RunTasks({add, add}); }, [] {}});
      if (number.load(kAny) != 2) scheduler.Fail(FailureKind::kAssertion, "lost");
    })));
  }
  EXPECT_THAT(said, ElementsAre("", "assertion: lost (task 0)"));
}

TEST(ModelSchedulerTest, ALivelockOfGrandchildrenIsFoundAndTheNextRunIsFine) {
  ModelScheduler scheduler;
  strategy::RandomWalk walk(1);
  const auto result = scheduler.Run(walk, [&] {
    Number never;
    const auto wait = [&] {
      ModelSync::Spin spin;
      while (never.load(kAny) == 0) spin.Wait(never);
    };
    scheduler.RunTasks({[&] { scheduler.RunTasks({wait, wait}); }, [] {}});
  });
  EXPECT_THAT(Text(result), HasSubstr("livelock"));
  EXPECT_THAT(Text(result), HasSubstr("(task 3) (task 4)"));
  EXPECT_THAT(Text(scheduler.Run(walk, [&] { scheduler.RunTasks({[] {}, [] {}}); })), IsEmpty());
}

TEST(ModelSchedulerTest, WhoEndsBeforeATaskThatItSpawnedFails) {
  ModelScheduler scheduler;
  TakeTurns strategy;
  EXPECT_THAT(Text(scheduler.Run(strategy, [&] { scheduler.Spawn([] {}); })),
              HasSubstr("exception: it ended before a task that it spawned"));
  EXPECT_THAT(Text(scheduler.Run(strategy, [&] { scheduler.Join(3); })),
              HasSubstr("it joins task 3, which it did not"));
}

// Goes on with the last that is ready, so that a spawned task runs at once; writes down what it hears.
class Hearing final : public Strategy {
 public:
  std::size_t Pick(std::span<const Op> ready) override { return ready.size() - 1; }
  Outcome Decide(const Op&) override { return {}; }
  std::uint64_t Choose(const Op& op, std::uint64_t bound) override {
    heard.push_back(std::string("choose ") + Name(op.kind) + " below " + std::to_string(bound));
    return bound - 1;
  }
  void Committed(const Op& op, const Outcome& outcome) noexcept override {
    heard.push_back(std::to_string(Value(op.task) - 1) + " " + Name(op.kind) + " " +
                    std::to_string(Value(op.object)) + ": " + Name(outcome.branch) + " #" +
                    std::to_string(outcome.ticket) + " " + std::to_string(outcome.value));
  }
  void Blocked(std::span<const Op>) override {}

  std::vector<std::string> heard;
};

TEST(ModelSchedulerTest, TheStrategyHearsWhichWriteEachOpReadOrMade) {
  ModelScheduler scheduler;
  Hearing strategy;
  const auto result = scheduler.Run(strategy, [&] {
    Number number(5);
    number.load(kAny);
    number.store(7, kAny);
    number.fetch_add(1, kAny);
    std::uint64_t expected = 3;
    number.compare_exchange_strong(expected, 9, kAny, kAny);
    number.compare_exchange_strong(expected, 9, kAny, kAny);
    number.load(kAny);
    ModelSync::LightFence();
  });
  EXPECT_THAT(Text(result), IsEmpty());
  EXPECT_THAT(strategy.heard, ElementsAre("0 atomic_load 1: done #0 5", "0 atomic_store 1: done #1 7",
                                          "0 atomic_rmw 1: done #2 8", "0 atomic_rmw 1: failed #2 8",
                                          "0 atomic_rmw 1: done #3 9", "0 atomic_load 1: done #3 9",
                                          "0 fence 0: done #0 0", "0 end 1: done #0 0"));
}

TEST(ModelSchedulerTest, TheStrategyHearsWhoSpawnedWhomAndWhoJoined) {
  ModelScheduler scheduler;
  Hearing strategy;
  scheduler.Run(strategy, [&] {
    Number number;
    scheduler.RunTasks({[&] {
      const unsigned child = scheduler.Spawn([&] { number.store(1, kAny); });
      ModelSync::Spin spin;
      while (number.load(kAny) == 0) spin.Wait(number);
      scheduler.Join(child);
    }});
  });
  // Objects of spawn, join and end are tasks, numbered from 1.
  EXPECT_THAT(strategy.heard,
              ElementsAre("0 spawn 2: done #0 0", "1 spawn 3: done #0 0", "2 atomic_store 1: done #1 1",
                          "2 end 3: done #0 0", "1 atomic_load 1: done #1 1", "1 join 3: done #0 0",
                          "1 end 2: done #0 0", "0 join 2: done #0 0", "0 end 1: done #0 0"));
}

TEST(ModelSchedulerTest, TheStrategyChoosesWhatTheScenarioLeavesOpen) {
  ModelScheduler scheduler;
  Hearing strategy;
  std::uint64_t chosen = 0;
  scheduler.Run(strategy, [&] { chosen = scheduler.ChooseBelow(4); });
  EXPECT_EQ(chosen, 3U);
  EXPECT_THAT(strategy.heard,
              ElementsAre("choose poll below 4", "0 poll 0: done #0 3", "0 end 1: done #0 0"));
  EXPECT_EQ(strategy.heard.size(), 3U);

  strategy::Exhaustive search(0);
  std::set<std::uint64_t> tried;
  while (search.Next())
    scheduler.Run(search, [&] { tried.insert(10 * scheduler.ChooseBelow(2) + scheduler.ChooseBelow(3)); });
  EXPECT_THAT(tried, ElementsAre(0, 1, 2, 10, 11, 12));
}

}  // namespace
}  // namespace reprise::sched
