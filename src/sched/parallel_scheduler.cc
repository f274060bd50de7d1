#include "sched/parallel_scheduler.h"

#include <pthread.h>
#include <sched.h>

#include <thread>
#include <utility>

#include <boost/fiber/algo/algorithm.hpp>
#include <boost/fiber/operations.hpp>

#include "base/check.h"
#include "base/os.h"

namespace reprise::sched {
namespace {

using boost::fibers::context;

// So often a worker looks at its own dispatcher (which frees ended fibers) though tasks are ready.
constexpr std::uint32_t kPicksPerDispatch = 64;
// So often an idle worker looks around before it sleeps: about 10 µs, the price of one wake.
constexpr int kLooksBeforeSleep = 200;

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

}  // namespace

struct ParallelScheduler::ParallelWorker : Worker {
  ReadyQueue ready;
  std::vector<context*> pinned;  // Boost's own dispatcher, when it is ready.
  std::vector<context*> loot;
  context* main_context = nullptr;
  bool main_resumed = false;
  std::uint32_t picks = 0;
  unsigned last_victim = 0;
  std::thread thread;
  // [S1] relaxed, all of them: counters that one worker writes and Stats reads; nothing depends on them.
  std::atomic<std::uint64_t> tasks{0};
  std::atomic<std::uint64_t> steals{0};
  std::atomic<std::uint64_t> parks{0};
  std::atomic<std::uint64_t> sleeps{0};

  static void Count(std::atomic<std::uint64_t>& counter) {
    counter.store(counter.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
  }
};

// What Boost.Fiber asks on each worker.
class ParallelScheduler::Algorithm final : public boost::fibers::algo::algorithm {
 public:
  Algorithm(ParallelScheduler& scheduler, ParallelWorker& worker) : scheduler_(scheduler), worker_(worker) {}

  void awakened(context* ready) noexcept override {
    if (ready->is_context(boost::fibers::type::pinned_context)) {
      worker_.pinned.push_back(ready);
      return;
    }
    ready->detach();  // From now on any worker may take it.
    scheduler_.Enqueue(ready);
  }

  context* pick_next() noexcept override {
    if (worker_.parking != nullptr && worker_.parking->context != context::active()) {
      scheduler_.FinishParking(worker_);
    }
    FireTimers();
    // [S2] acquire: pairs with [S3].
    if (!worker_.main_resumed && context::active() != worker_.main_context &&
        scheduler_.stop_.load(std::memory_order_acquire)) {
      worker_.main_resumed = true;
      return worker_.main_context;
    }
    if (++worker_.picks % kPicksPerDispatch == 0) {
      if (context* const dispatcher = TakePinned()) return dispatcher;
    }
    context* next = worker_.ready.Pop();
    if (next == nullptr && scheduler_.Steal(worker_)) next = worker_.ready.Pop();
    if (next == nullptr) return TakePinned();
    context::active()->attach(next);
    return next;
  }

  bool has_ready_fibers() const noexcept override {
    return !worker_.pinned.empty() || !worker_.ready.Empty();
  }

  void suspend_until(const std::chrono::steady_clock::time_point&) noexcept override {
    const auto has_work = [this] {
      return scheduler_.AnyReady() || scheduler_.stop_.load(std::memory_order_acquire);  // [S2]
    };
    for (int look = 0; look < kLooksBeforeSleep; ++look) {
      if (has_work()) return;
#if defined(__x86_64__)
      __builtin_ia32_pause();
#endif
    }
    const auto deadline = [this] { return scheduler_.timers_.EarliestNanos(); };
    if (scheduler_.idle_.Sleep(deadline, has_work)) worker_.Count(worker_.sleeps);
  }

  void notify() noexcept override { scheduler_.idle_.NotifyAll(); }

 private:
  context* TakePinned() {
    if (worker_.pinned.empty()) return nullptr;
    context* const taken = worker_.pinned.back();
    worker_.pinned.pop_back();
    return taken;
  }

  void FireTimers() {
    if (scheduler_.timers_.EarliestNanos() == kNever) return;
    const std::uint64_t now = MonotonicNanos();
    if (scheduler_.timers_.EarliestNanos() > now) return;
    scheduler_.timers_.Fire(now, [this](TaskRecord& task) { scheduler_.Wake(task); });
  }

  ParallelScheduler& scheduler_;
  ParallelWorker& worker_;
};

ParallelScheduler::ParallelScheduler(Runtime& runtime, unsigned workers, std::size_t stack_bytes)
    : runtime_(runtime), stacks_(stack_bytes) {
  for (unsigned index = 0; index < workers; ++index) {
    workers_.push_back(std::make_unique<ParallelWorker>());
    workers_.back()->index = index;
    workers_.back()->runtime = &runtime_;
    // [A2] relaxed: before any worker exists.
    workers_.back()->attention.store(runtime_.tap() != nullptr, std::memory_order_relaxed);
  }
}

ParallelScheduler::~ParallelScheduler() = default;

absl::Status ParallelScheduler::Run(std::unique_ptr<TaskRecord> root) {
  live_tasks_.store(1, std::memory_order_relaxed);  // [S4] relaxed: before any worker exists.
  for (auto& worker : workers_) {
    worker->thread = std::thread(
        [this, &worker = *worker, first = worker->index == 0 ? root.release() : nullptr]() mutable {
          WorkerMain(worker, std::unique_ptr<TaskRecord>(first));
        });
  }
  for (auto& worker : workers_) worker->thread.join();
  return absl::OkStatus();
}

void ParallelScheduler::WorkerMain(ParallelWorker& worker, std::unique_ptr<TaskRecord> root) {
  PinToCore(worker.index);
  Worker::SetCurrent(&worker);
  worker.main_context = context::active();
  boost::fibers::use_scheduling_algorithm<Algorithm>(std::ref(*this), std::ref(worker));
  if (root != nullptr) Start(std::move(root));
  // Only stop_ resumes a worker's main context (Algorithm::pick_next).
  context::active()->suspend();
  Worker::SetCurrent(nullptr);
}

void ParallelScheduler::Start(std::unique_ptr<TaskRecord> task) {
  ParallelWorker& worker = CurrentWorker();
  ParallelWorker::Count(worker.tasks);
  if (worker.current != nullptr) {
    // [S5] relaxed: the parent is alive and counted, so the count cannot reach 0 meanwhile.
    live_tasks_.fetch_add(1, std::memory_order_relaxed);
  }
  TaskRecord* const record = task.release();
  LaunchFiber(stacks_, *record, [this, record] { RunTask(std::unique_ptr<TaskRecord>(record)); });
}

void ParallelScheduler::RunTask(std::unique_ptr<TaskRecord> task) {
  task->context = context::active();
  Resumed(*task);
  task->body();
  Worker::Current().current = nullptr;
  // [S6] acq_rel: the last one to end sees that all the others have.
  if (live_tasks_.fetch_sub(1, std::memory_order_acq_rel) == 1) {
    // [S3] release: pairs with [S2].
    stop_.store(true, std::memory_order_release);
    idle_.NotifyAll();
  }
}

void ParallelScheduler::Resumed(TaskRecord& task) {
  Worker& worker = Worker::Current();
  if (worker.parking != nullptr) FinishParking(worker);
  worker.current = &task;
}

// The fiber that parked has left its stack: now wakers may queue it. One that came too early is made up for.
void ParallelScheduler::FinishParking(Worker& worker) {
  TaskRecord& task = *std::exchange(worker.parking, nullptr);
  context* const parked = task.context;
  parked->detach();
  ParkState expected = ParkState::kParking;
  // [P1] acq_rel: pairs with [P2], so that a waker that finds kParked may hand the fiber to any worker.
  if (!task.park.compare_exchange_strong(expected, ParkState::kParked, std::memory_order_acq_rel))
    Enqueue(parked);
}

void ParallelScheduler::Park(TaskRecord& current, std::uint64_t deadline_ns) {
  ParkState expected = ParkState::kRunning;
  // [P3] acq_rel: pairs with [P2]; a wake that came first is taken instead of sleeping.
  if (!current.park.compare_exchange_strong(expected, ParkState::kParking, std::memory_order_acq_rel)) {
    current.park.store(ParkState::kRunning,
                       std::memory_order_relaxed);  // [P4] relaxed: still this task's own.
    return;
  }
  TimerQueue::Key timer{};
  if (deadline_ns != kNever) {
    timer = timers_.Add(deadline_ns, current);
    // Sleepers wait for a later deadline, and this worker may be busy when the new one comes.
    if (timers_.EarliestNanos() == deadline_ns) idle_.NotifyAll();
  }
  ParallelWorker& worker = CurrentWorker();
  ParallelWorker::Count(worker.parks);
  worker.parking = &current;
  worker.current = nullptr;
  SwitchAway(current, [](context& fiber) { fiber.suspend(); });
  Resumed(current);
  if (deadline_ns != kNever) timers_.Cancel(timer);
  // [P5] acq_rel: pairs with [P2]; what the waker wrote before it woke this task is seen.
  current.park.exchange(ParkState::kRunning, std::memory_order_acq_rel);
}

void ParallelScheduler::Wake(TaskRecord& task) {
  // [P2] acq_rel: pairs with [P1], [P3] and [P5].
  if (task.park.exchange(ParkState::kNotified, std::memory_order_acq_rel) == ParkState::kParked) {
    Enqueue(task.context);
  }
}

void ParallelScheduler::Cancel(TaskRecord& task) {
  // [C2] relaxed: [P2] orders it before the task's next look, if the task parks meanwhile.
  task.cancelled.store(true, std::memory_order_relaxed);
  // [A3] relaxed: a hint (announce.h).
  for (const auto& worker : workers_) worker->attention.store(true, std::memory_order_relaxed);
  Wake(task);
}

void ParallelScheduler::Yield(TaskRecord& current) {
  Worker::Current().current = nullptr;
  SwitchAway(current, [](context& fiber) { fiber.yield(); });
  Resumed(current);
}

std::uint64_t ParallelScheduler::NowNanos() { return MonotonicNanos(); }

void ParallelScheduler::Enqueue(context* ready) {
  CurrentWorker().ready.Push(ready);
  idle_.NotifyOne();
}

bool ParallelScheduler::Steal(ParallelWorker& thief) {
  const unsigned count = static_cast<unsigned>(workers_.size());
  for (unsigned tried = 0; tried < count; ++tried) {
    ParallelWorker& victim = *workers_[thief.last_victim];
    thief.last_victim = (thief.last_victim + 1) % count;
    if (&victim == &thief || victim.ready.Empty()) continue;
    const std::size_t taken = victim.ready.StealHalf(thief.loot);
    if (taken == 0) continue;
    for (context* stolen : thief.loot) thief.ready.Push(stolen);
    for (std::size_t one = 0; one < taken; ++one) ParallelWorker::Count(thief.steals);
    if (taken > 1) idle_.NotifyOne();  // While it was in no queue, a worker may have gone to sleep.
    return true;
  }
  return false;
}

bool ParallelScheduler::AnyReady() const {
  for (const auto& worker : workers_) {
    if (!worker->ready.Empty()) return true;
  }
  return false;
}

ParallelScheduler::ParallelWorker& ParallelScheduler::CurrentWorker() {
  return static_cast<ParallelWorker&>(Worker::Current());
}

SchedulerStats ParallelScheduler::Stats() const {
  SchedulerStats total;
  for (const auto& worker : workers_) {
    total += {.tasks = worker->tasks.load(std::memory_order_relaxed),     // [S1]
              .steals = worker->steals.load(std::memory_order_relaxed),   // [S1]
              .parks = worker->parks.load(std::memory_order_relaxed),     // [S1]
              .sleeps = worker->sleeps.load(std::memory_order_relaxed)};  // [S1]
  }
  return total;
}

}  // namespace reprise::sched
