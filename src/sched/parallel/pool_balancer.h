// Moves the pools' shares while a run goes on: a LoadBalancer for the pools of each priority, fed with what waits and
// with what a turn takes.
//
//   sched::Runtime runtime({.pools = pools, .balance = sched::BalanceOptions{}});
//
//   the end of a measured turn --(interval over?)--> waiting, mean turn --> LoadBalancer::Step --> SetShare
//
// It has no thread and reads no clock of its own: whoever ends a turn that is measured anyway
// (sched/measure/service_sampler.h) looks whether a step is due, and does it. Shares decide nothing but picks, and a
// worker that picks is one that ends turns. A share moves among pools of one priority only: a pool of lower priority
// takes nothing from a higher one.
//
// Use when     a runtime is made: RuntimeOptions::balance.
// Not when     shares are promises: without it they stay.
// Threads      thread-safe. One worker steps, the others go on meanwhile.
// Progress     wait-free for all but the worker that steps: it reads the lengths of all workers' queues, some
//              microseconds an interval.
// Memory       half a KiB a worker.
// Order        no starvation: PicksMax. Below what a program can see: a recording with it replays without it.
// Errors       shares whose sum is above kShareSumMax, a floor above 100 percent: a CHECK. No memory: the shares stay
//              for a step.
// Units        shares count in parts of a given one, UnitsPerShare() each, so that small ones can move too.
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

// What it works on; a scheduler in a run.
struct BalancedPools {
  std::function<std::uint64_t(unsigned pool)> waiting;
  std::function<void(unsigned pool, std::uint32_t share)> set_share;
};

class PoolBalancer {
 public:
  static constexpr std::uint32_t kShareSumMax = 1 << 12;

  PoolBalancer(std::span<const PoolOptions> pools, const BalanceOptions& options, unsigned workers);

  // Before the run: the shares are set as they were given, in finer units.
  void Begin(BalancedPools pools);

  // Where the worker's turns are measured.
  ServiceSampler& sampler(unsigned worker) { return *samplers_[worker]; }

  // A turn was measured that ended at that time.
  void TurnMeasured(std::uint64_t now_ns) {
    // [B1] relaxed: a glance; [B2] takes the turn.
    if (now_ns >= next_ns_.load(std::memory_order_relaxed)) StepIfFirst(now_ns);
  }

  [[nodiscard]] std::uint32_t UnitsPerShare() const { return units_; }
  // While the pool has work in a worker's queues, at most so many picks from them pass it over, however the shares
  // move.
  [[nodiscard]] std::uint64_t PicksMax(unsigned pool) const;
  // Between which two a pool's share stays, in units.
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
  std::array<ServiceSampler::Sum, kPoolsMax> seen_{};      // By pool, up to the last step.
  std::array<std::uint64_t, kPoolsMax> mean_ns_{};
  alignas(64) std::atomic<std::uint64_t> next_ns_{0};  // Nobody else steps while it is the largest number.
};

}  // namespace reprise::sched
