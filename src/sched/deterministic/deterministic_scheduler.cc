#include "sched/deterministic/deterministic_scheduler.h"

#include <algorithm>
#include <exception>
#include <thread>
#include <utility>

#include <boost/fiber/algo/algorithm.hpp>
#include <boost/fiber/operations.hpp>

#include "absl/strings/str_cat.h"
#include "base/check.h"

namespace reprise::sched {
namespace {

using boost::fibers::context;

// So often Boost's dispatcher runs though tasks are ready: it frees the stacks of ended fibers.
constexpr std::uint32_t kPicksPerDispatch = 64;

}  // namespace

// What Boost.Fiber asks on the one thread.
class DeterministicScheduler::Algorithm final : public boost::fibers::algo::algorithm {
 public:
  explicit Algorithm(DeterministicScheduler& scheduler) : scheduler_(scheduler), main_(context::active()) {}

  void awakened(context* ready) noexcept override {
    if (ready->is_context(boost::fibers::type::pinned_context)) {
      pinned_.push_back(ready);
    } else {
      TaskRecord& task = TaskProperties::Of(ready);
      task.deterministic->fiber = ready;
      scheduler_.MakeReady(task);
    }
  }

  context* pick_next() noexcept override {
    if (TaskRecord* const chosen = std::exchange(scheduler_.chosen_, nullptr))
      return chosen->deterministic->fiber;
    if (!pinned_.empty() && ++picks_ % kPicksPerDispatch == 0) return TakePinned();
    if (TaskRecord* const next = scheduler_.PickNext()) return next->deterministic->fiber;
    if (scheduler_.live_.empty() && !main_resumed_) {
      main_resumed_ = true;
      return main_;
    }
    return TakePinned();
  }

  bool has_ready_fibers() const noexcept override { return !pinned_.empty() || !scheduler_.ready_.empty(); }

  // Only the dispatcher comes here, and only when PickNext found nothing: then nobody is left.
  void suspend_until(const std::chrono::steady_clock::time_point&) noexcept override {}
  void notify() noexcept override {}

 private:
  context* TakePinned() {
    if (pinned_.empty()) return nullptr;
    context* const taken = pinned_.back();
    pinned_.pop_back();
    return taken;
  }

  DeterministicScheduler& scheduler_;
  context* main_;
  bool main_resumed_ = false;
  std::vector<context*> pinned_;
  std::uint32_t picks_ = 0;
};

DeterministicScheduler::DeterministicScheduler(const RunContext& run, std::size_t stack_bytes)
    : strategy_(*run.strategy), stacks_(stack_bytes) {
  worker_.run = &run;
  worker_.attention.store(true, std::memory_order_relaxed);
}

DeterministicScheduler::~DeterministicScheduler() = default;

absl::Status DeterministicScheduler::Run(TaskRecord& root) {
  std::thread([this, &root] {
    Worker::SetCurrent(&worker_);
    boost::fibers::use_scheduling_algorithm<Algorithm>(std::ref(*this));
    Start(root);
    context::active()->suspend();  // Algorithm::pick_next comes back here when the last task has ended.
    Worker::SetCurrent(nullptr);
  }).join();
  return verdict_;
}

void DeterministicScheduler::Start(TaskRecord& task) {
  ++stats_.tasks;
  task.deterministic = new DeterministicTask{.pending = {.kind = OpKind::kStart, .task = task.id}};
  live_.push_back(&task);
  LaunchFiber(stacks_, task, [this, &task] { RunTask(task); });
}

void DeterministicScheduler::RunTask(TaskRecord& task) {
  const std::unique_ptr<DeterministicTask> mine(task.deterministic);
  Resumed(task);
  try {
    if (!abandoned_) task.body(task);
  } catch (
      const sched::Abandoned&) {  // The run ended early: this task's stack is unwound, which was the point.
  }
  // Its joiner has the record from here on, but does not run before this fiber has ended.
  live_.erase(std::find(live_.begin(), live_.end(), &task));
  worker_.current = nullptr;
}

void DeterministicScheduler::Resumed(TaskRecord& task) { worker_.current = &task; }

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

void DeterministicScheduler::SwitchTo(TaskRecord& next, TaskRecord& current) {
  ready_.erase(std::find(ready_.begin(), ready_.end(), &next));
  chosen_ = &next;
  SwitchAway(current, [](context& fiber) { fiber.yield(); });
  Resumed(current);
}

void DeterministicScheduler::Park(TaskRecord& current, std::uint64_t deadline_ns) {
  LeaveIfAbandoned(current);
  if (abandoned_) return;  // A destructor waits, in vain: nobody is left who could wake it.
  TimerQueue::Key timer{};
  if (deadline_ns != kNever) timer = timers_.Add(deadline_ns, current);
  ++stats_.parks;
  // One thread: nobody can wake the task before it has left its stack.
  current.park.store(ParkState::kParked, std::memory_order_relaxed);
  // Chosen here, because it may be this very task again (its deadline, the end of the run), and a fiber
  // cannot switch to itself.
  chosen_ = PickNext();
  if (chosen_ == &current) {
    chosen_ = nullptr;
  } else {
    SwitchAway(current, [](context& fiber) { fiber.suspend(); });
    Resumed(current);
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

// The next task to run, or nobody when all have ended.
TaskRecord* DeterministicScheduler::PickNext() {
  for (;;) {
    if (!ready_.empty()) {
      if (TaskRecord* const picked = AskStrategy()) return picked;
    } else if (live_.empty()) {
      return nullptr;
    } else if (abandoned_ || !AdvanceTime()) {
      AbandonBlocked();
    }
  }
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

// Nobody can run: time jumps to the next deadline. False when there is none.
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

// Unwinds the current task, but the ones that it spawned first: they may use what lies on its stack. A task
// that an exception is unwinding already cannot be left by another one and goes on with that.
void DeterministicScheduler::LeaveIfAbandoned(TaskRecord& current) {
  if (!abandoned_) return;
  while (live_.back() != &current) SwitchTo(*live_.back(), current);
  if (std::uncaught_exceptions() == 0) throw sched::Abandoned{};
}

}  // namespace reprise::sched
