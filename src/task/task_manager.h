// The owner of a program's tasks: a pool for each task type, detached tasks with names, and one orderly
// shutdown for all.
//
//   task::TaskManager tasks;
//   auto sum = tasks.Submit(task::TaskType::kPathfinding, "sum", [] { return 1 + 1; });
//   absl::StatusOr<int> two = sum->Join();
//   EXPECT_TRUE(tasks.Detach(task::TaskType::kEventProcessing, "watcher", Watch).ok());
//   task::ShutdownReport report = tasks.Shutdown(deadline_ns);
//
// Use when     many tasks submit work, and each type of work runs in order, is counted, and has a limit of
//              tasks at a time; or a task must outlive the function that starts it.
// Not when     a function waits for the tasks that it spawns: task/scope.h.
// Threads      Submit forms, Detach, Detached, Counters: thread-safe among tasks. Shutdown: the task that
//              made it.
// Progress     blocking: Submit and Detach wait for room in the pool's channel.
// Memory       a task for each lane; a lane's queue and its running tasks (task/worker_pool.h).
// Order        tasks of one pool start in the order of their submission; with several lanes, those of one
//              lane do.
// Errors       Submit, Detach: FailedPrecondition after Shutdown, Cancelled. TrySubmit: ResourceExhausted
//              when the queue is full. SubmitUntil: DeadlineExceeded. A type that TaskTypes does not have,
//              and a second Shutdown, is a CHECK. Without a Shutdown, the destructor cancels all tasks and
//              waits for them.
// Units        deadlines in nanoseconds of sched::Clock.
// Source       the seed's TaskManager.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "task/pool_lanes.h"
#include "task/scope.h"
#include "task/task_types.h"
#include "task/worker_pool.h"

namespace reprise::task {

struct TaskManagerOptions {
  std::string name = "tasks";
  TaskTypes types;
  std::uint64_t queue = 1000;      // Of each lane.
  std::size_t running_max = 1000;  // Of each lane; detached tasks are not counted.
  // Of each pool. A lane is a channel and a task that serves it (task/pool_lanes.h).
  std::size_t lanes = 1;
};

// The result of Shutdown. Names are sorted.
struct ShutdownReport {
  absl::Status status;                 // DeadlineExceeded or Cancelled if tasks had to be cancelled.
  std::vector<std::string> cancelled;  // Tasks that were running and ended as Cancelled.
  std::vector<std::string> refused;    // Tasks that never started.
};

class TaskManager {
 public:
  explicit TaskManager(TaskManagerOptions options = {});

  template <typename F>
  auto Submit(TaskType type, std::string name, F body, sched::Site site = sched::Site::Here()) {
    return PoolOf(type).Submit(type, std::move(name), std::move(body), sched::kNever, WhenFull::kWait, site);
  }
  template <typename F>
  auto SubmitUntil(std::uint64_t deadline_ns, TaskType type, std::string name, F body,
                   sched::Site site = sched::Site::Here()) {
    return PoolOf(type).Submit(type, std::move(name), std::move(body), deadline_ns, WhenFull::kWait, site);
  }
  template <typename F>
  auto TrySubmit(TaskType type, std::string name, F body, sched::Site site = sched::Site::Here()) {
    return PoolOf(type).Submit(type, std::move(name), std::move(body), sched::kNever, WhenFull::kFail, site);
  }

  // Starts a task that only Shutdown waits for.
  template <typename F>
  absl::Status Detach(TaskType type, std::string name, F body, sched::Site site = sched::Site::Here()) {
    static_cast<void>(PoolOf(type));
    return detached_.Submit(type, std::move(name), std::move(body), sched::kNever, WhenFull::kWait, site)
        .status();
  }

  // The sorted names of the detached tasks that run. An op.
  std::vector<std::string> Detached(sched::Site site = sched::Site::Here()) {
    return detached_.Running(site);
  }

  // Accepts no more submissions, lets tasks end by themselves until the deadline, then cancels the others and
  // waits for them.
  ShutdownReport Shutdown(std::uint64_t deadline_ns, sched::Site site = sched::Site::Here());

  [[nodiscard]] const TaskTypes& types() const { return options_.types; }
  [[nodiscard]] PoolCounters Counters(TaskType type) const;
  [[nodiscard]] PoolCounters DetachedCounters() const { return detached_.counters(); }

 private:
  PoolLanes& PoolOf(TaskType type);

  const TaskManagerOptions options_;
  std::vector<std::unique_ptr<PoolLanes>> pools_;  // By type.
  WorkerPool detached_;
  Scope
      // The tasks that serve the pools. The last member, so that these tasks end before the pools are
      // destroyed.
      services_;
};

}  // namespace reprise::task
