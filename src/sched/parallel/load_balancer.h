// Moves shares from pools with little work to pools whose tasks wait long, a bounded part in each step.
//
//   LoadBalancer balancer({2, 4, 1}, {.floor_percent = 25, .step = 1});
//   std::span<const std::uint32_t> shares = balancer.Step(loads);   // One PoolLoad each.
//
// The work of a pool is its queue length times its mean service time. The target of a pool is its floor (a
// part of its given share) plus a part of the free rest, in proportion to its work. A step moves at most
// `step` units towards the targets. If no pool has work, the targets are the given shares.
//
// Use when     the shares of pools must follow the load (Step), or one of several places must take the next
//              task (PickOfTwo). These are the rules alone: RuntimeOptions::balance applies Step
//              (sched/parallel/pool_balancer.h), task/pool_lanes.h applies PickOfTwo.
// Not when     a pool must always keep its given share: only the floor is promised.
// Threads      thread-compatible: the shares depend only on the calls so far.
// Order        deterministic: equal claims go to the lower index. The sum of the shares never changes.
// Errors       no pools, a share of 0, a floor above the share, not one load for each pool: a CHECK.
// Complexity   O(n^2) for n pools, n at most 16.
// Source       Hamilton's largest remainders for the rounding; Mitzenmacher, "The power of two choices in
//              randomized load balancing", 2001.
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

  // The waiting work in nanoseconds; capped so that sums and products of sixteen stay exact.
  [[nodiscard]] std::uint64_t Work() const;
};

struct BalanceLimits {
  std::uint32_t floor_percent = 25;  // No share goes below this part of its given value, nor below 1.
  std::uint32_t step = 1;            // One step moves at most this many units.
};

class LoadBalancer {
 public:
  LoadBalancer(std::vector<std::uint32_t> shares, const BalanceLimits& limits);

  // Gives the new shares for the loads that were just measured.
  std::span<const std::uint32_t> Step(std::span<const PoolLoad> loads);

  [[nodiscard]] std::span<const std::uint32_t> shares() const { return shares_; }

  // The bounds of a pool's share, for any loads.
  [[nodiscard]] std::uint32_t Least(std::size_t pool) const { return floors_[pool]; }
  [[nodiscard]] std::uint32_t Most(std::size_t pool) const { return floors_[pool] + free_; }

  // Gives the place for the next task: draws two of `places`, asks for their loads, and takes the one with
  // less work.
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
  std::uint32_t free_ = 0;  // The sum of the shares minus the sum of the floors: what can move.
  std::vector<std::uint32_t> shares_;
};

}  // namespace reprise::sched
