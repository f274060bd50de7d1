#include "sched/parallel/parallel_scheduler.h"

#include <sys/prctl.h>

#include <thread>
#include <utility>

#include "base/check.h"
#include "base/os.h"
#include "lockfree/thread_epoch.h"
#include "sched/fiber/park_state.h"
#include "sched/fiber/stack_overflow.h"
#include "sched/measure/meter.h"
#include "sched/parallel/parallel_worker.h"

namespace reprise::sched {
namespace {

// So many fibers a worker keeps for the next tasks that wait.
constexpr std::size_t kFreeFibersMax = 256;
// A child runs on its joiner's stack only while so much of it is left.
constexpr std::size_t kStackShareForChild = 2;

}  // namespace

ParallelScheduler::ParallelScheduler(const RunContext& run, const Meters& meters, std::size_t stack_bytes,
                                     std::span<const PoolOptions> pools)
    : run_(run),
      shared_(run.workers > 1),
      watched_(run.tap != nullptr),
      stacks_(stack_bytes),
      shares_(pools),
      placement_(pools, run.workers),
      idle_(run.workers) {
  for (unsigned pool = 0; pool < shares_.pools(); ++pool) injectors_.push_back(std::make_unique<Injector>());
  for (unsigned index = 0; index < run.workers; ++index) {
    workers_.push_back(std::make_unique<ParallelWorker>(*this, run.workers));
    ParallelWorker& worker = *workers_.back();
    worker.index = index;
    worker.run = &run_;
    if (!meters.empty()) worker.meter = meters[index].get();
    worker.hand_off.shared = shared_;
    worker.hand_off.is_all = !watched_ && worker.meter == nullptr && !placement_.any();
    worker.hand_off.stacks = &stacks_;
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
  worker.hand_off.wakes.Add();
  if (worker.meter != nullptr) [[unlikely]]
    worker.meter->Woken(task);
  if (!placement_.MayRun(shares_.PoolOf(task.type), worker.index)) [[unlikely]]
    return Inject(task);
  if (TaskRecord* const displaced = worker.hand_off.slot.Put(&task, shared_)) [[unlikely]]
    worker.queues.PushReady(shares_.PoolOf(displaced->type), displaced);
}

// What can fail fails now: the next task may need a fiber.
[[gnu::noinline]] void ParallelScheduler::AddFreeFiber(ParallelWorker& worker) {
  worker.free_fibers = MakeFiber(stacks_.Take(), &LoopEntry);
  worker.free_count = 1;
}

Fiber& ParallelScheduler::FreeFiber(ParallelWorker& worker) {
  if (worker.free_fibers == nullptr) return *MakeFiber(stacks_.Take(), &LoopEntry);
  --worker.free_count;
  return *std::exchange(worker.free_fibers, worker.free_fibers->next);
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
  if (TaskRecord* const task = std::exchange(worker.hand_off.parking, nullptr)) {
    if (!FallAsleep(*task, shared_)) [[unlikely]]
      StayAwake(*task);
    return;
  }
  switch (std::exchange(worker.hand_off.leaving, Leaving::kNothing)) {
    case Leaving::kNothing: break;
    case Leaving::kYields:
      if (worker.meter != nullptr) [[unlikely]]
        worker.meter->Ready(*worker.hand_off.leaving_task);
      worker.queues.PushReady(shares_.PoolOf(worker.hand_off.leaving_task->type),
                              worker.hand_off.leaving_task);
      break;
    case Leaving::kIsFree: KeepFree(worker, *worker.fibers.left); break;
  }
}

// It was notified while it left its fiber, which nobody else takes back.
void ParallelScheduler::StayAwake(TaskRecord& task) {
  MayPark(task);
  Ready(task);
}

void internal::PutBehind(Worker& worker, TaskRecord& task) {
  auto& here = static_cast<ParallelScheduler::ParallelWorker&>(worker);
  here.queues.PushReady(here.scheduler.shares_.PoolOf(task.type), &task);
}

void internal::FinishLeaving(Worker& worker, TaskRecord* notified) {
  auto& here = static_cast<ParallelScheduler::ParallelWorker&>(worker);
  notified != nullptr ? here.scheduler.StayAwake(*notified) : here.scheduler.FinishLeaving(here);
}

[[gnu::always_inline]] inline void ParallelScheduler::Jump(ParallelWorker& worker, Fiber& to) {
  SwitchFiber(worker.fibers, to, []() -> FiberThread& { return Worker::Current().fibers; });
  FinishLeaving(CurrentWorker());  // Perhaps another worker.
}

[[gnu::noinline]] void ParallelScheduler::KeepFree(ParallelWorker& worker, Fiber& fiber) {
  if (worker.free_count < kFreeFibersMax) {
    ++worker.free_count;
    fiber.next = std::exchange(worker.free_fibers, &fiber);
  } else {
    EndFiber(fiber);
    stacks_.Return(fiber.stack);  // The fiber lies on it, and was only its loop.
  }
}

// Where the next task goes on, or a fiber that will look for one.
[[gnu::always_inline]] inline Fiber& ParallelScheduler::FiberOf(ParallelWorker& worker, TaskRecord* next) {
  if (next != nullptr && next->fiber != nullptr) [[likely]] {
    SetCurrent(worker, *next);
    return *next->fiber;
  }
  worker.current = nullptr;
  worker.handed = next;
  return FreeFiber(worker);
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
    if (task == nullptr) {
      worker.hand_off.other_picks.Add();
      task = Pick(worker);
    }
    if (task == nullptr) task = Idle(worker);
    if (task == nullptr) {  // Stopped.
      Jump(worker, worker.fibers.own);
      REPRISE_CHECK(false);
    }
    if (task->fiber == nullptr) {
      RunTask(*task);
      continue;
    }
    worker.hand_off.leaving = Leaving::kIsFree;
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
[[gnu::always_inline]] inline void ParallelScheduler::PrepareToLeave(ParallelWorker& worker,
                                                                     const TaskRecord& current) {
  REPRISE_CHECK(!lockfree::MayNotSuspend());  // A guard is not kept while its task sleeps.
  if (stacks_.Overflowed(worker.fibers.running->stack)) [[unlikely]]
    DieOfStackOverflow(current, worker.fibers.running->stack);
  if (worker.free_fibers == nullptr) [[unlikely]]
    AddFreeFiber(worker);
}

// Null: it was woken already. Else the fiber to switch to, with everything said that the switch needs.
[[gnu::always_inline]] inline Fiber* ParallelScheduler::Depart(ParallelWorker& worker, TaskRecord& current) {
  if (!MayPark(current)) [[unlikely]]
    return nullptr;
  if (worker.meter != nullptr) [[unlikely]]
    worker.meter->Parked();
  worker.hand_off.parking = &current;
  current.fiber = worker.fibers.running;
  return &FiberOf(worker, Pick(worker));
}

Fiber* ParallelScheduler::BeginPark(TaskRecord& current) {
  ParallelWorker& worker = CurrentWorker();
  PrepareToLeave(worker, current);
  return Depart(worker, current);
}

void ParallelScheduler::Park(TaskRecord& current, std::uint64_t deadline_ns) {
  ParallelWorker& worker = CurrentWorker();
  PrepareToLeave(worker, current);
  TimerQueue::Key timer{};
  if (deadline_ns != kNever) timer = timers_.Add(deadline_ns, current);
  if (Fiber* const next = Depart(worker, current)) Jump(worker, *next);
  if (deadline_ns != kNever) timers_.Cancel(timer);
}

void ParallelScheduler::Wake(TaskRecord& task) {
  if (Notify(task, shared_)) Ready(task);
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

Fiber* ParallelScheduler::BeginYield(TaskRecord& current) {
  ParallelWorker& worker = CurrentWorker();
  PrepareToLeave(worker, current);
  worker.hand_off.other_picks.Add();
  TaskRecord* const next = Pick(worker);
  if (next == nullptr) return nullptr;
  if (worker.meter != nullptr) [[unlikely]]
    worker.meter->Left();
  worker.hand_off.leaving = Leaving::kYields;
  worker.hand_off.leaving_task = &current;
  current.fiber = worker.fibers.running;
  return &FiberOf(worker, next);
}

void ParallelScheduler::Yield(TaskRecord& current) {
  if (Fiber* const next = BeginYield(current)) Jump(CurrentWorker(), *next);
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
    const std::uint64_t others = worker->hand_off.other_picks.Get();
    const std::uint64_t picks = worker->hand_off.picks.Get();
    total +=
        {.tasks = worker->tasks.Get(),
         .steals = worker->steals.Get(),
         .parks = picks > others ? picks - others : 0,  // A pick may be counted as one of the others first.
         .wakes = worker->hand_off.wakes.Get(),
         .sleeps = worker->sleeps.Get()};
  }
  return total;
}

}  // namespace reprise::sched
