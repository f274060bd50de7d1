#include "sched/parallel/parallel_scheduler.h"

#include <sys/prctl.h>

#include <thread>
#include <utility>

#include "base/check.h"
#include "base/os.h"
#include "lockfree/thread_epoch.h"
#include "sched/fiber/boost_fiber.h"
#include "sched/fiber/park_state.h"
#include "sched/fiber/stack_overflow.h"
#include "sched/fiber/wait_outside.h"
#include "sched/measure/meter.h"
#include "sched/parallel/parallel_worker.h"

namespace reprise::sched {
namespace {

// A worker keeps at most this many free fibers for the next tasks that wait.
constexpr std::size_t kFreeFibersMax = 256;
// A child runs on its joiner's stack only while this part of it is left: one half.
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
    worker.hand_off.short_way_allowed = !watched_ && worker.meter == nullptr && !placement_.any();
    worker.hand_off.stacks = &stacks_;
  }
}

ParallelScheduler::~ParallelScheduler() = default;

// Gives the task to the workers that may run it. For a caller that may not run it: another worker or thread.
void ParallelScheduler::Inject(TaskRecord& task) {
  injectors_[shares_.PoolOf(task.type)]->Push(&task);
  idle_.CallAll();
}

// The task runs next on this worker. The task that was to run next goes to the end of the ready queue.
void ParallelScheduler::Ready(ParallelWorker& worker, TaskRecord& task) {
  worker.hand_off.wakes.Add();
  if (worker.meter != nullptr) [[unlikely]]
    worker.meter->Woken(task);
  if (!placement_.MayRun(shares_.PoolOf(task.type), worker.index)) [[unlikely]]
    return Inject(task);
  if (TaskRecord* const displaced = worker.hand_off.slot.Put(&task, shared_)) [[unlikely]]
    worker.queues.PushReady(shares_.PoolOf(displaced->type), displaced);
}

void internal::PushToReadyQueue(Worker& worker, TaskRecord& task) {
  auto& here = static_cast<ParallelScheduler::ParallelWorker&>(worker);
  here.queues.PushReady(here.scheduler.shares_.PoolOf(task.type), &task);
}

Fiber& ParallelScheduler::MakeLoopFiber(ParallelWorker& worker) {
  Fiber& fiber = MakeFiber(stacks_, [this] { Loop(); });
  fiber.movable = shared_;
  if (!shared_) worker.fibers.Attach(fiber);
  return fiber;
}

Fiber& ParallelScheduler::TakeFreeFiber(ParallelWorker& worker) {
  if (worker.free_fibers == nullptr) return MakeLoopFiber(worker);
  --worker.free_count;
  return *std::exchange(worker.free_fibers, worker.free_fibers->next);
}

void ParallelScheduler::KeepFreeFiber(ParallelWorker& worker, Fiber& fiber) {
  ++worker.free_count;
  fiber.next = std::exchange(worker.free_fibers, &fiber);
}

// Whether Boost.Fiber's dispatcher has the next turn though tasks are ready: now and then, as long as fibers of the
// program's own wait for it, and when another thread has woken a task of this worker through Boost. The short way
// (park.h) comes here only before each kTimerPicks-th pick, so the pick before which the dispatcher is due is one of
// those.
bool ParallelScheduler::DispatcherIsDue(const ParallelWorker& worker) {
  static_assert(HandOff::kDispatcherPicks / 2 % HandOff::kTimerPicks == 0);
  const std::uint64_t next_pick = worker.hand_off.picks.Get() + 1;
  return next_pick % HandOff::kDispatcherPicks == HandOff::kDispatcherPicks / 2 ||
         worker.fibers.OwnFibersWait() || worker.IsNotified();
}

Fiber& ParallelScheduler::Dispatcher(ParallelWorker& worker) {
  worker.current = nullptr;
  return worker.fibers.dispatcher();
}

// Gives the fiber to switch to; the running fiber is about to be left.
[[gnu::always_inline]] inline Fiber& ParallelScheduler::NextFiber(ParallelWorker& worker) {
  if (DispatcherIsDue(worker)) [[unlikely]] {
    worker.parks_at_dispatcher.Add();
    return Dispatcher(worker);
  }
  TaskRecord* const next = Pick(worker);
  return next != nullptr ? FiberFor(worker, *next) : Dispatcher(worker);
}

bool ParallelScheduler::Stopped() const {
  // [S2] acquire: pairs with [S3].
  return stop_.load(std::memory_order_acquire);
}

absl::Status ParallelScheduler::Run(TaskRecord& root) {
  root_ = &root;
  workers_.front()->tasks.Add();
  workers_.front()->found = &root;
  for (auto& worker : workers_)
    worker->thread = std::thread([this, &worker = *worker] { WorkerMain(worker); });
  for (auto& worker : workers_) worker->thread.join();
  return waited_outside_;
}

void ParallelScheduler::WorkerMain(ParallelWorker& worker) {
  PinThisThread(NthUsableCore(worker.index));
  prctl(PR_SET_TIMERSLACK, 1'000UL);  // So that a watcher's nap ends on time.
  const StackOverflowReporter reporter(stacks_);
  Worker::SetCurrent(&worker);
  worker.fibers.Begin();
  worker.fibers.Run();
  worker.ends_fibers = true;
  while (worker.free_fibers != nullptr) worker.fibers.ReturnFromEntry(TakeFreeFiber(worker));
  Worker::SetCurrent(nullptr);
}

// The entry of every fiber: runs tasks one after another. A task that waits keeps this fiber and its loop;
// when the task has ended, the loop continues on the worker that the task was on last.
void ParallelScheduler::Loop() {
  for (;;) {
    ParallelWorker& worker = CurrentWorker();
    if (worker.ends_fibers) return;
    TaskRecord* task = std::exchange(worker.handed, nullptr);
    if (task == nullptr && !DispatcherIsDue(worker)) {
      worker.hand_off.other_picks.Add();
      task = Pick(worker);
    }
    if (task != nullptr && task->fiber == nullptr) {
      RunTask(*task);
      continue;
    }
    Fiber& next = task != nullptr ? FiberFor(worker, *task) : Dispatcher(worker);
    if (worker.free_count >= kFreeFibersMax) return worker.fibers.EndInto(next);
    worker.hand_off.leaving = Leaving::kIsFree;
    internal::SwitchFiber(worker, next);
  }
}

void ParallelScheduler::RunTask(TaskRecord& task) {
  SetCurrent(CurrentWorker(), task);
  const bool is_root = task.parent == nullptr;
  task.body(task);  // From here on the record belongs to the joiner.
  ParallelWorker& last = CurrentWorker();
  last.current = nullptr;
  if (last.meter != nullptr) [[unlikely]]
    last.meter->Left();
  if (!is_root) return;
  // The root has ended, so every other task has ended too: a task joins all that it spawned.
  // [S3] release: pairs with [S2].
  stop_.store(true, std::memory_order_release);
  idle_.CallAll();
}

bool ParallelScheduler::RunHere(TaskRecord& task) {
  ParallelWorker& worker = CurrentWorker();
  if (StackLeft(*worker.running) < worker.running->stack.bytes / kStackShareForChild) return false;
  TaskRecord* const joiner = worker.current;
  // The child may take the joiner's fiber to another worker: the joiner must be allowed there too.
  if (!placement_.Same(shares_.PoolOf(task.type), shares_.PoolOf(joiner->type))) return false;
  if (!worker.queues.PopFreshIf(shares_.PoolOf(task.type), &task)) return false;
  // The child sees none of the exceptions that its joiner handles.
  const ExceptionsInFlight joiners = std::exchange(*worker.exceptions, {});
  if (worker.meter != nullptr) [[unlikely]]
    worker.meter->Left();
  RunTask(task);
  *CurrentWorker().exceptions = joiners;
  SetCurrent(CurrentWorker(), *joiner);
  return true;
}

// Does everything that can throw, before the task is marked as parking.
[[gnu::always_inline]] inline void ParallelScheduler::PrepareToLeave(ParallelWorker& worker,
                                                                     const TaskRecord& current) {
  REPRISE_CHECK(!lockfree::MayNotSuspend());  // A task must not sleep under an epoch guard.
  if (stacks_.Overflowed(worker.running->stack)) [[unlikely]]
    DieOfStackOverflow(current, worker.running->stack);
  if (worker.free_fibers == nullptr) [[unlikely]]
    KeepFreeFiber(worker, MakeLoopFiber(worker));  // The next task may need one.
}

// Null: the task was notified and does not sleep. Else: the fiber to switch to; `worker.hand_off` is filled.
[[gnu::always_inline]] inline Fiber* ParallelScheduler::LeaveToPark(ParallelWorker& worker,
                                                                    TaskRecord& current) {
  if (!MayPark(current)) [[unlikely]]
    return nullptr;
  if (worker.meter != nullptr) [[unlikely]]
    worker.meter->Parked();
  worker.hand_off.parking = &current;
  current.fiber = worker.running;
  return &NextFiber(worker);
}

Fiber* ParallelScheduler::BeginPark(TaskRecord& current) {
  ParallelWorker& worker = CurrentWorker();
  PrepareToLeave(worker, current);
  return LeaveToPark(worker, current);
}

void ParallelScheduler::Park(TaskRecord& current, std::uint64_t deadline_ns) {
  ParallelWorker& worker = CurrentWorker();
  PrepareToLeave(worker, current);
  TimerQueue::Key timer{};
  if (deadline_ns != kNever) timer = timers_.Add(deadline_ns, current);
  if (Fiber* const next = LeaveToPark(worker, current)) internal::SwitchFiber(worker, *next);
  if (deadline_ns != kNever) timers_.Cancel(timer);
}

void ParallelScheduler::Wake(TaskRecord& task) {
  if (Notify(task, shared_)) Ready(CurrentWorker(), task);
}

// A task that runs sees the request at its next op.
void ParallelScheduler::RequestCancel(TaskRecord& task) {
  // [C2] relaxed: [A3] publishes it. If the task parks meanwhile, [P2] of park_state.h orders it before the
  // task's next look.
  task.cancelled.store(true, std::memory_order_relaxed);
  // [A3] acq_rel: its partner is A5 in announce.cc: the worker that clears the hint sees [C2].
  for (const auto& worker : workers_) worker->attention.exchange(true, std::memory_order_acq_rel);
}

void ParallelScheduler::Cancel(TaskRecord& task) {
  RequestCancel(task);
  Wake(task);
}

void ParallelScheduler::CancelFromOutside(TaskRecord& task) {
  RequestCancel(task);
  // [C3] release: its partner is C4 in pick.cc.
  to_cancel_.store(&task, std::memory_order_release);
  idle_.CallAll();
}

// The recording could not be replayed. So the task and the root are cancelled, and Run returns the reason. Nothing is
// thrown: the op may stand in a destructor.
void ParallelScheduler::EndAfterWaitOutside(TaskRecord& task, const Op& next) {
  {
    const std::lock_guard guard(waited_outside_mutex_);
    if (waited_outside_.ok()) waited_outside_ = absl::UnimplementedError(DescribeWaitOutside(task, &next));
  }
  task.waited_outside = false;  // Told once.
  Cancel(task);
  if (&task != root_) Cancel(*root_);
}

void ParallelScheduler::LeftByYield(ParallelWorker& worker) {
  if (worker.meter != nullptr) [[unlikely]]
    worker.meter->Left();
}

Fiber* ParallelScheduler::BeginYield(TaskRecord& current) {
  ParallelWorker& worker = CurrentWorker();
  PrepareToLeave(worker, current);
  Fiber* next = nullptr;
  if (DispatcherIsDue(worker)) [[unlikely]] {
    LeftByYield(worker);
    next = &Dispatcher(worker);
  } else {
    worker.hand_off.other_picks.Add();
    TaskRecord* const task = Pick(worker);
    if (task == nullptr) return nullptr;
    LeftByYield(worker);
    next = &FiberFor(worker, *task);
  }
  worker.hand_off.leaving = Leaving::kYields;
  worker.hand_off.leaving_task = &current;
  current.fiber = worker.running;
  return next;
}

void ParallelScheduler::Yield(TaskRecord& current) {
  if (Fiber* const next = BeginYield(current)) internal::SwitchFiber(CurrentWorker(), *next);
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
    total += {.tasks = worker->tasks.Get(),
              .steals = worker->steals.Get(),
              .parks = (picks > others ? picks - others : 0) +
                       worker->parks_at_dispatcher.Get(),  // other_picks may count a pick before picks does.
              .wakes = worker->hand_off.wakes.Get(),
              .sleeps = worker->sleeps.Get()};
  }
  return total;
}

}  // namespace reprise::sched
