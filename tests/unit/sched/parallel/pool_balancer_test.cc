#include "sched/parallel/pool_balancer.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <functional>
#include <span>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "channel/journal.h"
#include "replay/strategy/random_walk.h"
#include "runtime/runtime.h"
#include "sched/object/announce.h"
#include "sched/parallel/run_queues.h"
#include "sched/task_record.h"
#include "support/plain_codec.h"
#include "support/replays_exactly.h"
#include "task/spawn.h"

namespace reprise::sched {
namespace {

using task::Spawn;
using task::TaskType;
using testing::ElementsAre;

constexpr BalanceOptions kAlways{.interval_ns = 0};

// Lines and shares without a scheduler.
struct Lines {
  std::vector<std::uint64_t> waiting;
  std::vector<std::uint32_t> shares;

  explicit Lines(std::size_t pools) : waiting(pools), shares(pools) {}

  BalancedPools Seam() {
    return {.waiting = [this](unsigned pool) { return waiting[pool]; },
            .set_share = [this](unsigned pool, std::uint32_t share) { shares[pool] = share; }};
  }
};

// One turn that is measured, of so many nanoseconds.
void MeasureATurn(ServiceSampler& sampler, std::uint8_t type, std::uint64_t nanos) {
  std::uint64_t now = 1;
  const auto clock = [&now] { return now; };
  do {
    now = 1;
    sampler.Resumed(type, clock);
    now += nanos;
  } while (sampler.Left(clock) == 0);
}

TEST(PoolBalancerTest, Example) {
  const std::array<PoolOptions, 2> pools = {{{.name = "bots", .share = 2}, {.name = "paths", .share = 2}}};
  PoolBalancer balancer(pools, {.interval_ns = 1'000, .floor_percent = 25, .step_percent = 25}, 1);
  Lines lines(2);
  balancer.Begin(lines.Seam());
  EXPECT_THAT(lines.shares, ElementsAre(128, 128));  // Units of 1/64.

  lines.waiting = {0, 10};
  balancer.TurnMeasured(5'000);
  EXPECT_THAT(lines.shares, ElementsAre(64, 192));
  balancer.TurnMeasured(6'000);
  EXPECT_THAT(lines.shares, ElementsAre(32, 224));  // Not below a quarter of what was given.
}

TEST(PoolBalancerTest, OneStepAnInterval) {
  PoolBalancer balancer(std::array<PoolOptions, 2>{}, {.interval_ns = 1'000, .step_percent = 10}, 1);
  Lines lines(2);
  balancer.Begin(lines.Seam());
  lines.waiting = {1, 0};

  balancer.TurnMeasured(5'000);
  balancer.TurnMeasured(5'999);
  EXPECT_THAT(lines.shares, ElementsAre(76, 52));
  balancer.TurnMeasured(6'000);
  EXPECT_THAT(lines.shares, ElementsAre(88, 40));
}

TEST(PoolBalancerTest, WhatATurnTakesCountsAsMuchAsHowManyWait) {
  PoolBalancer balancer(std::array<PoolOptions, 2>{},
                        {.interval_ns = 0, .floor_percent = 0, .step_percent = 100}, 2);
  Lines lines(2);
  balancer.Begin(lines.Seam());
  lines.waiting = {3, 1};
  MeasureATurn(balancer.sampler(0), 0, 1'000);
  MeasureATurn(balancer.sampler(1), 1, 9'000);

  balancer.TurnMeasured(1);  // Work 3,000 to 9,000; a floor of 1 of 128 each.
  EXPECT_THAT(lines.shares, ElementsAre(33, 95));

  // The mean follows by half: pool 1 now stands at 5,000.
  MeasureATurn(balancer.sampler(0), 1, 1'000);
  lines.waiting = {5, 1};
  balancer.TurnMeasured(2);
  EXPECT_THAT(lines.shares, ElementsAre(64, 64));
}

TEST(PoolBalancerTest, SharesMoveAmongPoolsOfOnePriorityOnlyAndComeBack) {
  const std::array<PoolOptions, 4> pools = {
      {{.priority = 1}, {.priority = 0}, {.priority = 1}, {.priority = 2}}};
  PoolBalancer balancer(pools, {.interval_ns = 0, .step_percent = 100}, 1);
  Lines lines(4);
  balancer.Begin(lines.Seam());

  lines.waiting = {0, 50, 3, 9};
  balancer.TurnMeasured(1);
  EXPECT_THAT(lines.shares, ElementsAre(16, 64, 112, 64));

  lines.waiting = {0, 50, 0, 9};
  balancer.TurnMeasured(2);
  EXPECT_THAT(lines.shares, ElementsAre(64, 64, 64, 64));
}

TEST(PoolBalancerTest, LargeSharesMoveInLargerParts) {
  const std::array<PoolOptions, 2> pools = {{{.share = 1'000}, {.share = 1'000}}};
  EXPECT_EQ(PoolBalancer(pools, {}, 1).UnitsPerShare(), 2U);
}

TEST(PoolBalancerDeathTest, SharesThatLeaveNoRoomAreADefect) {
  const std::array<PoolOptions, 2> pools = {{{.share = 4'000}, {.share = 1'000}}};
  EXPECT_DEATH(PoolBalancer(pools, {}, 1), "kShareSumMax");
}

// Picks from pools that always have work while their shares follow `lines`, a step a pick.
class MovingPicks {
 public:
  explicit MovingPicks(std::span<const PoolOptions> pools)
      : longest(pools.size()),
        lines(pools.size()),
        shares_(pools),
        queues_(shares_, /*shared=*/false),
        balancer_(pools, {.interval_ns = 0, .step_percent = 100}, 1),
        tasks_(pools.size()),
        since_(pools.size()) {
    BalancedPools seam = lines.Seam();
    seam.set_share = [this](unsigned pool, std::uint32_t share) { shares_.Set(pool, share); };
    balancer_.Begin(seam);
    for (unsigned pool = 0; pool < tasks_.size(); ++pool) {
      tasks_[pool].type = static_cast<std::uint8_t>(pool);
      queues_.PushReady(pool, &tasks_[pool]);
    }
  }

  void Pick() {
    balancer_.TurnMeasured(1);
    TaskRecord* const task = queues_.Pop();
    queues_.PushReady(task->type, task);
    for (unsigned pool = 0; pool < tasks_.size(); ++pool) {
      since_[pool] = task->type == pool ? 0 : since_[pool] + 1;
      longest[pool] = std::max(longest[pool], since_[pool]);
      ASSERT_GE(shares_.Get(pool), balancer_.Least(pool));
      ASSERT_LE(shares_.Get(pool), balancer_.Most(pool));
    }
  }

  [[nodiscard]] std::uint64_t Bound(unsigned pool) const { return balancer_.PicksMax(pool); }

  std::vector<std::uint64_t> longest;  // By pool: picks that passed it over.
  Lines lines;

 private:
  PoolShares shares_;
  RunQueues queues_;
  PoolBalancer balancer_;
  std::vector<TaskRecord> tasks_;
  std::vector<std::uint64_t> since_;
};

TEST(PoolBalancerTest, HoweverSharesMoveNoPoolIsPassedOverLongerThanTheBound) {
  const std::array<PoolOptions, 4> pools = {{{.priority = 0, .share = 1},
                                             {.priority = 1, .share = 2},
                                             {.priority = 1, .share = 6},
                                             {.priority = 1, .share = 7}}};
  for (unsigned victim = 0; victim < 4; ++victim) {
    MovingPicks picks(pools);
    Prng prng(victim);
    for (int n = 0; n < 100'000; ++n) {
      if (prng.Below(32) == 0) {  // Long lines, for a while, anywhere but at the victim.
        picks.lines.waiting.assign(4, 0);
        picks.lines.waiting[prng.Below(4)] = 1 + prng.Below(1'000);
        picks.lines.waiting[victim] = 0;
      }
      picks.Pick();
    }
    for (unsigned pool = 0; pool < 4; ++pool) EXPECT_LE(picks.longest[pool], picks.Bound(pool));
  }
}

// The worst: the least share of the lowest priority, and everything that can move is with the others.
TEST(PoolBalancerTest, TheBoundIsNotFarFromWhatCanHappen) {
  const std::array<PoolOptions, 3> pools = {
      {{.priority = 0, .share = 2}, {.priority = 0, .share = 2}, {.priority = 1, .share = 8}}};
  MovingPicks picks(pools);
  picks.lines.waiting = {0, 9, 0};
  for (int n = 0; n < 20'000; ++n) picks.Pick();

  EXPECT_EQ(picks.Bound(0), RunQueues::kAllPicks * (1 + (224 / 32 + 1) + (512 / 32 + 1)));
  EXPECT_LE(picks.longest[0], picks.Bound(0));
  EXPECT_GE(picks.longest[0], picks.Bound(0) * 3 / 4);
}

const std::vector<PoolOptions> kTwo = {{.name = "root", .share = 4}, {.name = "crowd", .share = 4}};

// Two hundred tasks that are always ready, of the second pool, until the caller of `until` has seen enough.
void Crowd(const std::function<bool()>& enough) {
  std::atomic<bool> stop{false};
  std::vector<task::JoinHandle<task::Nothing>> crowd;
  for (int n = 0; n < 200; ++n) {
    crowd.push_back(Spawn(static_cast<TaskType>(1), absl::StrCat(n), [&stop] {
      while (!stop) Yield();
    }));
  }
  while (!enough()) Yield();
  stop = true;
  for (auto& one : crowd) EXPECT_TRUE(one.Join().ok());
}

TEST(PoolBalancerTest, InARunAPoolWithALongLineGainsAndTheOthersGoOn) {
  for (const unsigned workers : {1U, 2U, 4U}) {
    SCOPED_TRACE(testing::Message() << workers << " workers");
    Runtime runtime({.workers = workers, .pools = kTwo, .balance = kAlways});
    std::uint32_t most = 0;
    std::uint32_t least = 4 * 64;
    std::uint32_t last = 0;
    ASSERT_TRUE(runtime
                    .Run("test",
                         [&] {
                           const Scheduler& scheduler = *Worker::Current().run->scheduler;
                           Crowd([&] {  // This is the root's pool: it is reached all the while.
                             most = std::max(most, scheduler.Share(1));
                             least = std::min(least, scheduler.Share(0));
                             return most >= 6 * 64;
                           });
                           last = scheduler.Share(1);
                         })
                    .ok());
    EXPECT_GE(least, 64U);  // A quarter.

    const std::vector<ShareStats> shares = runtime.Stats().shares;
    ASSERT_EQ(shares.size(), 2U);
    EXPECT_EQ(shares[1].pool, "crowd");
    EXPECT_EQ(shares[1].given, 4U);
    EXPECT_EQ(shares[1].now, last / 64.0);
    EXPECT_EQ(shares[0].now + shares[1].now, 8.0);
  }
}

TEST(PoolBalancerTest, WithoutTheOptionSharesStay) {
  Runtime runtime({.workers = 2, .pools = kTwo});
  int looks = 0;
  ASSERT_TRUE(runtime
                  .Run("test",
                       [&] {
                         EXPECT_EQ(Worker::Current().meter, nullptr);
                         Crowd([&] { return ++looks == 100; });
                       })
                  .ok());

  const std::vector<ShareStats> shares = runtime.Stats().shares;
  EXPECT_EQ(shares[0].now, 4.0);
  EXPECT_EQ(shares[1].now, 4.0);
}

// What tasks see of each other differs from run to run, more so with shares that move; its log says what it was.
void Racers() {
  channel::Journal<int> journal({.name = "/journal"});
  std::vector<task::JoinHandle<task::Nothing>> racers;
  for (int n = 0; n < 12; ++n) {
    racers.push_back(Spawn(static_cast<TaskType>(n % 2), absl::StrCat(n), [&journal, n] {
      for (int round = 0; round < 20; ++round) {
        journal.Append(n);
        Yield();
      }
    }));
  }
  for (auto& racer : racers) EXPECT_TRUE(racer.Join().ok());
}

TEST(PoolBalancerTest, ARecordedRunReplaysExactly) {
  ReplaysExactly(Racers, 5, {.pools = kTwo, .balance = kAlways});
}

TEST(PoolBalancerTest, ADeterministicRunHasNoPoolsAndIsTheSameWithAndWithoutIt) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    std::vector<int> orders[2];
    for (const bool balanced : {false, true}) {
      strategy::RandomWalk walk(seed);
      RuntimeOptions options{.strategy = &walk};
      if (balanced) {
        options.pools = kTwo;
        options.balance = kAlways;
      }
      Runtime runtime(options);
      ASSERT_TRUE(runtime
                      .Run("test",
                           [&order = orders[balanced]] {
                             std::vector<task::JoinHandle<task::Nothing>> racers;
                             for (int n = 0; n < 6; ++n) {
                               racers.push_back(Spawn(static_cast<TaskType>(n % 2), "racer", [&order, n] {
                                 for (int round = 0; round < 5; ++round) {
                                   order.push_back(n);
                                   Yield();
                                 }
                               }));
                             }
                             for (auto& racer : racers) EXPECT_TRUE(racer.Join().ok());
                           })
                      .ok());
      EXPECT_TRUE(runtime.Stats().shares.empty());
    }
    EXPECT_EQ(orders[0], orders[1]) << "seed " << seed;
  }
}

}  // namespace
}  // namespace reprise::sched
