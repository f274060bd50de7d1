// Which workers may run a pool's tasks: all workers, unless PoolOptions::cores names cores for the pool.
//
//   const PoolPlacement placement(pools, workers);
//   if (!placement.MayRun(pool, worker.index)) Inject(task);   // another worker takes it from the injector
//
// Threads      immutable.
// Errors       if none of a pool's cores has a worker, every worker may run the pool: slower, but not stuck.
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "sched/parallel/cores.h"
#include "sched/pool_options.h"

namespace reprise::sched {

class PoolPlacement {
 public:
  PoolPlacement(std::span<const PoolOptions> pools, unsigned workers) {
    workers_of_.fill(kAll);
    for (std::size_t pool = 0; pool < pools.size(); ++pool) {
      if (pools[pool].cores == 0) continue;
      const std::uint64_t chosen = WorkersOn(pools[pool].cores, workers);
      if (chosen == 0) continue;
      workers_of_[pool] = chosen;
      any_ = true;
    }
  }

  // True: at least one pool may not run on every worker.
  [[nodiscard]] bool any() const { return any_; }

  [[nodiscard]] bool MayRun(unsigned pool, unsigned worker) const {
    return !any_ || (workers_of_[pool] >> (worker % kBits) & 1) != 0;
  }

  // True: the same workers may run both pools.
  [[nodiscard]] bool Same(unsigned one, unsigned other) const {
    return workers_of_[one] == workers_of_[other];
  }

 private:
  static constexpr std::uint64_t kAll = ~std::uint64_t{0};
  static constexpr unsigned kBits = 64;  // Bits of a mask: worker 64 counts as worker 0.

  static std::uint64_t WorkersOn(std::uint64_t cores, unsigned workers) {
    std::uint64_t chosen = 0;
    for (unsigned worker = 0; worker < workers && worker < kBits; ++worker) {
      const int core = NthUsableCore(worker);
      if (core >= 0 && core < static_cast<int>(kBits) && (cores >> core & 1) != 0)
        chosen |= std::uint64_t{1} << worker;
    }
    return chosen;
  }

  std::array<std::uint64_t, kPoolsMax> workers_of_;
  bool any_ = false;
};

}  // namespace reprise::sched
