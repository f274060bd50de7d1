// What a worker of the parallel scheduler has with it: its queues, its fibers, its figures.
//
// Threads      its worker's own, but for `queues` and the counters, which thieves look at.
#pragma once

#include <atomic>
#include <cstdint>
#include <thread>
#include <vector>

#include "sched/fiber/worker.h"
#include "sched/measure/counter.h"
#include "sched/parallel/parallel_scheduler.h"
#include "sched/parallel/run_queues.h"
#include "sched/parallel/thief.h"

namespace reprise::sched {

struct alignas(64) ParallelScheduler::ParallelWorker : Worker {
  ParallelWorker(ParallelScheduler& all, unsigned workers)
      : scheduler(all), queues(all.shares_, all.shared_) {
    watches.resize(workers);
  }

  ParallelScheduler& scheduler;
  TaskRecord* handed = nullptr;  // What the fiber that is switched to runs first.
  Fiber* free_fibers = nullptr;
  std::size_t free_count = 0;
  RunQueues queues;

  std::vector<VictimWatch> watches;
  TheftRecord theft;
  unsigned last_victim = 0;
  std::thread thread;

  Counter tasks;
  Counter steals;
  Counter sleeps;
};

inline ParallelScheduler::ParallelWorker& ParallelScheduler::CurrentWorker() {
  return static_cast<ParallelWorker&>(Worker::Current());
}

}  // namespace reprise::sched
