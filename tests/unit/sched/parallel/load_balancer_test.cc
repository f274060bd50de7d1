#include "sched/parallel/load_balancer.h"

#include <limits>
#include <numeric>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace reprise::sched {
namespace {

using testing::ElementsAre;

std::size_t PickOfTwo(std::span<const PoolLoad> places, Prng& prng) {
  return LoadBalancer::PickOfTwo(
      places.size(), [&](std::size_t nth) { return places[nth]; }, prng);
}

TEST(LoadBalancerTest, Example) {
  LoadBalancer balancer({2, 4, 4}, {.floor_percent = 25, .step = 2});
  const PoolLoad busy{.queued = 10, .mean_service_ns = 1'000};

  EXPECT_THAT(balancer.Step(std::vector{busy, PoolLoad{}, PoolLoad{}}), ElementsAre(4, 3, 3));
}

TEST(LoadBalancerTest, StepsEndAtTheTargetsWhichAreTheWaitingWorkAboveTheFloor) {
  // 20 units, of which a floor of 1 leaves 16: work 3 : 1 : 0 : 4 of 8, so 6, 2, 0 and 8.
  LoadBalancer balancer({5, 5, 5, 5}, {.floor_percent = 20, .step = 3});
  const std::vector<PoolLoad> loads = {{.queued = 30, .mean_service_ns = 100},
                                       {.queued = 1, .mean_service_ns = 1'000},
                                       {},
                                       {.queued = 40, .mean_service_ns = 100}};
  EXPECT_THAT(balancer.Step(loads), ElementsAre(6, 4, 3, 7));
  for (int step = 0; step < 10; ++step) static_cast<void>(balancer.Step(loads));
  EXPECT_THAT(balancer.shares(), ElementsAre(7, 3, 1, 9));
}

TEST(LoadBalancerTest, SharesComeBackWhenNothingWaits) {
  LoadBalancer balancer({2, 6}, {.floor_percent = 17, .step = 4});
  static_cast<void>(balancer.Step(std::vector<PoolLoad>{{.queued = 1}, {}}));
  EXPECT_THAT(balancer.shares(), ElementsAre(6, 2));
  EXPECT_THAT(balancer.Step(std::vector<PoolLoad>{{}, {}}), ElementsAre(2, 6));
}

TEST(LoadBalancerTest, WhateverWaitsNobodyFallsBelowTheFloorMovesTooFastOrLosesAUnit) {
  Prng prng(1);
  for (int round = 0; round < 2'000; ++round) {
    const std::size_t pools = 1 + prng.Below(16);
    std::vector<std::uint32_t> shares;
    const BalanceLimits limits{.floor_percent = static_cast<std::uint32_t>(prng.Below(101)),
                               .step = static_cast<std::uint32_t>(1 + prng.Below(9))};
    for (std::size_t pool = 0; pool < pools; ++pool) {
      shares.push_back(static_cast<std::uint32_t>(1 + prng.Below(50)));
    }
    const std::uint64_t sum = std::accumulate(shares.begin(), shares.end(), std::uint64_t{0});
    LoadBalancer balancer(shares, limits);
    for (int step = 0; step < 5; ++step) {
      std::vector<PoolLoad> loads;
      for (std::size_t pool = 0; pool < pools; ++pool) {
        loads.push_back(
            {.queued = prng.Below(4) * prng.Next() % 1'000, .mean_service_ns = prng.Below(1'000'000)});
      }
      const std::vector<std::uint32_t> before(balancer.shares().begin(), balancer.shares().end());
      static_cast<void>(balancer.Step(loads));
      std::uint64_t moved = 0;
      for (std::size_t pool = 0; pool < pools; ++pool) {
        ASSERT_GE(balancer.shares()[pool], std::max(1U, shares[pool] * limits.floor_percent / 100));
        ASSERT_GE(balancer.shares()[pool], balancer.Least(pool));
        ASSERT_LE(balancer.shares()[pool], balancer.Most(pool));
        moved += balancer.shares()[pool] - std::min(before[pool], balancer.shares()[pool]);
      }
      ASSERT_LE(moved, limits.step);
      ASSERT_EQ(std::accumulate(balancer.shares().begin(), balancer.shares().end(), std::uint64_t{0}), sum);
    }
  }
}

TEST(LoadBalancerTest, AbsurdLoadsOverflowNothing) {
  constexpr std::uint64_t kMost = std::numeric_limits<std::uint64_t>::max();
  LoadBalancer balancer(std::vector<std::uint32_t>(16, 1'000), {.floor_percent = 1, .step = 100'000});
  std::vector<PoolLoad> loads(16, {.queued = kMost, .mean_service_ns = kMost});
  EXPECT_THAT(balancer.Step(loads), testing::Each(1'000));
  loads.assign(16, {});
  loads[3] = {.queued = kMost, .mean_service_ns = kMost};
  EXPECT_EQ(balancer.Step(loads)[3], 16'000U - 15U * 10U);
}

TEST(LoadBalancerTest, OfTwoDrawnTheOneWithLessWorkIsPicked) {
  // The longest queue is never picked, the shortest whenever it is drawn: in half of all pairs of four.
  const std::vector<PoolLoad> queues = {{.queued = 4, .mean_service_ns = 10},
                                        {.queued = 1, .mean_service_ns = 10},
                                        {.queued = 3, .mean_service_ns = 10},
                                        {.queued = 2, .mean_service_ns = 10}};
  Prng prng(7);
  std::vector<int> picked(4, 0);
  for (int draw = 0; draw < 6'000; ++draw) ++picked[PickOfTwo(queues, prng)];

  EXPECT_EQ(picked[0], 0);
  EXPECT_NEAR(picked[1], 3'000, 150);
  EXPECT_NEAR(picked[3], 2'000, 150);
  EXPECT_NEAR(picked[2], 1'000, 150);
}

TEST(LoadBalancerTest, OnlyTheTwoAreLookedAt) {
  Prng prng(1);
  int looks = 0;
  const std::size_t picked = LoadBalancer::PickOfTwo(
      1'000,
      [&looks](std::size_t nth) {
        ++looks;
        return PoolLoad{.queued = nth};
      },
      prng);
  EXPECT_LT(picked, 1'000U);
  EXPECT_EQ(looks, 2);
}

TEST(LoadBalancerTest, TheSameGeneratorPicksTheSame) {
  const std::vector<PoolLoad> queues(5, {.queued = 1});
  Prng one(3);
  Prng two(3);
  for (int draw = 0; draw < 100; ++draw) {
    EXPECT_EQ(PickOfTwo(queues, one), PickOfTwo(queues, two));
  }
  EXPECT_EQ(PickOfTwo(std::span(queues).first(1), one), 0U);
}

TEST(LoadBalancerTest, OfAShareAFloorIsKeptAndWhatIsAboveTheOthersFloorsIsTheMost) {
  LoadBalancer balancer({8, 40}, {.floor_percent = 25, .step = 100});
  EXPECT_EQ(balancer.Least(1), 10U);
  EXPECT_EQ(balancer.Most(0), 48U - 10U);

  EXPECT_THAT(balancer.Step(std::vector<PoolLoad>{{.queued = 1}, {}}), ElementsAre(38, 10));
  EXPECT_THAT(balancer.Step(std::vector<PoolLoad>{{}, {.queued = 1}}), ElementsAre(2, 46));
}

TEST(LoadBalancerDeathTest, AShareOfNothingAndAFloorAboveTheShareAreDefects) {
  EXPECT_DEATH(LoadBalancer({1, 0}, {}), "share > 0");
  EXPECT_DEATH(LoadBalancer({1, 2}, {.floor_percent = 101}), "floor_percent <= kPercentMax");
}

}  // namespace
}  // namespace reprise::sched
