// What a worker of the parallel scheduler has with it: its queues, its fibers, its figures.
//
// Threads      its worker's own, but for `slot`, `queues` and the counters, which thieves look at.
#pragma once

#include <atomic>
#include <cstdint>
#include <thread>
#include <vector>

#include "sched/parallel_scheduler.h"
#include "sched/run_queues.h"
#include "sched/thief.h"
#include "sched/worker.h"

namespace reprise::sched {

// A counter that one worker writes and others read.
class Counter {
 public:
  // [S1] relaxed: a figure for people and thieves; nothing depends on it.
  void Add() { value_.store(Get() + 1, std::memory_order_relaxed); }
  [[nodiscard]] std::uint64_t Get() const { return value_.load(std::memory_order_relaxed); }  // [S1]

 private:
  std::atomic<std::uint64_t> value_{0};
};

struct alignas(64) ParallelScheduler::ParallelWorker : Worker {
  ParallelWorker(ParallelScheduler& all, unsigned workers)
      : scheduler(all), queues(all.shares_, all.shared_) {
    watches.resize(workers);
  }

  ParallelScheduler& scheduler;
  Leaving leaving = Leaving::kNothing;
  TaskRecord* leaving_task = nullptr;
  TaskRecord* handed = nullptr;  // What the fiber that is switched to runs first.
  Fiber* free_fibers = nullptr;
  std::size_t free_count = 0;
  unsigned hand_offs = 0;
  std::atomic<TaskRecord*> slot{nullptr};
  RunQueues queues;

  std::vector<VictimWatch> watches;
  TheftRecord theft;
  unsigned last_victim = 0;
  std::thread thread;

  Counter picks;
  Counter tasks;
  Counter steals;
  Counter parks;
  Counter sleeps;
};

inline ParallelScheduler::ParallelWorker& ParallelScheduler::CurrentWorker() {
  return static_cast<ParallelWorker&>(Worker::Current());
}

}  // namespace reprise::sched
