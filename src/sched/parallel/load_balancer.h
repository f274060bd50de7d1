// Moves shares from pools that have little to do to those whose tasks wait long, a bounded part at a time.
//
//   LoadBalancer balancer({2, 4, 1}, {.floor_percent = 25, .step = 1});
//   std::span<const std::uint32_t> shares = balancer.Step(loads);   // One PoolLoad each.
//
// What a pool needs is the work that waits in it: queue length times mean service time. Its target is its floor, a part
// of the share that it was given, and its part of the rest; a step moves at most `step` units towards the targets. With
// nothing waiting anywhere the shares go back to what they were given as.
//
// Use when     the shares of pools are to follow the load, or one of several places is to take the next task: the rules
//              alone. RuntimeOptions::balance applies the first (sched/parallel/pool_balancer.h), task/pool_lanes.h the
//              second.
// Not when     a pool must always have its part: the floor is all that is promised.
// Threads      thread-compatible: a pure function of what it was told.
// Order        deterministic: equal claims go to the lower index. The sum of the shares never changes.
// Errors       no pools, a share of 0, a floor above the share, another number of loads than of pools: a CHECK.
// Complexity   O(n^2) for n pools, n at most 16.
// Source       Hamilton's largest remainders for the rounding; Mitzenmacher, "The power of two choices in randomized
//              load balancing", 2001.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/check.h"
#include "base/prng.h"

namespace reprise::sched {

struct PoolLoad {
  std::uint64_t queued = 0;
  std::uint64_t mean_service_ns = 0;  // 0: not known yet, counted as 1.

  // What waits, in nanoseconds; capped so that sums and products of sixteen stay exact.
  [[nodiscard]] std::uint64_t Work() const;
};

struct BalanceLimits {
  std::uint32_t floor_percent = 25;  // No share goes below this part of what it was given as, nor below 1.
  std::uint32_t step = 1;            // At most so many units change their pool in one step.
};

class LoadBalancer {
 public:
  LoadBalancer(std::vector<std::uint32_t> shares, const BalanceLimits& limits);

  // The new shares, after the loads that were just measured.
  std::span<const std::uint32_t> Step(std::span<const PoolLoad> loads);

  [[nodiscard]] std::span<const std::uint32_t> shares() const { return shares_; }

  // Between which two a pool's share stays, whatever waits.
  [[nodiscard]] std::uint32_t Least(std::size_t pool) const { return floors_[pool]; }
  [[nodiscard]] std::uint32_t Most(std::size_t pool) const { return floors_[pool] + free_; }

  // Where the next task goes: draws two of so many places, asks for the load of these, and takes the one with less
  // work.
  template <typename LoadOf>
  static std::size_t PickOfTwo(std::size_t places, LoadOf&& load_of, Prng& prng) {
    REPRISE_CHECK(places > 0);
    if (places == 1) return 0;
    const std::size_t first = prng.Below(places);
    std::size_t second = prng.Below(places - 1);
    if (second >= first) ++second;
    const std::uint64_t first_work = PoolLoad(load_of(first)).Work();
    const std::uint64_t second_work = PoolLoad(load_of(second)).Work();
    if (first_work == second_work) return std::min(first, second);
    return first_work < second_work ? first : second;
  }

 private:
  [[nodiscard]] std::vector<std::uint64_t> Targets(std::span<const PoolLoad> loads) const;

  const std::uint32_t step_;
  const std::vector<std::uint32_t> at_rest_;
  std::vector<std::uint32_t> floors_;
  std::uint32_t free_ = 0;  // Above the floors, over all: what can move.
  std::vector<std::uint32_t> shares_;
};

}  // namespace reprise::sched
