// Which workers may run a pool's tasks: all, unless the pool keeps to cores of its own.
//
// Threads      immutable once made.
// Errors       a pool none of whose cores has a worker may run anywhere: slower, not stuck.
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

  // Some pool keeps to workers of its own.
  [[nodiscard]] bool any() const { return any_; }

  [[nodiscard]] bool MayRun(unsigned pool, unsigned worker) const {
    return !any_ || (workers_of_[pool] >> (worker % kBits) & 1) != 0;
  }

  // Whoever may run the one may run the other.
  [[nodiscard]] bool Same(unsigned one, unsigned other) const {
    return workers_of_[one] == workers_of_[other];
  }

 private:
  static constexpr std::uint64_t kAll = ~std::uint64_t{0};
  static constexpr unsigned kBits = 64;  // Of a mask: worker 64 counts as worker 0.

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
