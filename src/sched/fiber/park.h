// The short way of a message between tasks of one worker: the sender wakes the receiver, sleeps, and its
// worker switches directly to the receiver.
//
//   sender     WakeFrom         receiver: parked -> ready, put into the worker's slot
//              ParkHere         takes the slot's task and switches to its stack; there, inside of the switch,
//                               Boost.Fiber calls the scheduler's `awakened` for the sender, which parks it
//   receiver   ParkHere returns; nothing is left to do
//
// These functions are inlined into the op that waits, and the op into its caller. The reason: after a switch
// the processor predicts returns by the calls of the fiber that was left, so each call between a task's own
// loop and its switch costs a mispredicted return, 8 ns each. internal::Resume and `context::resume` of
// Boost.Fiber cost one such return together, because the first ends in a jump to the second.
//
// Use when     an op of an object waits without a deadline, or wakes a waiter (sched/object/wait_list.h).
// Threads      fiber-bound.
// Progress     ParkHere sleeps. WakeFrom: some instructions.
// Errors       as Scheduler::Park and Wake, which handle every case that the short way does not.
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
// Puts a task that was displaced from the slot at the end of the worker's ready queue.
void PushToReadyQueue(Worker& worker, TaskRecord& task);
// Saves the exceptions in flight with the fiber that is left, and restores those of `next`.
void ExchangeExceptions(Worker& worker, Fiber& self, Fiber& next);

// Takes the task from the slot and marks the current one as parking; gives the fiber to switch to. Null:
// nothing was changed; use the long way.
[[gnu::always_inline]] inline Fiber* LeaveForSlot(Worker& worker) {
  HandOff& hand_off = worker.hand_off;
  TaskRecord& self = *worker.current;
  const std::uint64_t nth = hand_off.picks.Get() + 1;
  if (!hand_off.short_way_allowed || nth % HandOff::kTimerPicks == 0) [[unlikely]]
    return nullptr;
  if (hand_off.stacks->Overflowed(worker.running->stack)) [[unlikely]]
    return nullptr;  // The long way reports it.
  TaskRecord* const next = hand_off.slot.Take(hand_off.shared);
  if (next == nullptr) [[unlikely]]
    return nullptr;
  REPRISE_CHECK(!lockfree::MayNotSuspend());  // A task must not sleep under an epoch guard.
  hand_off.picks.Set(nth);
  hand_off.parking = &self;
  self.fiber = worker.running;
  worker.current = next;
  // [A4] of sched/parallel/parallel_worker.h.
  if (next->cancelled.load(std::memory_order_relaxed)) [[unlikely]]
    worker.attention.store(true, std::memory_order_relaxed);
  return next->fiber;
}

// Leaves the running fiber for `next`. Returns when the fiber is resumed, perhaps on another thread. The
// caller has filled worker.hand_off: it says what FinishLeaving does with the fiber that is left.
[[gnu::always_inline]] inline void SwitchFiber(Worker& worker, Fiber& next) {
  Fiber& self = *worker.running;
  worker.running = &next;
  worker.hand_off.leaving_fiber = &self;
  // Usually neither fiber has exceptions in flight: then nothing is written.
  if (worker.exceptions->Any() || next.exceptions.Any()) [[unlikely]]
    ExchangeExceptions(worker, self, next);
  Resume(next, self);
}
}  // namespace internal

// Sleeps until the current task, which runs on `worker`, is woken. May return early, and on another worker.
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
  if (!hand_off.short_way_allowed) [[unlikely]]
    return worker.run->scheduler->Wake(task);
  if (!Notify(task, hand_off.shared)) return;
  hand_off.wakes.Add();
  if (TaskRecord* const displaced = hand_off.slot.Put(&task, hand_off.shared)) [[unlikely]]
    internal::PushToReadyQueue(worker, *displaced);
}

}  // namespace reprise::sched
