// A worker of the parallel scheduler: its queues, its fibers, its counters, and its answers to Boost.Fiber.
//
// Threads      for its own thread only, but for `queues` and the counters, which thieves use, and Notify.
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
  void WokenInBoost(TaskRecord& task, bool yields) noexcept override;
  void OwnFiberReady() noexcept override;

  // Whether another thread has woken a fiber of this thread through Boost.Fiber since the last call.
  bool TakeNotification();
  // A look at the same.
  [[nodiscard]] bool IsNotified() const {
    return notified.load(std::memory_order_relaxed);  // [N3] relaxed: Boost's own lock guards what was woken.
  }

  ParallelScheduler& scheduler;
  FiberThread fibers;
  TaskRecord* handed = nullptr;  // The task that the next loop fiber runs first.
  TaskRecord* found = nullptr;   // The task that the dispatcher runs first.
  bool ends_fibers = false;      // The run is over: loops return.
  Fiber* free_fibers = nullptr;
  std::size_t free_count = 0;
  RunQueues queues;

  std::vector<VictimWatch> watches;
  TheftRecord theft;
  unsigned last_victim = 0;
  std::thread thread;
  std::atomic<bool> notified{false};  // Set by Notify, cleared by TakeNotification.

  Counter parks_at_dispatcher;  // Tasks that parked without a pick of the next one.
  Counter tasks;
  Counter steals;
  Counter sleeps;
};

inline ParallelScheduler::ParallelWorker& ParallelScheduler::CurrentWorker() {
  return static_cast<ParallelWorker&>(Worker::Current());
}

// Makes `task` the current one. If it was cancelled while it did not run, `attention` makes its next op look.
inline void ParallelScheduler::SetCurrent(ParallelWorker& worker, TaskRecord& task) {
  worker.current = &task;
  // [A4] relaxed: a hint for this thread only. This line only sets it; [A5] of announce.cc clears it.
  if (watched_ || task.cancelled.load(std::memory_order_relaxed)) [[unlikely]]
    worker.attention.store(true, std::memory_order_relaxed);
  if (worker.meter != nullptr) [[unlikely]]
    worker.meter->Resumed(task);
}

// The fiber on which the task goes on. A fresh task begins on a loop fiber, which makes it the current one.
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
