// Who runs the tasks: all cores (parallel_scheduler.h) or one deterministic thread
// (deterministic_scheduler.h). Objects never see which.
//
// A blocked task parks: it takes its fiber off its worker, and any worker may resume it. The hand-shake with
// a waker is in TaskRecord::park, because the waker may be faster than the switch of stacks.
#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <memory>

#include "absl/status/status.h"
#include "sched/stats.h"
#include "sched/task_record.h"

namespace reprise::sched {

inline constexpr std::uint64_t kNever = std::numeric_limits<std::uint64_t>::max();

// Thrown through a task whose run ends early (a replay that diverged, a search that has seen enough). Only
// the scheduler catches it.
struct Abandoned {};

class Scheduler {
 public:
  virtual ~Scheduler() = default;

  // Runs the root task and all that it spawns; returns when every task has ended.
  virtual absl::Status Run(TaskRecord& root) = 0;

  // The functions below are called by a running task.

  // The new task is ready to run. Its record stays until its body has returned.
  virtual void Start(TaskRecord& task) = 0;

  // The current task is about to wait for the end of `task`: if that has not begun, it may run on the caller's stack.
  // True: it has ended.
  virtual bool RunHere(TaskRecord& task) = 0;

  // The current task is about to do `op`: a choice of the deterministic scheduler, nothing in production.
  // Throws Abandoned.
  virtual void Choose(TaskRecord& current, const Op& op) = 0;

  // What the current task's op leaves open: below `bound`, which is at least 2 (strategy.h, Choose). Production: 0.
  virtual std::uint64_t ChooseBelow(TaskRecord& /*current*/, std::uint64_t /*bound*/) { return 0; }

  // Sleeps until Wake or the deadline. May return early: check the condition again. Throws Abandoned. A task that
  // waits on the way of messages uses sched/fiber/park.h, which is the same and leaves its fiber in line.
  virtual void Park(TaskRecord& current, std::uint64_t deadline_ns) = 0;

  // The first half of a Park without a deadline: where to switch to now. Null: it has slept already, or
  // need not.
  virtual Fiber* BeginPark(TaskRecord& current) = 0;

  // thread-safe. The caller holds the lock that the task must take before it can end.
  virtual void Wake(TaskRecord& task) = 0;

  // thread-safe. From now on every op of the task that can wait comes out as cancelled, the one it waits in too.
  // The task must not end meanwhile.
  virtual void Cancel(TaskRecord& task) = 0;

  // The same, from a thread that is no worker: a worker does it soon. Deterministic: nothing, there is no outside.
  virtual void CancelFromOutside(TaskRecord&) {}

  // Lets others go first.
  virtual void Yield(TaskRecord& current) = 0;

  // The task, which is about to do `next`, has waited in Boost.Fiber, or started a fiber of its own there, in a run
  // that somebody watches: the run ends. Throws (sched/fiber/wait_outside.h).
  virtual void EndAfterWaitOutside(TaskRecord& task, const Op& next) = 0;

  // The first half of a Yield, as BeginPark.
  virtual Fiber* BeginYield(TaskRecord& current) = 0;

  // Monotonic nanoseconds; virtual under the deterministic scheduler.
  virtual std::uint64_t NowNanos() = 0;

  // The run has ended early, and its tasks are being unwound.
  [[nodiscard]] virtual bool Unwinding() const = 0;

  [[nodiscard]] virtual SchedulerStats Stats() const = 0;

  // thread-safe. How many tasks of the pool are ready, at some moment; and its weight from now on. The deterministic
  // scheduler has no pools: its strategy says who goes on.
  [[nodiscard]] virtual std::size_t Waiting(unsigned pool) const = 0;
  virtual void SetShare(unsigned pool, std::uint32_t share) = 0;
  [[nodiscard]] virtual std::uint32_t Share(unsigned pool) const = 0;
};

}  // namespace reprise::sched
