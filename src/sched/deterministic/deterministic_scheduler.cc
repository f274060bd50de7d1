#include "sched/deterministic/deterministic_scheduler.h"

#include <algorithm>
#include <chrono>
#include <exception>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "base/os.h"
#include "sched/fiber/boost_fiber.h"
#include "sched/fiber/park.h"
#include "sched/fiber/wait_outside.h"

namespace reprise::sched {
DeterministicScheduler::DeterministicScheduler(const RunContext& run, std::size_t stack_bytes)
    : strategy_(*run.strategy), stacks_(stack_bytes) {
  worker_.run = &run;
  worker_.attention.store(true, std::memory_order_relaxed);
}

DeterministicScheduler::~DeterministicScheduler() = default;

absl::Status DeterministicScheduler::Run(TaskRecord& root) {
  std::thread([this, &root] {
    Worker::SetCurrent(&worker_);
    fibers_.Begin();
    Start(root);
    fibers_.Run();
    for (Fiber* const fiber : lost_) FiberThread::Forget(*fiber);
    if (!lost_.empty()) stacks_.KeepForever();  // Others may hold what lies on them.
    Worker::SetCurrent(nullptr);
  }).join();
  return verdict_;
}

void DeterministicScheduler::Start(TaskRecord& task) {
  ++stats_.tasks;
  task.fiber = &MakeFiber(stacks_, [this, &task] { RunTask(task); });
  fibers_.Attach(*task.fiber);
  task.deterministic = new DeterministicTask{.pending = {.kind = OpKind::kStart, .task = task.id}};
  live_.push_back(&task);
  MakeReady(task);
}

void DeterministicScheduler::RunTask(TaskRecord& task) {
  const std::unique_ptr<DeterministicTask> mine(task.deterministic);
  try {
    if (!abandoned_) task.body(task);
  } catch (const sched::Abandoned&) {
    // The run ended early. Abandoned was thrown to unwind this task's stack, and that is done now.
  }
  // The record belongs to the joiner from here on, but the joiner does not run before this fiber has ended.
  live_.erase(std::find(live_.begin(), live_.end(), &task));
  worker_.current = nullptr;
}

void DeterministicScheduler::MakeReady(TaskRecord& task) { ready_.push_back(&task); }

void DeterministicScheduler::Choose(TaskRecord& current, const Op& op) {
  if (abandoned_) return LeaveIfAbandoned(current);
  current.deterministic->pending = op;
  candidates_.clear();
  for (const TaskRecord* task : ready_) candidates_.push_back(task->deterministic->pending);
  candidates_.push_back(op);
  const std::size_t picked = strategy_.Pick(candidates_);
  if (picked == Strategy::kStop) {
    Abandon(absl::AbortedError("the strategy ended the run"));
  } else if (picked < ready_.size()) {
    SwitchTo(*ready_[picked], current);
  }
  LeaveIfAbandoned(current);
}

std::uint64_t DeterministicScheduler::ChooseBelow(TaskRecord& current, std::uint64_t bound) {
  if (abandoned_) return 0;
  const std::uint64_t chosen = strategy_.Choose(current.deterministic->pending, bound);
  REPRISE_CHECK(bound <= Strategy::kBoundMax && chosen < bound);
  return chosen;
}

void DeterministicScheduler::SwitchTo(TaskRecord& next, TaskRecord& current) {
  ready_.erase(std::find(ready_.begin(), ready_.end(), &next));
  MakeReady(current);
  worker_.current = &next;
  internal::SwitchFiber(worker_, *next.fiber);
}

void DeterministicScheduler::SwitchToDispatcher(TaskRecord& current) {
  MakeReady(current);
  worker_.current = nullptr;
  internal::SwitchFiber(worker_, fibers_.dispatcher());
}

void DeterministicScheduler::Park(TaskRecord& current, std::uint64_t deadline_ns) {
  LeaveIfAbandoned(current);
  if (abandoned_) return;  // A destructor waits, but no task is left that could wake it.
  TimerQueue::Key timer{};
  if (deadline_ns != kNever) timer = timers_.Add(deadline_ns, current);
  ++stats_.parks;
  // One thread: no waker can come before the task has left its stack.
  current.park.store(ParkState::kParked, std::memory_order_relaxed);
  // The next task may be the current one (its deadline, the end of the run): a fiber cannot switch to itself.
  TaskRecord* const next = PickNext();
  if (next != &current) {
    worker_.current = next;
    internal::SwitchFiber(worker_, next != nullptr ? *next->fiber : fibers_.dispatcher());
  }
  if (deadline_ns != kNever) timers_.Cancel(timer);
  LeaveIfAbandoned(current);
}

void DeterministicScheduler::Wake(TaskRecord& task) {
  if (task.park.exchange(ParkState::kRunning, std::memory_order_relaxed) != ParkState::kParked) return;
  ++stats_.wakes;
  MakeReady(task);
}

void DeterministicScheduler::Cancel(TaskRecord& task) {
  task.cancelled.store(true, std::memory_order_relaxed);
  Wake(task);
}

// A task has ended or waits in Boost.Fiber: gives the fiber that goes on. Null: none.
Fiber* DeterministicScheduler::NextFiber() {
  worker_.current = PickNext();
  return worker_.current != nullptr ? worker_.current->fiber : nullptr;
}

// The next task to run. Null: all have ended, or the program's own fibers have a turn.
TaskRecord* DeterministicScheduler::PickNext() {
  for (;;) {
    if (abandoned_ && YoungestWaitsInBoost()) {
      if (OwnFibersMayHelp()) return nullptr;
      LoseYoungest();
    } else if (!ready_.empty()) {
      if (TaskRecord* const picked = AskStrategy()) return picked;
    } else if (live_.empty() || OwnFibersMayHelp()) {
      return nullptr;
    } else if (abandoned_ || !AdvanceTime()) {
      AbandonBlocked();
    }
  }
}

// Whether a fiber of the program's own is ready, which may wake a task in Boost.Fiber. A run in which such fibers only
// let each other go first has no end, so their turns are bounded.
bool DeterministicScheduler::OwnFibersMayHelp() {
  constexpr std::uint32_t kTurnsMax = 10'000;
  return fibers_.OwnFibersWait() && ++own_fiber_turns_ < kTurnsMax;
}

TaskRecord* DeterministicScheduler::AskStrategy() {
  std::size_t picked = 0;
  if (abandoned_) {
    picked = static_cast<std::size_t>(std::find(ready_.begin(), ready_.end(), live_.back()) - ready_.begin());
    REPRISE_CHECK(picked < ready_.size());  // Abandon woke every live task.
  } else {
    candidates_.clear();
    for (const TaskRecord* task : ready_) candidates_.push_back(task->deterministic->pending);
    picked = strategy_.Pick(candidates_);
    if (picked == Strategy::kStop) {
      Abandon(absl::AbortedError("the strategy ended the run"));
      return nullptr;
    }
  }
  TaskRecord* const task = ready_[picked];
  ready_.erase(ready_.begin() + static_cast<std::ptrdiff_t>(picked));
  return task;
}

// No task can run: moves the time to the next deadline. False: there is none.
bool DeterministicScheduler::AdvanceTime() {
  const std::uint64_t earliest = timers_.EarliestNanos();
  if (earliest == kNever) return false;
  now_ns_ = std::max(now_ns_, earliest);
  timers_.Fire(now_ns_, [this](TaskRecord& task) { Wake(task); });
  return true;
}

void DeterministicScheduler::Abandon(absl::Status why) {
  if (!abandoned_) verdict_ = std::move(why);
  abandoned_ = true;
  for (TaskRecord* task : live_) Wake(*task);
}

void DeterministicScheduler::AbandonBlocked() {
  if (!in_boost_.empty())
    return Abandon(absl::UnimplementedError(DescribeWaitOutside(*in_boost_.front(), nullptr)));
  std::vector<Op> blocked;
  std::string who;
  for (const TaskRecord* task : live_) {
    blocked.push_back(task->deterministic->pending);
    absl::StrAppend(&who, who.empty() ? "" : ", ", task->FullName(), " in ",
                    Name(task->deterministic->pending.kind), " at ",
                    ToString(task->deterministic->pending.site));
  }
  strategy_.Blocked(blocked);
  Abandon(absl::FailedPreconditionError(absl::StrCat("deadlock: every task is blocked: ", who)));
}

// If the run has ended early, unwinds the current task. The tasks that were spawned after it are unwound
// first, because they may use its stack. A task that an exception is unwinding already cannot throw a second
// one: it goes on.
void DeterministicScheduler::LeaveIfAbandoned(TaskRecord& current) {
  if (!abandoned_) return;
  while (live_.back() != &current) {
    if (!YoungestWaitsInBoost()) {
      SwitchTo(*live_.back(), current);
    } else if (OwnFibersMayHelp()) {
      SwitchToDispatcher(current);
    } else {
      LoseYoungest();
    }
  }
  if (std::uncaught_exceptions() == 0) throw sched::Abandoned{};
}

void DeterministicScheduler::EndAfterWaitOutside(TaskRecord& task, const Op& next) {
  Abandon(absl::UnimplementedError(DescribeWaitOutside(task, &next)));
  LeaveIfAbandoned(task);
}

void DeterministicScheduler::Host::WaitsInBoost(TaskRecord& task) noexcept {
  task.waited_outside = true;
  scheduler_.in_boost_.push_back(&task);
}

void DeterministicScheduler::Host::OwnFiberReady() noexcept {
  if (scheduler_.worker_.current != nullptr) scheduler_.worker_.current->waited_outside = true;
}

// Boost.Fiber has woken the task. It goes on to its next op, where the run ends.
void DeterministicScheduler::WokenInBoost(TaskRecord& task) {
  const auto place = std::find(in_boost_.begin(), in_boost_.end(), &task);
  if (place == in_boost_.end()) return;  // LoseYoungest has removed it from the run.
  in_boost_.erase(place);
  task.deterministic->pending = {.kind = OpKind::kStart, .task = task.id, .no = task.next_op_no};
  MakeReady(task);
}

// A run is unwound from the youngest task on. One that waits in Boost.Fiber cannot be unwound: it counts as ended, and
// its fiber is dropped after the run.
bool DeterministicScheduler::YoungestWaitsInBoost() const {
  return !live_.empty() && std::find(in_boost_.begin(), in_boost_.end(), live_.back()) != in_boost_.end();
}

void DeterministicScheduler::LoseYoungest() {
  TaskRecord* const youngest = live_.back();
  in_boost_.erase(std::find(in_boost_.begin(), in_boost_.end(), youngest));
  live_.pop_back();
  lost_.push_back(youngest->fiber);
  delete youngest->deterministic;
}

// Only fibers that the program started itself are left.
void DeterministicScheduler::Host::Wait(std::uint64_t deadline_ns) noexcept {
  std::unique_lock lock(mutex_);
  const auto notified = [this] { return std::exchange(notified_, false); };
  if (deadline_ns == kNever) return changed_.wait(lock, notified);
  const std::uint64_t now = MonotonicNanos();
  changed_.wait_for(lock, std::chrono::nanoseconds(deadline_ns > now ? deadline_ns - now : 0), notified);
}

void DeterministicScheduler::Host::Notify() noexcept {
  const std::lock_guard guard(mutex_);
  notified_ = true;
  changed_.notify_all();
}

}  // namespace reprise::sched
