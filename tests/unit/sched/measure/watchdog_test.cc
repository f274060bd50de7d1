#include "sched/measure/watchdog.h"

#include <future>

#include <gtest/gtest.h>

#include "channel/mpsc.h"
#include "replay/strategy/random_walk.h"
#include "runtime/runtime.h"
#include "sched/object/announce.h"
#include "support/plain_codec.h"
#include "task/spawn.h"

namespace reprise::sched {
namespace {

using Doing = Meter::Doing;
using task::Spawn;
using task::TaskType;

TEST(StallFinderTest, Example) {
  StallFinder finder(100, 1);
  EXPECT_TRUE(finder.Look(1'000, {{.turn = 2, .doing = Doing::kTask, .task = "match/bot/3"}}).empty());

  const auto stalls = finder.Look(1'100, {{.turn = 2, .doing = Doing::kTask, .task = "match/bot/3"}});

  ASSERT_EQ(stalls.size(), 1U);
  EXPECT_EQ(stalls[0].task, "match/bot/3");
  EXPECT_EQ(stalls[0].for_ns, 100U);
}

TEST(StallFinderTest, ATurnIsToldOnceAndTheNextAgain) {
  StallFinder finder(100, 1);
  const Meter::View first{.turn = 2, .doing = Doing::kTask, .task = "a"};
  const Meter::View second{.turn = 4, .doing = Doing::kTask, .task = "a"};
  EXPECT_TRUE(finder.Look(0, {first}).empty());
  EXPECT_EQ(finder.Look(100, {first}).size(), 1U);
  EXPECT_TRUE(finder.Look(200, {first}).empty());
  EXPECT_TRUE(finder.Look(300, {second}).empty());
  EXPECT_EQ(finder.Look(400, {second}).size(), 1U);
}

TEST(StallFinderTest, AnIdleWorkerIsNotStalledButOneThatIsStuckBetweenTasksIs) {
  StallFinder finder(100, 2);
  const std::vector<Meter::View> views = {{.turn = 2, .doing = Doing::kIdle},
                                          {.turn = 2, .doing = Doing::kLooking}};
  EXPECT_TRUE(finder.Look(0, views).empty());
  const auto stalls = finder.Look(100, views);
  ASSERT_EQ(stalls.size(), 1U);
  EXPECT_EQ(ToString(stalls[0]), "worker 1 is stuck between two tasks for 0 ms now");
}

TEST(WatchdogTest, ATaskThatHoldsItsWorkerIsNamedWhileItDoes) {
  std::promise<Stall> told;
  std::future<Stall> stall = told.get_future();
  std::once_flag once;
  Runtime runtime({.workers = 1, .stall_limit_ns = 1'000'000, .on_stall = [&](const Stall& found) {
                     if (found.task == "test/burner") std::call_once(once, [&] { told.set_value(found); });
                   }});
  EXPECT_TRUE(runtime
                  .Run("test",
                       [&] {
                         auto burner = Spawn(TaskType::kBotDecision, "burner", [&] { stall.wait(); });
                         EXPECT_TRUE(burner.Join().ok());
                       })
                  .ok());
  EXPECT_EQ(stall.get().worker, 0U);
}

TEST(MeterTest, PoolsHaveTheirTurnsOnlyWhereTheyAreMeasured) {
  for (const bool measure : {false, true}) {
    for (const unsigned workers : {1U, 2U}) {
      Runtime runtime({.workers = workers, .measure = measure});
      EXPECT_TRUE(runtime
                      .Run("test",
                           [] {
                             auto path = Spawn(TaskType::kPathfinding, "path", [] {
                               for (int n = 0; n < 10; ++n) Yield();
                             });
                             auto bot = Spawn(TaskType::kBotDecision, "bot", [] {
                               for (int n = 0; n < 10; ++n) Yield();
                             });
                             EXPECT_TRUE(path.Join().ok());
                             EXPECT_TRUE(bot.Join().ok());
                           })
                      .ok());
      const std::vector<PoolStats> pools = runtime.Stats().pools;
      if (!measure) {
        EXPECT_TRUE(pools.empty());
        continue;
      }
      ASSERT_EQ(pools.size(), 3U);  // The root's, the bots', the paths'.
      EXPECT_EQ(pools[2].type, static_cast<std::uint8_t>(TaskType::kPathfinding));
      for (const PoolStats& pool : pools) {
        EXPECT_GE(pool.service.count, 1U);
        EXPECT_LE(pool.wait.count, pool.service.count);
        EXPECT_LE(pool.service.p50_ns, pool.service.max_ns);
      }
    }
  }
}

// A question and its answer, again and again.
void AskTwentyTimes() {
  channel::Mpsc<int> questions({.name = "/questions", .capacity = 1});
  channel::Mpsc<int> answers({.name = "/answers", .capacity = 1});
  auto path = Spawn(TaskType::kPathfinding, "path", [&] {
    for (int n = 0; n < 20; ++n) EXPECT_TRUE(answers.Send(questions.Receive().value()).ok());
  });
  auto bot = Spawn(TaskType::kBotDecision, "bot", [&] {
    for (int n = 0; n < 20; ++n) {
      EXPECT_TRUE(questions.Send(n).ok());
      EXPECT_EQ(answers.Receive().value(), n);
    }
  });
  EXPECT_TRUE(path.Join().ok());
  EXPECT_TRUE(bot.Join().ok());
}

TEST(MeterTest, StealsParksAndWakesOfThePoolsAddUpToThoseOfTheRun) {
  for (const unsigned workers : {1U, 2U, 4U}) {
    Runtime runtime({.workers = workers, .measure = true});
    EXPECT_TRUE(runtime.Run("test", AskTwentyTimes).ok());
    const RuntimeStats stats = runtime.Stats();
    SchedulerStats sum;
    for (const PoolStats& pool : stats.pools)
      sum += {.steals = pool.steals, .parks = pool.parks, .wakes = pool.wakes};
    EXPECT_EQ(sum.steals, stats.scheduler.steals);
    EXPECT_EQ(sum.parks, stats.scheduler.parks);
    EXPECT_EQ(sum.wakes, stats.scheduler.wakes);
  }
}

TEST(MeterTest, WhoParkedWasWokenOnce) {
  const auto expect_as_many = [](const RuntimeOptions& options) {
    Runtime runtime(options);
    EXPECT_TRUE(runtime.Run("test", AskTwentyTimes).ok());
    EXPECT_GE(runtime.Stats().scheduler.parks, 1U);
    EXPECT_EQ(runtime.Stats().scheduler.wakes, runtime.Stats().scheduler.parks);
  };
  for (const unsigned workers : {1U, 2U, 4U}) expect_as_many({.workers = workers});
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    strategy::RandomWalk walk(seed);
    expect_as_many({.strategy = &walk});
  }
}

}  // namespace
}  // namespace reprise::sched
