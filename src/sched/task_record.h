// What the scheduler knows of one task: its name, its place in its program, where its fiber waits.
//
// Threads      fiber-bound, but for `park` and `cancelled`, which wakers and cancellers change.
// Memory       task/spawn.h puts the body and the result of a task behind its record: one allocation a task.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>

#include "base/ids.h"
#include "sched/op.h"
#include "sched/task_name.h"

namespace reprise::sched {

struct DeterministicTask;
struct Fiber;

// Whether a task sleeps. A waker may come at any moment of its way there (scheduler.h, Park).
enum class ParkState : std::uint8_t {
  kRunning,   // Or ready to.
  kParked,    // Switched away: whoever wakes it makes it ready.
  kNotified,  // Woken though it does not sleep: its next sleep ends at once.
};

struct TaskRecord {
  // Runs the body and publishes its end; after that the record belongs to whoever joins. Throws nothing but Abandoned.
  void (*body)(TaskRecord&) = nullptr;
  Fiber* fiber =
      nullptr;  // Parallel scheduler: where it stands while it does not run; null before its start.

  TaskRecord* behind = nullptr;  // The next in the line of those that go on (ready_queue.h).

  std::atomic<ParkState> park{ParkState::kRunning};
  std::uint8_t type = 0;
  // Set once, by Scheduler::Cancel; a shield holds it off while something must end in order.
  std::atomic<bool> cancelled{false};
  bool waited_outside = false;  // In Boost.Fiber, in a run that is watched (sched/fiber/wait_outside.h).
  bool was_cancelled = false;   // An op of it came out so (sched/measure/run_end.h).
  std::uint32_t shields = 0;

  std::uint32_t index = 0;  // Among the parent's children.
  std::uint32_t next_op_no = 0;
  std::uint32_t next_child = 0;
  std::uint32_t next_object = 0;
  TaskId id = kNoTask;
  TaskRecord* parent = nullptr;  // Outlives its children. Null: the root.
  std::uint64_t stamp = 0;       // Lamport clock of the task.
  TaskName own_name;             // The last part of its name.

  // Task-local values (task/task_local.h); a child starts with its parent's.
  std::shared_ptr<const void> locals;

  union {
    std::uint64_t ready_ns =
        0;  // Parallel scheduler, where times are measured: since when it waits for a worker.
    DeterministicTask* deterministic;  // What the deterministic scheduler knows besides; set at the start.
  };

  // "match/bot/3": the parents' names and its own.
  [[nodiscard]] std::string FullName() const {
    return parent == nullptr ? std::string(own_name.view())
                             : parent->FullName().append("/").append(own_name.view());
  }

  // [C1] relaxed: what the canceller wrote before does not matter; whether a task that parks sees it is settled by
  // `park` (scheduler.h).
  [[nodiscard]] bool CancelRequested() const {
    return cancelled.load(std::memory_order_relaxed) && shields == 0;
  }
};

}  // namespace reprise::sched
