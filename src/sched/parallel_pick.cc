// What a worker runs next, and what it does when there is nothing: the choosing half of the parallel scheduler.
#include "base/os.h"
#include "sched/meter.h"
#include "sched/parallel_worker.h"

namespace reprise::sched {
namespace {

// So many tasks in a row come from the hand-off slot while something else waits.
constexpr unsigned kHandOffs = 64;
// So often what came from outside goes first.
constexpr std::uint64_t kInjectorPicks = 61;
// So often the clock is read though tasks are ready: a deadline may be late by so many of their turns.
constexpr std::uint64_t kTimerPicks = 8;

}  // namespace

TaskRecord* ParallelScheduler::TakeSlot(ParallelWorker& worker) {
  // [H2] relaxed: only a thief takes it meanwhile, and [H1] tells.
  TaskRecord* const task = worker.slot.load(std::memory_order_relaxed);
  if (task == nullptr) return nullptr;
  if (shared_) return worker.slot.exchange(nullptr, std::memory_order_acq_rel);  // [H1]
  worker.slot.store(nullptr, std::memory_order_relaxed);                         // [P6]
  return task;
}

// Takes in one task of each pool that comes from outside; whose turn it is, is then decided as always.
TaskRecord* ParallelScheduler::TakeInjected(ParallelWorker& worker) {
  // [C4] acquire: its partner is C3 in parallel_scheduler.cc.
  if (to_cancel_.load(std::memory_order_acquire) != nullptr) [[unlikely]] {
    if (TaskRecord* const task = to_cancel_.exchange(nullptr, std::memory_order_acquire))
      Wake(*task);  // [C4]
    if (TaskRecord* const task = TakeSlot(worker)) return task;
  }
  bool any = false;
  for (unsigned pool = 0; pool < shares_.pools(); ++pool) {
    Injector& injector = *injectors_[pool];
    // Most often nothing comes from outside: two loads, without the queue's own wait for a pop that is under way.
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
  worker.picks.Add();
  const std::uint64_t nth = worker.picks.Get();
  if (nth % kTimerPicks == 0) FireTimers();
  if (nth % kInjectorPicks == 0) {
    if (TaskRecord* const task = TakeInjected(worker)) return task;
  }
  if (worker.hand_offs < kHandOffs) {
    if (TaskRecord* const task = TakeSlot(worker)) {
      ++worker.hand_offs;
      return task;
    }
  }
  worker.hand_offs = 0;
  if (TaskRecord* const task = worker.queues.Pop()) return task;
  if (TaskRecord* const task = TakeSlot(worker)) return task;
  return TakeInjected(worker);
}

// Anything that this worker could do, wherever it lies.
TaskRecord* ParallelScheduler::FindWork(ParallelWorker& worker) {
  FireTimers();
  if (TaskRecord* const task = Pick(worker)) return task;
  return shared_ ? Steal(worker) : nullptr;
}

// Waits for work. Null: the run has ended.
TaskRecord* ParallelScheduler::Idle(ParallelWorker& worker) {
  std::uint64_t calls = idle_.Calls();  // One that comes after the look below is not slept through.
  if (!Stopped()) {
    if (TaskRecord* const task = FindWork(worker)) return task;
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
      watching = idle_.Sleep(calls);
      worker.theft.Napped();
    }
    calls = idle_.Calls();
    if (TaskRecord* const task = FindWork(worker)) {
      watching ? idle_.Return() : idle_.ReturnFromSleep();
      return task;
    }
    worker.sleeps.Add();
    if (watching && !Stopped()) {
      idle_.Nap([this] { return timers_.EarliestNanos(); });
      worker.theft.Napped();
    }
  }
}

TaskRecord* ParallelScheduler::Steal(ParallelWorker& thief) {
  const std::uint64_t now = MonotonicNanos();
  if (thief.theft.WasCrumb(now)) return nullptr;
  const unsigned count = static_cast<unsigned>(workers_.size());
  for (unsigned tried = 0; tried < count; ++tried) {
    const unsigned index = (thief.last_victim + tried) % count;
    ParallelWorker& victim = *workers_[index];
    if (&victim == &thief) continue;
    const VictimWatch::Verdict verdict = thief.watches[index].Look(now, victim.picks.Get());
    if (verdict == VictimWatch::Verdict::kLeave) continue;
    TaskRecord* stolen = nullptr;
    for (unsigned pool = 0; pool < shares_.pools() && stolen == nullptr; ++pool) {
      if (victim.queues.Waiting(pool) > 0 && placement_.MayRun(pool, thief.index))
        stolen = victim.queues.Take(pool);
    }
    if (stolen == nullptr && verdict == VictimWatch::Verdict::kTakeAll) stolen = TakeSlot(victim);
    if (stolen == nullptr) continue;
    if (!placement_.MayRun(shares_.PoolOf(stolen->type), thief.index)) [[unlikely]] {
      Inject(*stolen);  // It was in the slot, and its pool has workers of its own.
      continue;
    }
    thief.last_victim = index;
    thief.theft.Stole(now);
    thief.steals.Add();
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
  const std::uint64_t popped = injectors_[pool]->popped();  // First: then the difference is never negative.
  std::size_t waiting = injectors_[pool]->pushed() - popped;
  for (const auto& worker : workers_) waiting += worker->queues.Waiting(pool);
  return waiting;
}

}  // namespace reprise::sched
