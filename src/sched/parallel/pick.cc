// The picking half of the parallel scheduler: what a worker runs next, and how it waits if nothing is ready.
#include <algorithm>

#include "base/os.h"
#include "sched/measure/meter.h"
#include "sched/parallel/parallel_worker.h"

namespace reprise::sched {
// Moves one task of each pool from the injector to the worker's queues, then picks from the queues as usual.
TaskRecord* ParallelScheduler::TakeInjected(ParallelWorker& worker) {
  // [C4] acquire: its partner is C3 in parallel_scheduler.cc.
  if (to_cancel_.load(std::memory_order_acquire) != nullptr) [[unlikely]] {
    if (TaskRecord* const task = to_cancel_.exchange(nullptr, std::memory_order_acquire))
      Wake(*task);  // [C4]
    if (TaskRecord* const task = worker.hand_off.slot.Take(shared_)) return task;
  }
  bool any = false;
  for (unsigned pool = 0; pool < shares_.pools(); ++pool) {
    Injector& injector = *injectors_[pool];
    // The injector is usually empty, and two loads show that. TryPop would wait for a pop that is under way.
    if (injector.popped() == injector.pushed() || !placement_.MayRun(pool, worker.index)) continue;
    if (const auto popped = injector.TryPop()) {
      worker.queues.PushReady(pool, popped->value);
      any = true;
    }
  }
  return any ? worker.queues.Pop() : nullptr;
}

// What this worker runs next. Null: it has nothing.
TaskRecord* ParallelScheduler::Pick(ParallelWorker& worker) {
  HandOff& hand_off = worker.hand_off;
  const std::uint64_t nth = hand_off.picks.Add();
  const bool looks_around = nth % HandOff::kTimerPicks == 0;
  if (looks_around) FireTimers();
  if (nth % HandOff::kInjectorPicks == 0) {
    if (TaskRecord* const task = TakeInjected(worker)) return task;
  }
  if (hand_off.slot_picks_in_a_row + HandOff::kTimerPicks < HandOff::kInARowMax) {
    if (TaskRecord* const task = hand_off.slot.Take(shared_)) {
      // The picks of sched/fiber/park.h do not update slot_picks_in_a_row: a pick that looks around counts them too.
      hand_off.slot_picks_in_a_row += looks_around ? HandOff::kTimerPicks : 1;
      return task;
    }
  }
  hand_off.slot_picks_in_a_row = 0;
  if (TaskRecord* const task = worker.queues.Pop()) return task;
  if (TaskRecord* const task = worker.hand_off.slot.Take(shared_)) return task;
  return TakeInjected(worker);
}

// Looks for a task everywhere: in this worker's queues, in the injector, at other workers.
TaskRecord* ParallelScheduler::FindWork(ParallelWorker& worker) {
  FireTimers();
  worker.hand_off.other_picks.Add();
  if (TaskRecord* const task = Pick(worker)) return task;
  return shared_ ? Steal(worker) : nullptr;
}

// Waits for work. Null: the run has ended, or the dispatcher has something to do: Boost.Fiber woke a task of
// this worker, or the deadline of a sleeper there has passed.
TaskRecord* ParallelScheduler::Idle(ParallelWorker& worker, std::uint64_t deadline_ns) {
  const auto dispatcher_is_wanted = [&worker, deadline_ns] {
    return worker.TakeNotification() || (deadline_ns != kNever && MonotonicNanos() >= deadline_ns);
  };
  std::uint64_t calls = idle_.Calls();  // Read before the look below: a later call then ends the sleep.
  if (!Stopped()) {
    if (TaskRecord* const task = FindWork(worker)) return task;
    if (dispatcher_is_wanted()) return nullptr;
  }
  if (worker.meter != nullptr) [[unlikely]]
    worker.meter->Idle();
  bool watching = idle_.Leave();
  for (;;) {
    if (Stopped()) {
      idle_.CallAll();
      return nullptr;
    }
    if (!watching) {
      watching = idle_.Sleep(calls, deadline_ns);
      worker.theft.Napped();
    }
    calls = idle_.Calls();
    TaskRecord* const task = FindWork(worker);
    if (task != nullptr || dispatcher_is_wanted()) {
      watching ? idle_.Return() : idle_.ReturnFromSleep();
      return task;
    }
    worker.sleeps.Add();
    if (watching && !Stopped()) {
      idle_.Nap([this, deadline_ns] { return std::min(timers_.EarliestNanos(), deadline_ns); });
      worker.theft.Napped();
    }
  }
}

TaskRecord* ParallelScheduler::Steal(ParallelWorker& thief) {
  const std::uint64_t now = MonotonicNanos();
  if (thief.theft.LastTheftWasTooShort(now)) return nullptr;
  const unsigned count = static_cast<unsigned>(workers_.size());
  for (unsigned tried = 0; tried < count; ++tried) {
    const unsigned index = (thief.last_victim + tried) % count;
    ParallelWorker& victim = *workers_[index];
    if (&victim == &thief) continue;
    const VictimWatch::Verdict verdict = thief.watches[index].Look(now, victim.hand_off.picks.Get());
    if (verdict == VictimWatch::Verdict::kLeave) continue;
    TaskRecord* stolen = nullptr;
    for (unsigned pool = 0; pool < shares_.pools() && stolen == nullptr; ++pool) {
      if (victim.queues.Waiting(pool) > 0 && placement_.MayRun(pool, thief.index))
        stolen = victim.queues.Take(pool);
    }
    if (stolen == nullptr && verdict == VictimWatch::Verdict::kTakeAll)
      stolen = victim.hand_off.slot.Take(shared_);
    if (stolen == nullptr) continue;
    if (!placement_.MayRun(shares_.PoolOf(stolen->type), thief.index)) [[unlikely]] {
      Inject(*stolen);  // It came from the slot, and this worker may not run its pool.
      continue;
    }
    thief.last_victim = index;
    thief.theft.Stole(now);
    thief.steals.Add();
    if (thief.meter != nullptr) [[unlikely]]
      thief.meter->Stole(*stolen);
    return stolen;
  }
  return nullptr;
}

void ParallelScheduler::FireTimers() {
  if (timers_.EarliestNanos() == kNever) return;
  const std::uint64_t now = MonotonicNanos();
  if (timers_.EarliestNanos() > now) return;
  timers_.Fire(now, [this](TaskRecord& task) { Wake(task); });
}

std::size_t ParallelScheduler::Waiting(unsigned pool) const {
  const std::uint64_t popped = injectors_[pool]->popped();  // Read first: the difference is never negative.
  std::size_t waiting = injectors_[pool]->pushed() - popped;
  for (const auto& worker : workers_) waiting += worker->queues.Waiting(pool);
  return waiting;
}

}  // namespace reprise::sched
