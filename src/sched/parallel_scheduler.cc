#include "sched/parallel_scheduler.h"

#include <sys/prctl.h>

#include <thread>
#include <utility>

#include "base/check.h"
#include "base/os.h"
#include "lockfree/thread_epoch.h"
#include "sched/meter.h"
#include "sched/parallel_worker.h"
#include "sched/stack_overflow.h"

namespace reprise::sched {
namespace {

// So many fibers a worker keeps for the next tasks that wait.
constexpr std::size_t kFreeFibersMax = 256;
// A child runs on its joiner's stack only while so much of it is left.
constexpr std::size_t kStackShareForChild = 2;

}  // namespace

ParallelScheduler::ParallelScheduler(Runtime& runtime, unsigned workers, std::size_t stack_bytes,
                                     std::span<const PoolOptions> pools)
    : runtime_(runtime),
      shared_(workers > 1),
      watched_(runtime.tap() != nullptr),
      stacks_(stack_bytes),
      shares_(pools),
      placement_(pools, workers),
      idle_(workers) {
  for (unsigned pool = 0; pool < shares_.pools(); ++pool) injectors_.push_back(std::make_unique<Injector>());
  for (unsigned index = 0; index < workers; ++index) {
    workers_.push_back(std::make_unique<ParallelWorker>(*this, workers));
    ParallelWorker& worker = *workers_.back();
    worker.index = index;
    worker.runtime = &runtime_;
    worker.meter = runtime_.meter(index);
  }
}

ParallelScheduler::~ParallelScheduler() = default;

// For whoever may run it, from a thread or a worker that may not.
void ParallelScheduler::Inject(TaskRecord& task) {
  injectors_[shares_.PoolOf(task.type)]->Push(&task);
  idle_.CallAll();
}

// Next on this worker; who was to be next goes to the end of the line.
void ParallelScheduler::Ready(TaskRecord& task) {
  ParallelWorker& worker = CurrentWorker();
  REPRISE_CHECK(worker.runtime == &runtime_);  // Tasks of one runtime wake each other, and nobody else does.
  if (!placement_.MayRun(shares_.PoolOf(task.type), worker.index)) [[unlikely]]
    return Inject(task);
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
  if (!shared_) {
    task.park.store(ParkState::kRunning, std::memory_order_relaxed);  // [P6]
  } else {
    // [P4] acq_rel: pairs with [P2]; a cancellation that is told of a moment later is not overwritten.
    task.park.exchange(ParkState::kRunning, std::memory_order_acq_rel);
  }
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

// A task that was cancelled while it did not run finds it out at its next op.
[[gnu::always_inline]] inline void ParallelScheduler::SetCurrent(ParallelWorker& worker, TaskRecord& task) {
  worker.current = &task;
  // [A4] relaxed: a hint for this very thread, and only ever raised here: [A5] of announce.cc takes it back.
  if (watched_ || task.cancelled.load(std::memory_order_relaxed)) [[unlikely]]
    worker.attention.store(true, std::memory_order_relaxed);
  if (worker.meter != nullptr) [[unlikely]]
    worker.meter->Resumed(task);
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
        EndFiber(*worker.fibers.left);
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
    SetCurrent(worker, *next);
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
  PinThisThread(NthUsableCore(worker.index));
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
    SetCurrent(worker, *task);
    Jump(worker, *task->fiber);
  }
}

void ParallelScheduler::RunTask(TaskRecord& task) {
  SetCurrent(CurrentWorker(), task);
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
  TaskRecord* const joiner = worker.current;
  // The child may take the joiner's fiber to another worker: the joiner must be allowed there too.
  if (!placement_.Same(shares_.PoolOf(task.type), shares_.PoolOf(joiner->type))) return false;
  if (!worker.queues.PopFreshIf(shares_.PoolOf(task.type), &task)) return false;
  // The child sees none of the exceptions that its joiner handles.
  const ExceptionsInFlight joiners = std::exchange(*worker.fibers.exceptions, {});
  if (worker.meter != nullptr) [[unlikely]]
    worker.meter->Left();
  RunTask(task);
  *CurrentWorker().fibers.exceptions = joiners;
  SetCurrent(CurrentWorker(), *joiner);
  return true;
}

// What can go wrong goes wrong before the task is on its way.
void ParallelScheduler::PrepareToLeave(ParallelWorker& worker, const TaskRecord& current) {
  REPRISE_CHECK(!lockfree::MayNotSuspend());  // A guard is not kept while its task sleeps.
  if (stacks_.Overflowed(worker.fibers.running->stack)) [[unlikely]]
    DieOfStackOverflow(current, worker.fibers.running->stack);
  if (worker.free_fibers == nullptr) [[unlikely]] {
    // What can fail fails now: the next task may need a fiber.
    Fiber* const fresh = MakeFiber(stacks_.Take(), &LoopEntry);
    worker.free_fibers = fresh;
    worker.free_count = 1;
  }
}

void ParallelScheduler::Park(TaskRecord& current, std::uint64_t deadline_ns) {
  ParallelWorker& worker = CurrentWorker();
  PrepareToLeave(worker, current);
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
  if (!shared_) {
    const ParkState was = task.park.load(std::memory_order_relaxed);   // [P6]
    task.park.store(ParkState::kNotified, std::memory_order_relaxed);  // [P6]
    if (was == ParkState::kParked) Ready(task);
    return;
  }
  // [P2] acq_rel: pairs with [P1], [P3], [P4] and [P5].
  if (task.park.exchange(ParkState::kNotified, std::memory_order_acq_rel) == ParkState::kParked) Ready(task);
}

// A task that runs hears of it at its next op.
void ParallelScheduler::RequestCancel(TaskRecord& task) {
  // [C2] relaxed: [A3] publishes it, and [P2] orders it before the task's next look, if the task parks meanwhile.
  task.cancelled.store(true, std::memory_order_relaxed);
  // [A3] acq_rel: its partner is A5 in announce.cc: whoever takes the hint back sees [C2].
  for (const auto& worker : workers_) worker->attention.exchange(true, std::memory_order_acq_rel);
}

void ParallelScheduler::Cancel(TaskRecord& task) {
  RequestCancel(task);
  Wake(task);
}

void ParallelScheduler::CancelFromOutside(TaskRecord& task) {
  RequestCancel(task);
  // [C3] release: its partner is C4 in parallel_pick.cc.
  to_cancel_.store(&task, std::memory_order_release);
  idle_.CallAll();
}

void ParallelScheduler::Yield(TaskRecord& current) {
  ParallelWorker& worker = CurrentWorker();
  PrepareToLeave(worker, current);
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
  const unsigned pool = shares_.PoolOf(task.type);
  if (!placement_.MayRun(pool, worker.index)) [[unlikely]]
    return Inject(task);
  worker.queues.PushFresh(pool, &task);
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
