// The short way of a message between tasks of one worker: wake the receiver, sleep, and be on its stack.
//
//   sender     WakeFrom         parked -> running, into the worker's slot
//              ParkHere         out of the slot, switch of stacks
//   receiver   ...goes on in its own ParkHere: the sender has left its stack and is parked now
//
// All of it stands in line in the op that waits, and the op in its caller: after a switch the processor predicts returns by
// the calls of the fiber that was left, so each call between a task's own loop and its switch is a return that it gets wrong, 8
// ns each. Over two channels and back: 27 ns in line, 43 with one such call a side.
//
// Use when     an op of an object waits without a deadline, or wakes who waits (sched/object/wait_list.h does).
// Threads      fiber-bound.
// Progress     ParkHere sleeps. WakeFrom: some instructions.
// Errors       as Scheduler::Park and Wake, to which everything goes that is not this way.
#pragma once

#include <utility>

#include "base/check.h"
#include "lockfree/thread_epoch.h"
#include "sched/fiber/fiber_switch.h"
#include "sched/fiber/park_state.h"
#include "sched/fiber/stack_pool.h"
#include "sched/fiber/worker.h"
#include "sched/scheduler.h"

namespace reprise::sched {

namespace internal {
// On the fiber that was switched to: what is left to do for the one that was left, if it was not to sleep, or its task was
// notified on the way.
void FinishLeaving(Worker& worker, TaskRecord* notified);
// At the end of the line.
void PutBehind(Worker& worker, TaskRecord& task);

// Who comes next, if that is the task in the slot. Null: nothing has happened.
[[gnu::always_inline]] inline Fiber* LeaveForSlot(Worker& worker) {
  HandOff& hand_off = worker.hand_off;
  TaskRecord& self = *worker.current;
  const std::uint64_t nth = hand_off.picks.Get() + 1;
  if (!hand_off.is_all || nth % HandOff::kTimerPicks == 0) [[unlikely]]
    return nullptr;
  if (hand_off.stacks->Overflowed(worker.fibers.running->stack)) [[unlikely]]
    return nullptr;  // The long way reports it.
  TaskRecord* const next = hand_off.slot.Take(hand_off.shared);
  if (next == nullptr) [[unlikely]]
    return nullptr;
  REPRISE_CHECK(!lockfree::MayNotSuspend());  // A guard is not kept while its task sleeps.
  hand_off.picks.Set(nth);
  hand_off.parking = &self;
  self.fiber = worker.fibers.running;
  worker.current = next;
  // [A4] of parallel_scheduler.cc.
  if (next->cancelled.load(std::memory_order_relaxed)) [[unlikely]]
    worker.attention.store(true, std::memory_order_relaxed);
  return next->fiber;
}
}  // namespace internal

// Sleeps until somebody wakes the current task, which runs on `worker`; it may come back on another one, and early.
[[gnu::always_inline]] inline void ParkHere(Worker& worker) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  // The library tells the checker, if it was built for one.
  worker.run->scheduler->Park(*worker.current, kNever);
#else
  Fiber* next = internal::LeaveForSlot(worker);
  if (next == nullptr) [[unlikely]] {
    next = worker.run->scheduler->BeginPark(*worker.current);
    if (next == nullptr) return;
  }
  SwitchFiber(worker.fibers, *next, []() -> FiberThread& { return Worker::Current().fibers; });
  Worker& now = Worker::Current();
  TaskRecord* const parking = std::exchange(now.hand_off.parking, nullptr);
  if (parking == nullptr || !FallAsleep(*parking, now.hand_off.shared)) [[unlikely]]
    internal::FinishLeaving(now, parking);
#endif
}

// As Scheduler::Yield, for the current task, which runs on `worker`.
[[gnu::always_inline]] inline void YieldHere(Worker& worker) {
  Scheduler& scheduler = *worker.run->scheduler;
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  scheduler.Yield(*worker.current);
#else
  Fiber* const next = scheduler.BeginYield(*worker.current);
  if (next == nullptr) return;
  SwitchFiber(worker.fibers, *next, []() -> FiberThread& { return Worker::Current().fibers; });
  internal::FinishLeaving(Worker::Current(), nullptr);
#endif
}

// As Scheduler::Wake.
[[gnu::always_inline]] inline void WakeFrom(Worker& worker, TaskRecord& task) {
  HandOff& hand_off = worker.hand_off;
  if (!hand_off.is_all) [[unlikely]]
    return worker.run->scheduler->Wake(task);
  if (!Notify(task, hand_off.shared)) return;
  hand_off.wakes.Add();
  if (TaskRecord* const displaced = hand_off.slot.Put(&task, hand_off.shared)) [[unlikely]]
    internal::PutBehind(worker, *displaced);
}

}  // namespace reprise::sched
