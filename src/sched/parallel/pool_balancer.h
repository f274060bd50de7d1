// Moves the pools' shares while a run goes on: one LoadBalancer for the pools of each priority. Its input is,
// for each pool, the number of waiting tasks and the mean time of a turn.
//
//   sched::Runtime runtime({.pools = pools, .balance = sched::BalanceOptions{}});
//
//   the end of a measured turn --(interval over?)--> waiting, mean turn --> LoadBalancer::Step --> SetShare
//
// It has no thread and reads no clock of its own. A worker that ends a measured turn
// (sched/measure/service_sampler.h) checks whether a step is due, and does it. This is often enough: shares
// affect only picks, and a worker that picks also ends turns. A share moves only among pools of one priority:
// a pool of lower priority takes nothing from a higher one.
//
// Use when     a runtime is made: RuntimeOptions::balance.
// Not when     a share is a promise: without a balancer the shares stay as given.
// Threads      thread-safe. One worker does a step while the others go on.
// Progress     wait-free for all but the worker that does the step: it reads the lengths of all workers'
//              queues, some microseconds per interval.
// Memory       half a KiB for each worker.
// Order        no starvation: PicksMax is the bound. A program cannot see the shares: a recording with a
//              balancer replays without one.
// Errors       shares whose sum is above kShareSumMax, a floor above 100 percent: a CHECK. No memory: the
//              step is left out.
// Units        a given share of 1 counts as UnitsPerShare() units, so that small shares can move too.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "sched/measure/service_sampler.h"
#include "sched/parallel/load_balancer.h"
#include "sched/pool_options.h"

namespace reprise::sched {

// The access to the pools: functions of the run's scheduler.
struct BalancedPools {
  std::function<std::uint64_t(unsigned pool)> waiting;
  std::function<void(unsigned pool, std::uint32_t share)> set_share;
};

class PoolBalancer {
 public:
  static constexpr std::uint32_t kShareSumMax = 1 << 12;

  PoolBalancer(std::span<const PoolOptions> pools, const BalanceOptions& options, unsigned workers);

  // Before the run: sets the shares as they were given, in units.
  void Begin(BalancedPools pools);

  // The sampler that measures the worker's turns.
  ServiceSampler& sampler(unsigned worker) { return *samplers_[worker]; }

  // Call after a measured turn, which ended at `now_ns`.
  void TurnMeasured(std::uint64_t now_ns) {
    // [B1] relaxed: a hint; [B2] decides which worker does the step.
    if (now_ns >= next_ns_.load(std::memory_order_relaxed)) StepIfFirst(now_ns);
  }

  [[nodiscard]] std::uint32_t UnitsPerShare() const { return units_; }
  // While the pool has work in a worker's queues, at most this many picks from them skip it, however the
  // shares move.
  [[nodiscard]] std::uint64_t PicksMax(unsigned pool) const;
  // The bounds of a pool's share, in units.
  [[nodiscard]] std::uint32_t Least(unsigned pool) const;
  [[nodiscard]] std::uint32_t Most(unsigned pool) const;

 private:
  // Pools of one priority.
  struct Group {
    std::vector<unsigned> pools;
    LoadBalancer balancer;
  };

  void StepIfFirst(std::uint64_t now_ns);
  void Step();
  void MeasureTurns();
  [[nodiscard]] std::pair<const Group*, std::size_t> Find(unsigned pool) const;

  const std::uint64_t interval_ns_;
  const unsigned pools_;
  const std::uint32_t units_;
  BalancedPools target_;
  std::vector<Group> groups_;
  std::vector<std::unique_ptr<ServiceSampler>> samplers_;  // By worker.
  std::array<ServiceSampler::Sum, kPoolsMax> seen_{};      // By pool: the sums at the last step.
  std::array<std::uint64_t, kPoolsMax> mean_ns_{};
  alignas(64) std::atomic<std::uint64_t> next_ns_{0};  // When a step is due; the largest: one runs now.
};

}  // namespace reprise::sched
