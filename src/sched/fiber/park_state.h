// The hand-shake between a task that goes to sleep and its waker. The waker may come before the task has left
// its stack.
//
//   task:    MayPark; leaves its stack; TryPark: [P1] running -> parked. If notified: is made ready again.
//   waker:   Notify: [P2] parked -> running: the waker makes it ready. Or running -> notified.
//
//   if (!MayPark(task)) return;              // notified before: no sleep
//   ... switch to another stack, and there ...
//   if (!TryPark(task, shared)) {         // notified during the switch
//     MayPark(task);                         // takes the notification back
//     MakeReady(task);
//   }
//
//   if (Notify(task, shared)) MakeReady(task);   // the waker
//
// A notification lasts until the task's next sleep, which then ends at once. So a task that is resumed writes
// nothing, and sleeps may end early.
//
// Threads      MayPark, TryPark: only the worker that runs, or just left, the task. Notify: thread-safe.
// Progress     lock-free; with one worker wait-free, without a locked instruction.
// Source       the permit of Java's LockSupport.
#pragma once

#include <atomic>

#include "sched/task_record.h"

namespace reprise::sched {

// Call before the switch. False: the task was notified and does not sleep; the notification is used up.
[[gnu::always_inline]] inline bool MayPark(TaskRecord& task) {
  // [P3] relaxed: only a hint; [P1] finds a notification that this load misses.
  if (task.park.load(std::memory_order_relaxed) != ParkState::kNotified) [[likely]]
    return true;
  // [P4] acq_rel: pairs with [P2], so that what the waker wrote is seen.
  task.park.exchange(ParkState::kRunning, std::memory_order_acq_rel);
  return false;
}

// Call when the task's stack is free. True: the task sleeps; another worker may be running it already. False:
// it was notified; the caller still owns it.
[[gnu::always_inline]] inline bool TryPark(TaskRecord& task, bool shared) {
  ParkState expected = ParkState::kRunning;
  if (shared) {
    // [P1] acq_rel: pairs with [P2], so that a waker that finds kParked may hand the fiber to any worker.
    return task.park.compare_exchange_strong(expected, ParkState::kParked, std::memory_order_acq_rel);
  }
  // [P6] relaxed, all of them: one worker, one thread.
  if (task.park.load(std::memory_order_relaxed) != expected) return false;
  task.park.store(ParkState::kParked, std::memory_order_relaxed);  // [P6]
  return true;
}

// True: the task slept; the caller must make it ready. False: it did not sleep; its next sleep ends at once.
[[gnu::always_inline]] inline bool Notify(TaskRecord& task, bool shared) {
  // [P5] relaxed: only the value that [P2] compares with.
  ParkState was = task.park.load(std::memory_order_relaxed);
  if (!shared) {
    task.park.store(was == ParkState::kParked ? ParkState::kRunning : ParkState::kNotified,
                    std::memory_order_relaxed);  // [P6]
    return was == ParkState::kParked;
  }
  // [P2] acq_rel: pairs with [P1] and [P4]; a task that was notified twice sees what both wakers wrote.
  while (!task.park.compare_exchange_weak(
      was, was == ParkState::kParked ? ParkState::kRunning : ParkState::kNotified, std::memory_order_acq_rel,
      std::memory_order_relaxed)) {
  }
  return was == ParkState::kParked;
}

}  // namespace reprise::sched
