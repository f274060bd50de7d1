// A pool whose submissions come in by several channels, each served by a task of its own: of two lanes that are drawn,
// a submission goes to the one with less to do.
//
//   submitter --draw two--> lane 1: 4 open  <- goes here
//                           lane 3: 9 open
//
// What a lane has to do is what was handed in and has not ended. Two looks are nearly as good as looking at all: the
// longest lane is then O(log log n) above the mean of n lanes, by one look O(log n / log log n).
//
// Use when     a TaskManager is written; it has one for each task type. More than one lane where many tasks submit to
//              one pool, and one task that starts theirs is the bottleneck.
// Not when     the tasks of a pool must start in the order of their submission: one lane.
// Threads      as task/worker_pool.h.
// Progress     a draw and two short locks a submission; nothing with one lane.
// Memory       `queue` submissions and `running_max` tasks for each lane.
// Order        tasks of one lane start in the order of their submission. Which lane, is an op whose value is recorded:
//              a replay draws nothing, and looks nowhere.
// Errors       as task/worker_pool.h; with WhenFull::kFail, ResourceExhausted when the lane that was taken is full. No
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

  // Each is to be served by a task (WorkerPool::Serve).
  [[nodiscard]] std::size_t size() const { return lanes_.size(); }
  [[nodiscard]] WorkerPool& lane(std::size_t nth) const { return *lanes_[nth]; }

  // Of all lanes.
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
  std::optional<Placement> placement_;  // Where there is a choice.
};

}  // namespace reprise::task
