#include "sched/parallel/pool_placement.h"

#include <array>
#include <cstdint>

#include <gtest/gtest.h>

#include "sched/parallel/cores.h"
#include "sched/pool_options.h"

namespace reprise::sched {
namespace {

// The bit of the core that a worker sits on.
std::uint64_t CoreOf(unsigned worker) { return std::uint64_t{1} << NthUsableCore(worker); }

TEST(PoolPlacementTest, Example) {
  const std::array<PoolOptions, 2> pools = {{{.name = "any"}, {.name = "pinned", .cores = CoreOf(0)}}};
  const PoolPlacement placement(pools, /*workers=*/1);

  EXPECT_TRUE(placement.any());
  EXPECT_TRUE(placement.MayRun(0, 0));
  EXPECT_TRUE(placement.MayRun(1, 0));
  EXPECT_FALSE(placement.MayRun(1, 1));
  EXPECT_FALSE(placement.Same(0, 1));
}

TEST(PoolPlacementTest, WithoutCoresEveryWorkerRunsEveryPool) {
  const std::array<PoolOptions, 2> pools = {{{.name = "one"}, {.name = "other"}}};
  const PoolPlacement placement(pools, /*workers=*/3);

  EXPECT_FALSE(placement.any());
  for (const unsigned worker : {0U, 1U, 2U}) EXPECT_TRUE(placement.MayRun(1, worker));
  EXPECT_TRUE(placement.Same(0, 1));
}

TEST(PoolPlacementTest, APoolWhoseCoresHaveNoWorkerRunsAnywhere) {
  std::uint64_t used = 0;
  for (unsigned worker = 0; worker < UsableCores(); ++worker) used |= CoreOf(worker);
  const std::array<PoolOptions, 1> pools = {{{.name = "nowhere", .cores = ~used}}};

  EXPECT_TRUE(PoolPlacement(pools, /*workers=*/2).MayRun(0, 1));
}

}  // namespace
}  // namespace reprise::sched
