// The task types of a program, and the pool of each type.
//
//   task::TaskTypes types;                                     // The six of the match.
//   absl::StatusOr<task::TaskType> render = types.Add({.name = "Render", .priority = 1, .share = 2});
//
// Use when     a program has work that fits none of the six types, or needs other priorities, shares or
//              cores.
// Threads      thread-compatible. Add all types before the run: a TaskManager takes a copy.
// Order        types are numbered in the order in which they were added, so the same program always has the
//              same numbers.
// Errors       Add: InvalidArgument (no name, a name in use, a share of 0), ResourceExhausted when there are
//              sched::kPoolsMax types. Set: InvalidArgument, as Add. A type that was not added is a CHECK.
// Complexity   O(n) for n types, n at most 16.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "sched/pool_options.h"
#include "task/task_type.h"

namespace reprise::task {

class TaskTypes {
 public:
  TaskTypes();

  absl::StatusOr<TaskType> Add(const sched::PoolOptions& pool);
  absl::Status Set(TaskType type, const sched::PoolOptions& pool);

  [[nodiscard]] const sched::PoolOptions& Pool(TaskType type) const;
  [[nodiscard]] std::optional<TaskType> Find(const std::string& name) const;

  // Indexed by type.
  [[nodiscard]] std::span<const sched::PoolOptions> pools() const { return pools_; }

 private:
  [[nodiscard]] absl::Status Check(const sched::PoolOptions& pool, std::optional<TaskType> itself) const;

  std::vector<sched::PoolOptions> pools_;
};

}  // namespace reprise::task
