// What the scheduler knows of a pool: a queue of tasks of one type, with its weight among the others.
//
// A task says by its type (TaskRecord::type) which pool it belongs to. Pools share the workers; only one with cores
// of its own keeps to those.
//
// Use when     a runtime is told which pools there are: task/task_types.h makes the list.
// Threads      immutable values.
#pragma once

#include <cstddef>
#include <cstdint>

namespace reprise::sched {

// Stored as TaskRecord::type, and small enough for a scheduler to keep a queue of each in an array.
inline constexpr std::size_t kPoolsMax = 16;

struct PoolOptions {
  const char* name = "";      // For people; outlives the runtime, so usually a literal.
  std::uint8_t priority = 0;  // A higher one is looked at first.
  std::uint32_t share = 1;  // Its weight among the pools of its priority; at least 1, so that nobody starves.
  std::uint64_t cores = 0;  // A bit a core that its tasks keep to; 0: any.
};

// How the shares follow the load while a run goes on (sched/parallel/pool_balancer.h).
struct BalanceOptions {
  std::uint64_t interval_ns = 1'000'000;  // At most one step in it; 0: at every turn that is measured.
  std::uint32_t floor_percent = 25;       // No pool goes below this part of the share that it was given.
  std::uint32_t step_percent = 10;        // At most this part of the shares changes hands in a step.
};

}  // namespace reprise::sched
