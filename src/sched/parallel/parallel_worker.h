// What a worker of the parallel scheduler has with it: its queues, its fibers, its figures, and what it answers to
// Boost.Fiber.
//
// Threads      its worker's own, but for `queues` and the counters, which thieves look at, and Notify.
#pragma once

#include <atomic>
#include <cstdint>
#include <thread>
#include <vector>

#include "sched/fiber/fiber_thread.h"
#include "sched/fiber/worker.h"
#include "sched/measure/counter.h"
#include "sched/measure/meter.h"
#include "sched/parallel/parallel_scheduler.h"
#include "sched/parallel/run_queues.h"
#include "sched/parallel/thief.h"

namespace reprise::sched {

struct alignas(64) ParallelScheduler::ParallelWorker final : Worker, FiberHost {
  ParallelWorker(ParallelScheduler& all, unsigned workers)
      : scheduler(all), fibers(*this, *this), queues(all.shares_, all.shared_) {
    watches.resize(workers);
  }

  Fiber* Next() noexcept override;
  bool Over() noexcept override { return scheduler.Stopped(); }
  void Wait(std::uint64_t deadline_ns) noexcept override;
  void Notify() noexcept override;
  void FinishLeaving(Fiber& left) noexcept override;
  void WaitsInBoost(TaskRecord& task) noexcept override;
  void WokenInBoost(TaskRecord& task) noexcept override { scheduler.Ready(*this, task); }
  void OwnFiberReady() noexcept override;

  // Whether another thread has woken something of this one through Boost.Fiber since the last time.
  bool TakeNotification();

  ParallelScheduler& scheduler;
  FiberThread fibers;
  TaskRecord* handed = nullptr;  // What the fiber that is switched to runs first.
  TaskRecord* found = nullptr;   // What the dispatcher runs first.
  bool ends_fibers = false;      // The run is over: loops return.
  Fiber* free_fibers = nullptr;
  std::size_t free_count = 0;
  RunQueues queues;

  std::vector<VictimWatch> watches;
  TheftRecord theft;
  unsigned last_victim = 0;
  std::thread thread;
  std::atomic<bool> notified{false};  // Through Boost.Fiber, by another thread.

  Counter tasks;
  Counter steals;
  Counter sleeps;
};

inline ParallelScheduler::ParallelWorker& ParallelScheduler::CurrentWorker() {
  return static_cast<ParallelWorker&>(Worker::Current());
}

// A task that was cancelled while it did not run finds it out at its next op.
inline void ParallelScheduler::SetCurrent(ParallelWorker& worker, TaskRecord& task) {
  worker.current = &task;
  // [A4] relaxed: a hint for this very thread, and only ever raised here: [A5] of announce.cc takes it back.
  if (watched_ || task.cancelled.load(std::memory_order_relaxed)) [[unlikely]]
    worker.attention.store(true, std::memory_order_relaxed);
  if (worker.meter != nullptr) [[unlikely]]
    worker.meter->Resumed(task);
}

// Where the task goes on; one that is fresh begins on a loop fiber, which makes it the current one.
inline Fiber& ParallelScheduler::FiberFor(ParallelWorker& worker, TaskRecord& task) {
  if (task.fiber != nullptr) [[likely]] {
    SetCurrent(worker, task);
    return *task.fiber;
  }
  worker.current = nullptr;
  worker.handed = &task;
  return TakeFreeFiber(worker);
}

}  // namespace reprise::sched
