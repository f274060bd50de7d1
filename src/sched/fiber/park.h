// The short way of a message between tasks of one worker: wake the receiver, sleep, and be on its stack.
//
//   sender     WakeFrom         parked -> ready, into the worker's slot
//              ParkHere         takes the slot's task, switches to its stack; on that, inside of the switch,
//              Boost.Fiber calls
//                               the scheduler's `awakened` for the sender, which is parked now
//   receiver   ...goes on in its own ParkHere, and has nothing to do
//
// All of it stands in line in the op that waits, and the op in its caller: after a switch the processor predicts
// returns by the calls of the fiber that was left, so each call between a task's own loop and its switch is a return
// that it gets wrong, 8 ns each. internal::Resume and `context::resume` of Boost.Fiber are one such return together:
// the first ends in a jump to the second.
//
// Use when     an op of an object waits without a deadline, or wakes who waits (sched/object/wait_list.h does).
// Threads      fiber-bound.
// Progress     ParkHere sleeps. WakeFrom: some instructions.
// Errors       as Scheduler::Park and Wake, to which everything goes that is not this way.
#pragma once

#include <utility>

#include "base/check.h"
#include "lockfree/thread_epoch.h"
#include "sched/fiber/fiber.h"
#include "sched/fiber/park_state.h"
#include "sched/fiber/stack_pool.h"
#include "sched/fiber/worker.h"
#include "sched/scheduler.h"

namespace reprise::sched {

namespace internal {
// A task that was ready is displaced from the slot: to the end of the line.
void PutBehind(Worker& worker, TaskRecord& task);
// Keeps what is in flight with the fiber that is left.
void ExchangeExceptions(Worker& worker, Fiber& self, Fiber& next);

// Who comes next, if that is the task in the slot. Null: nothing has happened.
[[gnu::always_inline]] inline Fiber* LeaveForSlot(Worker& worker) {
  HandOff& hand_off = worker.hand_off;
  TaskRecord& self = *worker.current;
  const std::uint64_t nth = hand_off.picks.Get() + 1;
  if (!hand_off.is_all || nth % HandOff::kTimerPicks == 0) [[unlikely]]
    return nullptr;
  if (hand_off.stacks->Overflowed(worker.running->stack)) [[unlikely]]
    return nullptr;  // The long way reports it.
  TaskRecord* const next = hand_off.slot.Take(hand_off.shared);
  if (next == nullptr) [[unlikely]]
    return nullptr;
  REPRISE_CHECK(!lockfree::MayNotSuspend());  // A guard is not kept while its task sleeps.
  hand_off.picks.Set(nth);
  hand_off.parking = &self;
  self.fiber = worker.running;
  worker.current = next;
  // [A4] of parallel_scheduler.cc.
  if (next->cancelled.load(std::memory_order_relaxed)) [[unlikely]]
    worker.attention.store(true, std::memory_order_relaxed);
  return next->fiber;
}

// Leaves the running fiber for `next`; comes back when somebody resumes it, perhaps on another thread. What is to be
// done about the one that is left stands in worker.hand_off.
[[gnu::always_inline]] inline void SwitchFiber(Worker& worker, Fiber& next) {
  Fiber& self = *worker.running;
  worker.running = &next;
  worker.hand_off.leaving_fiber = &self;
  // Who arrives with no exceptions in flight finds none: nothing is written unless there is something.
  if (worker.exceptions->Any() || next.exceptions.Any()) [[unlikely]]
    ExchangeExceptions(worker, self, next);
  Resume(next, self);
}
}  // namespace internal

// Sleeps until somebody wakes the current task, which runs on `worker`; it may come back on another one, and early.
[[gnu::always_inline]] inline void ParkHere(Worker& worker) {
  Fiber* next = internal::LeaveForSlot(worker);
  if (next == nullptr) [[unlikely]] {
    next = worker.run->scheduler->BeginPark(*worker.current);
    if (next == nullptr) return;
  }
  internal::SwitchFiber(worker, *next);
}

// As Scheduler::Yield, for the current task, which runs on `worker`.
[[gnu::always_inline]] inline void YieldHere(Worker& worker) {
  if (Fiber* const next = worker.run->scheduler->BeginYield(*worker.current))
    internal::SwitchFiber(worker, *next);
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
