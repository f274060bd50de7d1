// What the scheduler knows of one task: its name, its place in the tree of tasks, the fiber that it waits on.
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

// Whether a task sleeps. A waker may come at any moment while it goes to sleep (sched/fiber/park_state.h).
enum class ParkState : std::uint8_t {
  kRunning,   // It runs, or is ready to run.
  kParked,    // It has left its stack: its waker makes it ready.
  kNotified,  // It was woken while it did not sleep: its next sleep ends at once.
};

struct TaskRecord {
  // Runs the body and publishes its end; after that the record belongs to the joiner. Throws only Abandoned.
  void (*body)(TaskRecord&) = nullptr;
  Fiber* fiber = nullptr;  // The fiber to resume it on. Parallel scheduler: null before its start.

  TaskRecord* behind = nullptr;  // The next task in the same ReadyQueue (ready_queue.h).

  std::atomic<ParkState> park{ParkState::kRunning};
  std::uint8_t type = 0;
  // Set once, by Scheduler::Cancel. Has no effect while `shields` > 0: something must end in order first.
  std::atomic<bool> cancelled{false};
  bool waited_outside = false;  // It waited in Boost.Fiber, in a watched run (sched/fiber/wait_outside.h).
  bool was_cancelled = false;   // One of its ops ended as cancelled (sched/measure/run_end.h).
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
    std::uint64_t ready_ns = 0;        // Since when it is ready. Parallel scheduler, if times are measured.
    DeterministicTask* deterministic;  // What else the deterministic scheduler knows; set at the start.
  };

  // "match/bot/3": the parents' names and its own.
  [[nodiscard]] std::string FullName() const {
    return parent == nullptr ? std::string(own_name.view())
                             : parent->FullName().append("/").append(own_name.view());
  }

  // [C1] relaxed: the task reads nothing else that the canceller wrote. A task that misses the flag is
  // notified by the canceller's Wake, so its next sleep ends at once.
  [[nodiscard]] bool CancelRequested() const {
    return cancelled.load(std::memory_order_relaxed) && shields == 0;
  }
};

}  // namespace reprise::sched
