// The hand-shake between a task that goes to sleep and whoever wakes it, who may be faster than the switch of stacks.
//
//   task:    runs --> leaves its stack --> [P1] running -> parked          (found notified: it is made ready again)
//   waker:   [P2] parked -> running: it is the waker's to make ready       running -> notified: the task is told
//
// A notification lasts until the task's next sleep, which ends at once. So a task that is resumed writes nothing, and
// sleeps may end early.
//
// Threads      MayPark, FallAsleep: for a task that its worker has, on that worker. Notify: thread-safe.
// Progress     lock-free; with one worker wait-free, without a locked instruction.
// Source       the permit of Java's LockSupport.
#pragma once

#include <atomic>

#include "sched/task_record.h"

namespace reprise::sched {

// False: the task was notified, which is taken back: it does not sleep.
[[gnu::always_inline]] inline bool MayPark(TaskRecord& task) {
  // [P3] relaxed: a look; who misses a notification finds it by [P1].
  if (task.park.load(std::memory_order_relaxed) != ParkState::kNotified) [[likely]]
    return true;
  // [P4] acq_rel: pairs with [P2], so that what the waker wrote is seen.
  task.park.exchange(ParkState::kRunning, std::memory_order_acq_rel);
  return false;
}

// Its stack is free. True: it sleeps, and may be running elsewhere already. False: it was notified and stays the
// caller's.
[[gnu::always_inline]] inline bool FallAsleep(TaskRecord& task, bool shared) {
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

// True: it slept, does no more, and is the caller's to make ready. False: it does not sleep, and will be told.
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
