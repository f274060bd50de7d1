// What the scheduler knows of one task: its name, its place in its program, where its fiber waits.
//
// fiber-bound, but for `park`, which wakers change.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "base/ids.h"
#include "sched/op.h"

namespace boost::fibers {
class context;
}

namespace reprise::sched {

// How far a task is on its way to sleep. A waker may come at any moment of it (scheduler.h, Park).
enum class ParkState : std::uint8_t {
  kRunning,
  kParking,   // Announced, but its fiber still stands on the stack of its worker.
  kParked,    // Switched away: whoever wakes it puts it into a queue.
  kNotified,  // Woken; a task that is still running finds this and does not sleep.
};

struct TaskRecord {
  TaskId id = kNoTask;
  TaskId parent = kNoTask;
  std::uint32_t index = 0;  // Among the parent's children.
  std::uint8_t type = 0;
  std::string name;
  std::function<void()> body;  // Never throws anything but Abandoned.

  std::uint32_t next_op_no = 0;
  std::uint32_t next_child = 0;
  std::uint32_t next_object = 0;
  std::uint64_t stamp = 0;  // Lamport clock of the task.
  // Task-local values (task/task_local.h); a child starts with its parent's.
  std::shared_ptr<const void> locals;
  Op pending;  // Deterministic scheduler: what it would do next.

  // Set once, by Scheduler::Cancel; a shield holds it off while something must end in order.
  std::atomic<bool> cancelled{false};
  std::uint32_t shields = 0;
  // [C1] relaxed: what the canceller wrote before does not matter; whether a task that parks sees it is settled by
  // `park` (scheduler.h).
  [[nodiscard]] bool CancelRequested() const {
    return cancelled.load(std::memory_order_relaxed) && shields == 0;
  }

  std::atomic<ParkState> park{ParkState::kRunning};
  boost::fibers::context* context = nullptr;
};

}  // namespace reprise::sched
