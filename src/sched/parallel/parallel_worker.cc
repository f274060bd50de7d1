// A worker's answers to Boost.Fiber: which fiber to run, how to wait, what to do with a fiber that was left.
#include "sched/parallel/parallel_worker.h"

#include "base/check.h"
#include "lockfree/thread_epoch.h"
#include "sched/fiber/park_state.h"
#include "sched/fiber/stack_overflow.h"
#include "sched/measure/meter.h"

namespace reprise::sched {

Fiber* ParallelScheduler::ParallelWorker::Next() noexcept {
  TaskRecord* task = std::exchange(found, nullptr);
  if (task == nullptr) {
    hand_off.other_picks.Add();
    task = scheduler.Pick(*this);
  }
  return task != nullptr ? &scheduler.FiberFor(*this, *task) : nullptr;
}

void ParallelScheduler::ParallelWorker::Wait(std::uint64_t deadline_ns) noexcept {
  if (!ends_fibers) {
    found = scheduler.Idle(*this, deadline_ns);
    return;
  }
  // The run has ended: only fibers that the program started itself are left.
  const std::uint64_t calls = scheduler.idle_.Calls();
  if (!TakeNotification()) scheduler.idle_.AwaitCall(calls, deadline_ns);
}

void ParallelScheduler::ParallelWorker::Notify() noexcept {
  // [N1] release: pairs with [N2].
  notified.store(true, std::memory_order_release);
  scheduler.idle_.CallAll();
}

bool ParallelScheduler::ParallelWorker::TakeNotification() {
  // [N2] acq_rel: pairs with [N1], so that the dispatcher finds the fiber that was woken.
  return notified.exchange(false, std::memory_order_acq_rel);
}

void ParallelScheduler::ParallelWorker::FinishLeaving(Fiber& left) noexcept {
  if (TaskRecord* const task = std::exchange(hand_off.parking, nullptr)) [[likely]] {
    if (TryPark(*task, hand_off.shared)) [[likely]]
      return;
    MayPark(*task);  // It was notified during the switch: take the notification back.
    return scheduler.Ready(*this, *task);
  }
  switch (std::exchange(hand_off.leaving, Leaving::kNothing)) {
    case Leaving::kNothing: break;
    case Leaving::kYields:
      if (meter != nullptr) [[unlikely]]
        meter->Ready(*hand_off.leaving_task);
      queues.PushReady(scheduler.shares_.PoolOf(hand_off.leaving_task->type), hand_off.leaving_task);
      break;
    case Leaving::kIsFree: KeepFreeFiber(*this, left); break;
  }
}

void ParallelScheduler::ParallelWorker::WaitsInBoost(TaskRecord& task) noexcept {
  REPRISE_CHECK(!lockfree::MayNotSuspend());  // A guard is not kept while its task sleeps.
  if (scheduler.stacks_.Overflowed(running->stack)) [[unlikely]]
    DieOfStackOverflow(task, running->stack);
  task.waited_outside = scheduler.watched_;
  parks_at_dispatcher.Add();
  if (meter != nullptr) [[unlikely]]
    meter->Parked();
}

void ParallelScheduler::ParallelWorker::WokenInBoost(TaskRecord& task, bool yields) noexcept {
  if (!yields) return scheduler.Ready(*this, task);
  if (meter != nullptr) [[unlikely]]
    meter->Ready(task);
  queues.PushReady(scheduler.shares_.PoolOf(task.type), &task);  // Behind those that it lets go first.
}

void ParallelScheduler::ParallelWorker::OwnFiberReady() noexcept {
  if (current != nullptr) current->waited_outside = scheduler.watched_;
}

}  // namespace reprise::sched
