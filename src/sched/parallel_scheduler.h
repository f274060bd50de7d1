// All cores: N pinned workers, each with a queue of ready fibers, who steal from each other.
//
// A task that parks belongs to no worker: whoever wakes it queues it on its own worker, and an idle worker
// steals it from there. So a worker that is busy for long delays only the task it runs.
//
// Threads      see scheduler.h.
// Progress     a worker that finds nothing spins for a moment, then sleeps (idle_gate.h).
// Source       Blumofe & Leiserson 1999, work stealing; Boost.Fiber's algo::algorithm as the hook.
#pragma once

#include <atomic>
#include <memory>
#include <vector>

#include "sched/fiber.h"
#include "sched/idle_gate.h"
#include "sched/ready_queue.h"
#include "sched/scheduler.h"
#include "sched/timer_queue.h"
#include "sched/worker.h"

namespace reprise::sched {

class ParallelScheduler final : public Scheduler {
 public:
  ParallelScheduler(Runtime& runtime, unsigned workers, std::size_t stack_bytes);
  ~ParallelScheduler() override;

  absl::Status Run(std::unique_ptr<TaskRecord> root) override;
  void Start(std::unique_ptr<TaskRecord> task) override;
  void Choose(TaskRecord&, const Op&) override {}
  void Park(TaskRecord& current, std::uint64_t deadline_ns) override;
  void Wake(TaskRecord& task) override;
  void Cancel(TaskRecord& task) override;
  void Yield(TaskRecord& current) override;
  std::uint64_t NowNanos() override;
  [[nodiscard]] bool Unwinding() const override { return false; }
  [[nodiscard]] SchedulerStats Stats() const override;

 private:
  class Algorithm;
  struct ParallelWorker;

  void WorkerMain(ParallelWorker& worker, std::unique_ptr<TaskRecord> root);
  void RunTask(std::unique_ptr<TaskRecord> task);
  void Resumed(TaskRecord& task);
  void FinishParking(Worker& worker);
  void Enqueue(boost::fibers::context* context);
  bool Steal(ParallelWorker& thief);
  bool AnyReady() const;
  ParallelWorker& CurrentWorker();

  Runtime& runtime_;
  StackPool stacks_;
  IdleGate idle_;
  TimerQueue timers_;
  std::vector<std::unique_ptr<ParallelWorker>> workers_;
  std::atomic<std::uint64_t> live_tasks_{0};
  std::atomic<bool> stop_{false};
};

}  // namespace reprise::sched
