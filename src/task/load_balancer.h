// Moves shares from pools that have little to do to those whose tasks wait long, a bounded part at a time.
//
//   task::LoadBalancer balancer({2, 4, 1}, {.floor = 1, .step = 1});
//   std::span<const std::uint32_t> shares = balancer.Step({{.queued = 10, .mean_service_ns = 1'000}, {}, {}});
//
// What a pool needs is the work that waits in it: queue length times mean service time. Its target is the floor and its
// part of the rest; a step moves at most `step` units towards the targets. With nothing waiting anywhere the shares go
// back to what they were given as.
//
// Use when     the shares of pools are to follow the load (task/task_manager.h).
// Not when     a pool must always have its part: the floor is all that is promised.
// Threads      thread-compatible: a pure function of what it was told.
// Order        deterministic: equal claims go to the lower index. The sum of the shares never changes.
// Errors       no pools, a share below the floor, another number of loads than of pools: a CHECK.
// Complexity   O(n^2) for n pools, n at most 16.
// Source       Hamilton's largest remainders for the rounding; Mitzenmacher, "The power of two choices in randomized
//              load balancing", 2001.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/prng.h"

namespace reprise::task {

struct PoolLoad {
  std::uint64_t queued = 0;
  std::uint64_t mean_service_ns = 0;  // 0: not known yet, counted as 1.
};

struct BalanceOptions {
  std::uint32_t floor = 1;  // No pool goes below, so that nobody starves.
  std::uint32_t step = 1;   // At most so many units change their pool in one step.
};

class LoadBalancer {
 public:
  LoadBalancer(std::vector<std::uint32_t> shares, const BalanceOptions& options);

  // The new shares, after the loads that were just measured.
  std::span<const std::uint32_t> Step(std::span<const PoolLoad> loads);

  [[nodiscard]] std::span<const std::uint32_t> shares() const { return shares_; }

  // Where the next task goes: draws two candidates, and takes the one with less work waiting.
  static std::size_t PickOfTwo(std::span<const PoolLoad> candidates, Prng& prng);

 private:
  [[nodiscard]] std::vector<std::uint64_t> Targets(std::span<const PoolLoad> loads) const;

  const BalanceOptions options_;
  const std::vector<std::uint32_t> at_rest_;
  std::vector<std::uint32_t> shares_;
};

}  // namespace reprise::task
