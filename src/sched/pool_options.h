// The options of a pool. A pool is a queue for the tasks of one type, with a weight among the other pools.
//
// TaskRecord::type says which pool a task belongs to. All pools share the workers; only a pool with `cores`
// keeps its tasks on the workers of these cores.
//
// Use when     a runtime is told which pools there are: task/task_types.h makes the list.
// Threads      immutable values.
#pragma once

#include <cstddef>
#include <cstdint>

namespace reprise::sched {

// A pool's number is stored as TaskRecord::type. It is small: a scheduler keeps an array of queues by pool.
inline constexpr std::size_t kPoolsMax = 16;

struct PoolOptions {
  const char* name = "";      // For people. Must outlive the runtime, so usually a literal.
  std::uint8_t priority = 0;  // Pools of a higher priority are picked first.
  std::uint32_t share = 1;    // Its weight among the pools of its priority; at least 1: no pool starves.
  std::uint64_t cores = 0;    // One bit for each core that its tasks may run on; 0: any core.
};

// How the shares follow the load while a run goes on (sched/parallel/pool_balancer.h).
struct BalanceOptions {
  std::uint64_t interval_ns = 1'000'000;  // At most one step per interval; 0: a step at every measured turn.
  std::uint32_t floor_percent = 25;       // No share goes below this part of the share given in PoolOptions.
  std::uint32_t step_percent = 10;        // A step moves at most this part of the shares.
};

}  // namespace reprise::sched
