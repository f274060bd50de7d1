// A pool with several lanes. A lane is a channel of submissions and a task that serves it. For each
// submission two lanes are drawn at random, and the submission goes to the lane with less work.
//
//   submitter --draw two--> lane 1: 4 open  <- goes here
//                           lane 3: 9 open
//
// A lane's work is the number of its submissions that have not ended. Looking at two lanes is nearly as good
// as looking at all: the longest of n lanes is then O(log log n) above the mean; with one random lane it is
// O(log n / log log n).
//
// Use when     writing a TaskManager, which has one PoolLanes for each task type. Use more than one lane if
//              many tasks submit to one pool, and the single task that starts them is the bottleneck.
// Not when     the tasks of a pool must start in the order of their submission: one lane.
// Threads      as task/worker_pool.h.
// Progress     a draw and two short locks for each submission; with one lane neither.
// Memory       `queue` submissions and `running_max` tasks for each lane.
// Order        tasks of one lane start in the order of their submission. The choice of the lane is an op, and
//              its value is recorded: a replay draws nothing and looks at no lane.
// Errors       as task/worker_pool.h; with WhenFull::kFail, ResourceExhausted when the chosen lane is full. 0
//              lanes is a CHECK.
// Source       Mitzenmacher, "The power of two choices in randomized load balancing", 2001.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sched/object/object.h"
#include "sched/object/object_lock.h"
#include "task/worker_pool.h"

namespace reprise::task {

class PoolLanes {
 public:
  PoolLanes(const WorkerPoolOptions& options, std::size_t lanes);

  template <typename F>
  auto Submit(TaskType type, std::string name, F body, std::uint64_t deadline_ns, WhenFull when_full,
              sched::Site site) {
    return lanes_[Place(site)]->Submit(type, std::move(name), std::move(body), deadline_ns, when_full, site);
  }

  void Close(sched::Site site);

  // The owner must run a task for each lane (WorkerPool::Serve).
  [[nodiscard]] std::size_t size() const { return lanes_.size(); }
  [[nodiscard]] WorkerPool& lane(std::size_t nth) const { return *lanes_[nth]; }

  // The sum over all lanes.
  [[nodiscard]] PoolCounters counters() const;

 private:
  class Placement : public sched::Object {
   public:
    explicit Placement(std::string name)
        : Object({.kind = sched::ObjectKind::kStats, .name = std::move(name)}) {}

    sched::ObjectLock lock;
    std::uint64_t draws = 0;
  };

  std::size_t Place(sched::Site site);
  std::size_t Draw();

  std::vector<std::unique_ptr<WorkerPool>> lanes_;
  std::optional<Placement> placement_;  // Set if there is more than one lane.
};

}  // namespace reprise::task
