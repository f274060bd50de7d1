// The interface of the schedulers: one runs tasks on all cores (parallel_scheduler.h), one on a single
// deterministic thread (deterministic_scheduler.h). Objects do not know which one runs them.
//
// A blocked task parks: its fiber leaves its worker, and any worker may resume it later. A waker may come
// before the task has left its stack; TaskRecord::park settles that race (sched/fiber/park_state.h).
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

// Unwinds a task whose run ends early (a replay that diverged, a search that has seen enough). Only the
// scheduler catches it.
struct Abandoned {};

class Scheduler {
 public:
  virtual ~Scheduler() = default;

  // Runs the root task and all that it spawns; returns when every task has ended.
  virtual absl::Status Run(TaskRecord& root) = 0;

  // The functions below are called by a running task.

  // Makes a new task ready to run. Its record must live until its body has returned.
  virtual void Start(TaskRecord& task) = 0;

  // Called before the current task waits for the end of `task`. If `task` has not begun, it may run here, on
  // the caller's stack. True: `task` has ended.
  virtual bool RunHere(TaskRecord& task) = 0;

  // Called before the current task does `op`. The deterministic scheduler chooses here which task goes on;
  // production does nothing. Throws Abandoned.
  virtual void Choose(TaskRecord& current, const Op& op) = 0;

  // Gives a number below `bound` (at least 2) for what the current task's op leaves open (strategy.h,
  // Choose). Production: 0.
  virtual std::uint64_t ChooseBelow(TaskRecord& /*current*/, std::uint64_t /*bound*/) { return 0; }

  // Sleeps until Wake or the deadline. May return early: check the condition again. Throws Abandoned. An op
  // that waits for messages uses sched/fiber/park.h: the same sleep, inlined into the op.
  virtual void Park(TaskRecord& current, std::uint64_t deadline_ns) = 0;

  // The first half of a Park without a deadline: gives the fiber to switch to. Null: the task has slept
  // already, or was notified and does not sleep.
  virtual Fiber* BeginPark(TaskRecord& current) = 0;

  // thread-safe. Makes a parked task ready. The caller holds a lock that the task must take before it can
  // end, so the record is alive.
  virtual void Wake(TaskRecord& task) = 0;

  // thread-safe. From now on every op of the task that can wait ends as cancelled, also the one that it waits
  // in now. The task must not end during the call.
  virtual void Cancel(TaskRecord& task) = 0;

  // As Cancel, from a thread that is no worker: a worker cancels the task soon after. The deterministic
  // scheduler does nothing: no other thread may act on its run.
  virtual void CancelFromOutside(TaskRecord&) {}

  // Lets the other ready tasks run first.
  virtual void Yield(TaskRecord& current) = 0;

  // Ends a run that is recorded, replayed or searched: `task`, which is about to do `next`, has waited in
  // Boost.Fiber or started a fiber of its own there (sched/fiber/wait_outside.h). The deterministic scheduler
  // throws Abandoned; the parallel one cancels the task and the root.
  virtual void EndAfterWaitOutside(TaskRecord& task, const Op& next) = 0;

  // The first half of a Yield, as BeginPark.
  virtual Fiber* BeginYield(TaskRecord& current) = 0;

  // Monotonic nanoseconds; virtual under the deterministic scheduler.
  virtual std::uint64_t NowNanos() = 0;

  // The run has ended early, and its tasks are being unwound.
  [[nodiscard]] virtual bool Unwinding() const = 0;

  [[nodiscard]] virtual SchedulerStats Stats() const = 0;

  // thread-safe. Waiting: how many tasks of the pool were ready at some recent moment. SetShare: the pool's
  // weight from now on. The deterministic scheduler has no pools: its strategy picks the tasks.
  [[nodiscard]] virtual std::size_t Waiting(unsigned pool) const = 0;
  virtual void SetShare(unsigned pool, std::uint32_t share) = 0;
  [[nodiscard]] virtual std::uint32_t Share(unsigned pool) const = 0;
};

}  // namespace reprise::sched
