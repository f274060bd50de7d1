#include "sched/parallel_scheduler.h"

#include <pthread.h>
#include <sched.h>
#include <sys/prctl.h>

#include <cstdio>
#include <cstdlib>
#include <thread>
#include <utility>

#include "base/check.h"
#include "base/os.h"
#include "lockfree/thread_epoch.h"
#include "sched/meter.h"
#include "sched/stack_overflow.h"
#include "sched/thief.h"

namespace reprise::sched {
namespace {

// So many tasks in a row come from the hand-off slot while something else waits.
constexpr unsigned kHandOffs = 64;
// So often what came from outside goes first.
constexpr std::uint64_t kInjectorPicks = 61;
// So often the clock is read though tasks are ready: a deadline may be late by so many of their turns.
constexpr std::uint64_t kTimerPicks = 8;
// So many fibers a worker keeps for the next tasks that wait.
constexpr std::size_t kFreeFibersMax = 256;
// A child runs on its joiner's stack only while so much of it is left.
constexpr std::size_t kStackShareForChild = 2;

void PinToCore(unsigned worker_index) {
  cpu_set_t allowed;
  CPU_ZERO(&allowed);
  if (sched_getaffinity(0, sizeof allowed, &allowed) != 0) return;
  const int count = CPU_COUNT(&allowed);
  if (count == 0) return;
  int nth = static_cast<int>(worker_index) % count;
  for (int core = 0; core < CPU_SETSIZE; ++core) {
    if (!CPU_ISSET(core, &allowed) || nth-- != 0) continue;
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(core, &one);
    // A kernel that refuses leaves the worker free to move: slower, not wrong.
    pthread_setaffinity_np(pthread_self(), sizeof one, &one);
    return;
  }
}

// A counter that one worker writes and others read.
class Counter {
 public:
  // [S1] relaxed: a figure for people and thieves; nothing depends on it.
  void Add() { value_.store(Get() + 1, std::memory_order_relaxed); }
  [[nodiscard]] std::uint64_t Get() const { return value_.load(std::memory_order_relaxed); }  // [S1]

 private:
  std::atomic<std::uint64_t> value_{0};
};

}  // namespace

struct alignas(64) ParallelScheduler::ParallelWorker : Worker {
  ParallelWorker(ParallelScheduler& all, unsigned workers)
      : scheduler(all), queues(all.shares_, all.shared_) {
    watches.resize(workers);
  }

  ParallelScheduler& scheduler;
  Leaving leaving = Leaving::kNothing;
  TaskRecord* leaving_task = nullptr;
  TaskRecord* handed = nullptr;  // What the fiber that is switched to runs first.
  Fiber* free_fibers = nullptr;
  std::size_t free_count = 0;
  unsigned hand_offs = 0;
  std::atomic<TaskRecord*> slot{nullptr};
  RunQueues queues;

  std::vector<VictimWatch> watches;
  TheftRecord theft;
  unsigned last_victim = 0;
  std::thread thread;

  Counter picks;
  Counter tasks;
  Counter steals;
  Counter parks;
  Counter sleeps;
};

ParallelScheduler::ParallelScheduler(Runtime& runtime, unsigned workers, std::size_t stack_bytes)
    : runtime_(runtime), shared_(workers > 1), stacks_(stack_bytes), idle_(workers) {
  for (unsigned index = 0; index < workers; ++index) {
    workers_.push_back(std::make_unique<ParallelWorker>(*this, workers));
    ParallelWorker& worker = *workers_.back();
    worker.index = index;
    worker.runtime = &runtime_;
    worker.meter = runtime_.meter(index);
    // [A2] relaxed: before any worker exists.
    worker.attention.store(runtime_.tap() != nullptr, std::memory_order_relaxed);
  }
}

ParallelScheduler::~ParallelScheduler() = default;

inline ParallelScheduler::ParallelWorker& ParallelScheduler::CurrentWorker() {
  return static_cast<ParallelWorker&>(Worker::Current());
}

// Next on this worker; who was to be next goes to the end of the line.
void ParallelScheduler::Ready(TaskRecord& task) {
  Worker* const known = Worker::CurrentOrNull();
  if (known == nullptr) {
    injector_.Push(&task);
    idle_.CallAll();
    return;
  }
  ParallelWorker& worker = static_cast<ParallelWorker&>(*known);
  if (worker.meter != nullptr) [[unlikely]]
    worker.meter->Ready(task);
  TaskRecord* displaced = nullptr;
  if (shared_) {
    // [H1] acq_rel: pairs with itself, so that a thief who takes the task sees what was written before it was woken.
    displaced = worker.slot.exchange(&task, std::memory_order_acq_rel);
  } else {
    displaced = worker.slot.load(std::memory_order_relaxed);  // [P6]
    worker.slot.store(&task, std::memory_order_relaxed);      // [P6]
  }
  if (displaced != nullptr) worker.queues.PushReady(shares_.PoolOf(displaced->type), displaced);
}

Fiber& ParallelScheduler::FreeFiber(ParallelWorker& worker) {
  if (worker.free_fibers == nullptr) return *MakeFiber(stacks_.Take(), &LoopEntry);
  --worker.free_count;
  return *std::exchange(worker.free_fibers, worker.free_fibers->next);
}

// False: a wake came first, and is taken instead of sleeping.
bool ParallelScheduler::BeginParking(TaskRecord& task) {
  ParkState was = ParkState::kRunning;
  if (!shared_) {
    was = task.park.load(std::memory_order_relaxed);                                                  // [P6]
    if (was == ParkState::kRunning) task.park.store(ParkState::kParking, std::memory_order_relaxed);  // [P6]
  } else {
    // [P3] acq_rel: pairs with [P2].
    task.park.compare_exchange_strong(was, ParkState::kParking, std::memory_order_acq_rel);
  }
  if (was == ParkState::kRunning) return true;
  // [P4] relaxed: still this task's own.
  task.park.store(ParkState::kRunning, std::memory_order_relaxed);
  return false;
}

[[gnu::always_inline]] inline void ParallelScheduler::FinishParking(TaskRecord& task) {
  ParkState expected = ParkState::kParking;
  if (!shared_) {
    // [P6] relaxed, all of them: one worker, one thread.
    if (task.park.load(std::memory_order_relaxed) == expected) {
      task.park.store(ParkState::kParked, std::memory_order_relaxed);  // [P6]
    } else {
      Ready(task);
    }
    return;
  }
  // [P1] acq_rel: pairs with [P2], so that a waker that finds kParked may hand the fiber to any worker.
  if (!task.park.compare_exchange_strong(expected, ParkState::kParked, std::memory_order_acq_rel))
    Ready(task);
}

// On the stack that was switched to: now the one that was left can be used by others.
[[gnu::always_inline]] inline void ParallelScheduler::FinishLeaving(ParallelWorker& worker) {
  switch (std::exchange(worker.leaving, Leaving::kNothing)) {
    case Leaving::kNothing: break;
    case Leaving::kParks: FinishParking(*worker.leaving_task); break;
    case Leaving::kYields:
      if (worker.meter != nullptr) [[unlikely]]
        worker.meter->Ready(*worker.leaving_task);
      worker.queues.PushReady(shares_.PoolOf(worker.leaving_task->type), worker.leaving_task);
      break;
    case Leaving::kIsFree:
      if (worker.free_count < kFreeFibersMax) {
        ++worker.free_count;
        worker.fibers.left->next = std::exchange(worker.free_fibers, worker.fibers.left);
      } else {
        stacks_.Return(worker.fibers.left->stack);  // The fiber lies on it, and was only its loop.
      }
      break;
  }
}

[[gnu::always_inline]] inline void ParallelScheduler::Jump(ParallelWorker& worker, Fiber& to) {
  SwitchFiber(worker.fibers, to, []() -> FiberThread& { return Worker::Current().fibers; });
  FinishLeaving(CurrentWorker());  // Perhaps another worker.
}

// Leaves the running fiber for the next task, or for a fiber that will look for one.
[[gnu::always_inline]] inline void ParallelScheduler::SwitchTo(ParallelWorker& worker, TaskRecord* next) {
  if (next != nullptr && next->fiber != nullptr) {
    worker.current = next;
    if (worker.meter != nullptr) [[unlikely]]
      worker.meter->Resumed(*next);
    Jump(worker, *next->fiber);
  } else {
    worker.current = nullptr;
    worker.handed = next;
    Jump(worker, FreeFiber(worker));
  }
}

bool ParallelScheduler::Stopped() const {
  // [S2] acquire: pairs with [S3].
  return stop_.load(std::memory_order_acquire);
}

absl::Status ParallelScheduler::Run(TaskRecord& root) {
  workers_.front()->tasks.Add();
  for (auto& worker : workers_) {
    TaskRecord* const first = worker->index == 0 ? &root : nullptr;
    worker->thread = std::thread([this, &worker = *worker, first] { WorkerMain(worker, first); });
  }
  for (auto& worker : workers_) worker->thread.join();
  return absl::OkStatus();
}

void ParallelScheduler::WorkerMain(ParallelWorker& worker, TaskRecord* root) {
  PinToCore(worker.index);
  prctl(PR_SET_TIMERSLACK, 1'000UL);  // A watcher's nap ends when it should.
  const StackOverflowReporter reporter(stacks_);
  Worker::SetCurrent(&worker);
  EnterFibers(worker.fibers);
  worker.handed = root;
  Jump(worker, FreeFiber(worker));
  Worker::SetCurrent(nullptr);
}

// Where every fiber begins.
void ParallelScheduler::LoopEntry() {
  ParallelWorker& worker = CurrentWorker();
  worker.scheduler.FinishLeaving(worker);
  worker.scheduler.Loop();
}

// Runs tasks one after another. A task that waits keeps this fiber and its loop; when it has ended, the loop goes on
// wherever the task was last.
void ParallelScheduler::Loop() {
  for (;;) {
    ParallelWorker& worker = CurrentWorker();
    TaskRecord* task = std::exchange(worker.handed, nullptr);
    if (task == nullptr) task = Pick(worker);
    if (task == nullptr) task = Idle(worker);
    if (task == nullptr) {  // Stopped.
      Jump(worker, worker.fibers.own);
      REPRISE_CHECK(false);
    }
    if (task->fiber == nullptr) {
      RunTask(*task);
      continue;
    }
    worker.leaving = Leaving::kIsFree;
    worker.current = task;
    if (worker.meter != nullptr) [[unlikely]]
      worker.meter->Resumed(*task);
    Jump(worker, *task->fiber);
  }
}

void ParallelScheduler::RunTask(TaskRecord& task) {
  ParallelWorker& first = CurrentWorker();
  first.current = &task;
  if (first.meter != nullptr) [[unlikely]]
    first.meter->Resumed(task);
  const bool is_root = task.parent == nullptr;
  task.body(task);  // From here on the record is its joiner's.
  ParallelWorker& last = CurrentWorker();
  last.current = nullptr;
  if (last.meter != nullptr) [[unlikely]]
    last.meter->Left();
  if (!is_root) return;
  // Every other task has ended: who spawns joins.
  // [S3] release: pairs with [S2].
  stop_.store(true, std::memory_order_release);
  idle_.CallAll();
}

bool ParallelScheduler::RunHere(TaskRecord& task) {
  ParallelWorker& worker = CurrentWorker();
  if (StackLeft(worker.fibers) < worker.fibers.running->stack.bytes / kStackShareForChild) return false;
  if (!worker.queues.PopFreshIf(shares_.PoolOf(task.type), &task)) return false;
  TaskRecord* const joiner = worker.current;
  if (worker.meter != nullptr) [[unlikely]]
    worker.meter->Left();
  RunTask(task);
  ParallelWorker& last = CurrentWorker();
  last.current = joiner;
  if (last.meter != nullptr) [[unlikely]]
    last.meter->Resumed(*joiner);
  return true;
}

void ParallelScheduler::Park(TaskRecord& current, std::uint64_t deadline_ns) {
  ParallelWorker& worker = CurrentWorker();
  REPRISE_CHECK(!lockfree::MayNotSuspend());  // A guard is not kept while its task sleeps.
  if (stacks_.Overflowed(worker.fibers.running->stack)) [[unlikely]]
    DieOfStackOverflow(current, worker.fibers.running->stack);
  if (worker.free_fibers == nullptr) [[unlikely]] {
    // What can fail fails now: the next task may need a fiber.
    Fiber* const fresh = MakeFiber(stacks_.Take(), &LoopEntry);
    worker.free_fibers = fresh;
    worker.free_count = 1;
  }
  if (!BeginParking(current)) return;
  TimerQueue::Key timer{};
  if (deadline_ns != kNever) timer = timers_.Add(deadline_ns, current);
  worker.parks.Add();
  if (worker.meter != nullptr) [[unlikely]]
    worker.meter->Left();
  worker.leaving = Leaving::kParks;
  worker.leaving_task = &current;
  current.fiber = worker.fibers.running;
  SwitchTo(worker, Pick(worker));
  if (deadline_ns != kNever) timers_.Cancel(timer);
  if (!shared_) {
    current.park.store(ParkState::kRunning, std::memory_order_relaxed);  // [P6]
  } else {
    // [P5] acq_rel: pairs with [P2]; what the waker wrote before it woke this task is seen.
    current.park.exchange(ParkState::kRunning, std::memory_order_acq_rel);
  }
}

void ParallelScheduler::Wake(TaskRecord& task) {
  if (!shared_ && Worker::CurrentOrNull() != nullptr) {
    const ParkState was = task.park.load(std::memory_order_relaxed);   // [P6]
    task.park.store(ParkState::kNotified, std::memory_order_relaxed);  // [P6]
    if (was == ParkState::kParked) Ready(task);
    return;
  }
  // [P2] acq_rel: pairs with [P1], [P3] and [P5].
  if (task.park.exchange(ParkState::kNotified, std::memory_order_acq_rel) == ParkState::kParked) Ready(task);
}

void ParallelScheduler::Cancel(TaskRecord& task) {
  // [C2] relaxed: [P2] orders it before the task's next look, if the task parks meanwhile.
  task.cancelled.store(true, std::memory_order_relaxed);
  // [A3] relaxed: a hint (announce.h).
  for (const auto& worker : workers_) worker->attention.store(true, std::memory_order_relaxed);
  Wake(task);
}

void ParallelScheduler::Yield(TaskRecord& current) {
  ParallelWorker& worker = CurrentWorker();
  TaskRecord* const next = Pick(worker);
  if (next == nullptr) return;
  if (worker.meter != nullptr) [[unlikely]]
    worker.meter->Left();
  worker.leaving = Leaving::kYields;
  worker.leaving_task = &current;
  current.fiber = worker.fibers.running;
  SwitchTo(worker, next);
}

std::uint64_t ParallelScheduler::NowNanos() { return MonotonicNanos(); }

void ParallelScheduler::Start(TaskRecord& task) {
  ParallelWorker& worker = CurrentWorker();
  worker.tasks.Add();
  if (worker.meter != nullptr) [[unlikely]]
    worker.meter->Ready(task);
  worker.queues.PushFresh(shares_.PoolOf(task.type), &task);
}

TaskRecord* ParallelScheduler::TakeSlot(ParallelWorker& worker) {
  // [H2] relaxed: only a thief takes it meanwhile, and [H1] tells.
  TaskRecord* const task = worker.slot.load(std::memory_order_relaxed);
  if (task == nullptr) return nullptr;
  if (shared_) return worker.slot.exchange(nullptr, std::memory_order_acq_rel);  // [H1]
  worker.slot.store(nullptr, std::memory_order_relaxed);                         // [P6]
  return task;
}

TaskRecord* ParallelScheduler::Inject() {
  // Most often nothing comes from outside: two loads, without the queue's own wait for a pop that is under way.
  if (injector_.popped() == injector_.pushed()) return nullptr;
  const auto popped = injector_.TryPop();
  return popped.has_value() ? popped->value : nullptr;
}

// What this worker runs next. Null: it has nothing.
TaskRecord* ParallelScheduler::Pick(ParallelWorker& worker) {
  worker.picks.Add();
  const std::uint64_t nth = worker.picks.Get();
  if (nth % kTimerPicks == 0) FireTimers();
  if (nth % kInjectorPicks == 0) {
    if (TaskRecord* const task = Inject()) return task;
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
  return Inject();
}

// Anything that this worker could do, wherever it lies.
TaskRecord* ParallelScheduler::FindWork(ParallelWorker& worker) {
  FireTimers();
  if (TaskRecord* const task = Pick(worker)) return task;
  return shared_ ? Steal(worker) : nullptr;
}

// Waits for work. Null: the run has ended.
TaskRecord* ParallelScheduler::Idle(ParallelWorker& worker) {
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
    if (!watching) watching = idle_.Sleep();
    worker.theft.Napped();
    if (TaskRecord* const task = FindWork(worker)) {
      watching ? idle_.Return() : idle_.ReturnFromSleep();
      return task;
    }
    worker.sleeps.Add();
    if (watching && !Stopped()) idle_.Nap(timers_.EarliestNanos());
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
      if (victim.queues.Waiting(pool) > 0) stolen = victim.queues.Take(pool);
    }
    if (stolen == nullptr && verdict == VictimWatch::Verdict::kTakeAll) stolen = TakeSlot(victim);
    if (stolen == nullptr) continue;
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

SchedulerStats ParallelScheduler::Stats() const {
  SchedulerStats total;
  for (const auto& worker : workers_) {
    total += {.tasks = worker->tasks.Get(),
              .steals = worker->steals.Get(),
              .parks = worker->parks.Get(),
              .sleeps = worker->sleeps.Get()};
  }
  return total;
}

}  // namespace reprise::sched
