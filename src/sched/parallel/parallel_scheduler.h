// The scheduler for all cores: N pinned workers, each with queues of its own, which steal from each other.
//
//   worker: [hand-off slot] -> [queues by pool: run_queues.h] -> [injector] -> another worker's queues
//
// A task begins on its worker's loop fiber, which runs one task after another. Only when the task waits does
// that fiber become the task's own; the worker then continues on another fiber from its list. So a task that
// never waits costs only a call.
//
// A woken task goes into the slot of the worker that woke it and runs there next, so message and receiver
// stay on one core. A worker that is busy for long delays only the task that it runs: an idle worker takes
// the tasks that have waited too long (thief.h), from the slot too.
//
// The end of a run:
//   1. The root task ends last, since each task joins the tasks that it spawned. Its worker sets stop_ and
//      wakes all workers.
//   2. Each worker finds no task and switches to its dispatcher, which sees stop_ and returns to WorkerMain.
//   3. WorkerMain resumes the free fibers of its worker one by one: their loops return.
//   4. The thread ends when the program's own fibers on it have ended; Run joins all threads.
//
// Threads      see scheduler.h.
// Progress     a worker that finds no task sleeps, but for one that watches the others (idle_gate.h).
// Order        no starvation: after HandOff::kInARowMax picks in a row from the slot, a pick takes something
//              else that waits; one pick in HandOff::kInjectorPicks asks the injector; run_queues.h has the
//              rest.
// Source       Blumofe and Leiserson 1999, work stealing; Tokio's hand-off slot.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

#include "lockfree/seg_queue.h"
#include "sched/fiber/park.h"
#include "sched/fiber/stack_pool.h"
#include "sched/fiber/timer_queue.h"
#include "sched/fiber/worker.h"
#include "sched/measure/meter.h"
#include "sched/parallel/idle_gate.h"
#include "sched/parallel/pool_placement.h"
#include "sched/parallel/run_queues.h"
#include "sched/scheduler.h"

namespace reprise::sched {

class ParallelScheduler final : public Scheduler {
 public:
  ParallelScheduler(const RunContext& run, const Meters& meters, std::size_t stack_bytes,
                    std::span<const PoolOptions> pools);
  ~ParallelScheduler() override;

  absl::Status Run(TaskRecord& root) override;
  void Start(TaskRecord& task) override;
  bool RunHere(TaskRecord& task) override;
  void Choose(TaskRecord&, const Op&) override {}
  void Park(TaskRecord& current, std::uint64_t deadline_ns) override;
  Fiber* BeginPark(TaskRecord& current) override;
  void Wake(TaskRecord& task) override;
  void Cancel(TaskRecord& task) override;
  void CancelFromOutside(TaskRecord& task) override;
  void Yield(TaskRecord& current) override;
  void EndAfterWaitOutside(TaskRecord& task, const Op& next) override;
  Fiber* BeginYield(TaskRecord& current) override;
  std::uint64_t NowNanos() override;
  [[nodiscard]] bool Unwinding() const override { return false; }
  [[nodiscard]] SchedulerStats Stats() const override;
  [[nodiscard]] std::size_t Waiting(unsigned pool) const override;
  void SetShare(unsigned pool, std::uint32_t share) override { shares_.Set(pool, share); }
  [[nodiscard]] std::uint32_t Share(unsigned pool) const override { return shares_.Get(pool); }

 private:
  friend void internal::PushToReadyQueue(Worker& worker, TaskRecord& task);
  struct ParallelWorker;
  using Injector = lockfree::SegQueue<TaskRecord*>;
  static ParallelWorker& CurrentWorker();

  void WorkerMain(ParallelWorker& worker);
  void Loop();
  void RunTask(TaskRecord& task);

  Fiber& MakeLoopFiber(ParallelWorker& worker);
  Fiber& TakeFreeFiber(ParallelWorker& worker);
  static void KeepFreeFiber(ParallelWorker& worker, Fiber& fiber);

  void SetCurrent(ParallelWorker& worker, TaskRecord& task);
  Fiber& FiberFor(ParallelWorker& worker, TaskRecord& task);
  static bool DispatcherIsDue(const ParallelWorker& worker);
  static Fiber& Dispatcher(ParallelWorker& worker);
  Fiber& NextFiber(ParallelWorker& worker);
  void PrepareToLeave(ParallelWorker& worker, const TaskRecord& current);
  Fiber* LeaveToPark(ParallelWorker& worker, TaskRecord& current);
  static void LeftByYield(ParallelWorker& worker);
  void RequestCancel(TaskRecord& task);

  TaskRecord* Pick(ParallelWorker& worker);
  void Inject(TaskRecord& task);
  TaskRecord* TakeInjected(ParallelWorker& worker);
  TaskRecord* Idle(ParallelWorker& worker, std::uint64_t deadline_ns);
  TaskRecord* FindWork(ParallelWorker& worker);
  TaskRecord* Steal(ParallelWorker& thief);
  void FireTimers();
  void Ready(ParallelWorker& worker, TaskRecord& task);
  [[nodiscard]] bool Stopped() const;

  const RunContext& run_;
  const bool shared_;   // More than one worker.
  const bool watched_;  // A tap is told of every op.
  StackPool stacks_;
  PoolShares shares_;
  const PoolPlacement placement_;
  IdleGate idle_;
  TimerQueue timers_;
  std::vector<std::unique_ptr<Injector>> injectors_;  // By pool: tasks for the workers that may run them.
  std::vector<std::unique_ptr<ParallelWorker>> workers_;
  std::atomic<TaskRecord*> to_cancel_{nullptr};
  std::atomic<bool> stop_{false};
  TaskRecord* root_ = nullptr;
  std::mutex waited_outside_mutex_;
  absl::Status waited_outside_;  // Why a watched run was ended early.
};

}  // namespace reprise::sched
