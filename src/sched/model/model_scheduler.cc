#include "sched/model/model_scheduler.h"

#include <sys/mman.h>
#include <unistd.h>

#include <cxxabi.h>
#include <algorithm>
#include <exception>
#include <stdexcept>
#include <utility>

#include <boost/context/detail/fcontext.hpp>

#include "base/check.h"

namespace reprise::sched {
namespace {

using boost::context::detail::jump_fcontext;
using boost::context::detail::make_fcontext;
using boost::context::detail::transfer_t;

}  // namespace

// The exceptions in flight: the C++ runtime stores them by thread, the model scheduler by task.
struct ModelScheduler::InFlight {
  void* caught = nullptr;
  unsigned uncaught = 0;
};

struct ModelScheduler::Task {
  unsigned index = 0;
  void* context = nullptr;
  std::byte* stack = nullptr;
  std::size_t stack_bytes = 0;
  std::function<void()> body;
  InFlight in_flight;
  Op pending;            // The op of a task that spins or joins.
  std::size_t slot = 0;  // The index in ready_, if the task is ready.
  std::uint32_t ops = 0;
  std::uint32_t waits_on = 0;
  bool spins = false;
  bool ended = false;
  bool awaited = false;  // Its parent waits for its end.
  Task* parent = nullptr;
  unsigned begun = 0;     // Children, ended or not.
  unsigned children = 0;  // Children that have not ended.
  unsigned awaits = 0;    // How many of these it waits for.
  std::uint64_t* stamp = nullptr;

  Task(unsigned number, std::size_t bytes) : index(number) {
    const std::size_t page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
    stack_bytes = bytes + page;
    void* const memory = mmap(nullptr, stack_bytes, PROT_READ | PROT_WRITE,
                              MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    REPRISE_CHECK(memory != MAP_FAILED);
    REPRISE_CHECK(mprotect(memory, page, PROT_NONE) == 0);  // An overflow is a fault at once.
    stack = static_cast<std::byte*>(memory);
  }
  ~Task() { munmap(stack, stack_bytes); }
  Task(const Task&) = delete;
  Task& operator=(const Task&) = delete;
};

// The entry of a task's stack.
struct ModelEntry {
  static void Run(transfer_t from) {
    ModelScheduler& scheduler = *ModelScheduler::current_;
    if (from.data == nullptr) {
      scheduler.main_ = from.fctx;
    } else {
      static_cast<ModelScheduler::Task*>(from.data)->context = from.fctx;
    }
    try {
      scheduler.running_->body();
      scheduler.MustHaveNoChildren();
    } catch (const std::exception& thrown) {
      scheduler.Fail(FailureKind::kException, thrown.what(), scheduler.ready_[scheduler.running_->slot].site);
    } catch (...) {
      scheduler.Fail(FailureKind::kException, "", scheduler.ready_[scheduler.running_->slot].site);
    }
    scheduler.EndTask();
  }
};

ModelScheduler::ModelScheduler() : ModelScheduler(Options{}) {}
ModelScheduler::ModelScheduler(const Options& options) : options_(options) {}
ModelScheduler::~ModelScheduler() = default;

ModelScheduler::Result ModelScheduler::Run(Strategy& strategy, const std::function<void()>& body) {
  REPRISE_CHECK(current_ == nullptr);  // One run at a time on a thread.
  current_ = this;
  strategy_ = &strategy;
  ready_.clear();
  ready_tasks_.clear();
  spinners_.clear();
  begun_ = live_ = objects_ = 0;
  now_ = steps_ = writes_at_last_recheck_ = 0;
  writes_ = 1;
  result_ = {};
  running_ = &Begin(body, /*parent=*/nullptr);
  in_flight_ = reinterpret_cast<InFlight*>(abi::__cxa_get_globals());
  const InFlight of_caller = std::exchange(*in_flight_, {});
  jump_fcontext(running_->context, nullptr);
  *in_flight_ = of_caller;
  result_.steps = steps_;
  if (const ModelMemory::Block* leak = memory_.FirstLeak();
      leak != nullptr && !result_.failure && !result_.stopped)
    result_.failure = {FailureKind::kLeak, std::to_string(leak->bytes) + " bytes", {Op{.site = leak->site}}};
  memory_.Reset();
  current_ = nullptr;
  return std::move(result_);
}

ModelScheduler::Task& ModelScheduler::Begin(std::function<void()> body, Task* parent) {
  if (tasks_.size() == begun_) tasks_.push_back(std::make_unique<Task>(begun_, options_.stack_bytes));
  Task& task = *tasks_[begun_];
  task.context = make_fcontext(task.stack + task.stack_bytes, options_.stack_bytes, &ModelEntry::Run);
  task.body = std::move(body);
  task.in_flight = {};
  task.pending = {OpKind::kStart, TaskId{task.index + 1}, 0, kNoObject, Site{}};
  task.ops = 0;
  task.spins = task.ended = task.awaited = false;
  task.parent = parent;
  task.begun = task.children = task.awaits = 0;
  task.stamp = nullptr;
  ++begun_;
  ++live_;
  if (tap_ != nullptr) [[unlikely]]
    tap_->DefineTask({.id = task.pending.task,
                      .parent = parent == nullptr ? kNoTask : TaskId{parent->index + 1},
                      .index = parent == nullptr ? 0 : parent->begun,
                      .name = "task " + std::to_string(task.index)});
  if (parent != nullptr) ++parent->begun;
  MakeReady(task);
  return task;
}

unsigned ModelScheduler::Spawn(std::function<void()> body, Site site) {
  if (begun_ == kTasksMax)
    throw std::length_error("a run has at most " + std::to_string(kTasksMax) + " tasks");
  Task& child = Begin(std::move(body), running_);
  ++running_->children;
  Tell(OpKind::kSpawn, child, site);
  return child.index;
}

void ModelScheduler::Join(unsigned task, Site site) {
  if (task >= begun_ || tasks_[task]->parent != running_)
    throw std::logic_error("it joins task " + std::to_string(task) + ", which it did not spawn");
  Task& child = *tasks_[task];
  if (!child.ended) {
    child.awaited = true;
    running_->awaits = 1;
    AwaitChildren(ObjectId{task + 1}, site);
  }
  Tell(OpKind::kJoin, child, site);
}

void ModelScheduler::RunTasks(std::vector<std::function<void()>> bodies, Site site) {
  if (bodies.empty()) return;
  const unsigned first = begun_;
  for (std::function<void()>& body : bodies) tasks_[Spawn(std::move(body), site)]->awaited = true;
  running_->awaits = static_cast<unsigned>(bodies.size());
  AwaitChildren(kNoObject, site);
  for (unsigned child = 0; child < bodies.size(); ++child) Tell(OpKind::kJoin, *tasks_[first + child], site);
}

// Waits until the awaited children have ended.
void ModelScheduler::AwaitChildren(ObjectId object, Site site) {
  Task& self = *running_;
  Unready(self);
  self.pending = {OpKind::kJoin, TaskId{self.index + 1}, self.ops, object, site};
  SwitchFromBlocked();
}

void ModelScheduler::MustHaveNoChildren() const {
  if (running_->children != 0)
    throw std::logic_error("it ended before a task that it spawned: join that first");
}

void ModelScheduler::Tell(OpKind kind, const Task& object, Site site) {
  const Op op{kind, TaskId{running_->index + 1}, running_->ops, ObjectId{object.index + 1}, site};
  const Outcome outcome{.branch = Branch::kDone};
  if (tap_ != nullptr) [[unlikely]]
    tap_->Commit(op, outcome);
  strategy_->Committed(op, outcome);
}

void ModelScheduler::Committed(const Outcome& outcome) {
  const Op& op = ready_[running_->slot];
  if (tap_ != nullptr) [[unlikely]]
    tap_->Commit(op, outcome);
  strategy_->Committed(op, outcome);
}

void ModelScheduler::MakeReady(Task& task) {
  std::size_t slot = ready_.size();
  while (slot > 0 && ready_tasks_[slot - 1]->index > task.index) --slot;
  ready_.insert(ready_.begin() + static_cast<std::ptrdiff_t>(slot), task.pending);
  ready_tasks_.insert(ready_tasks_.begin() + static_cast<std::ptrdiff_t>(slot), &task);
  for (; slot < ready_tasks_.size(); ++slot) ready_tasks_[slot]->slot = slot;
}

void ModelScheduler::Unready(Task& task) {
  std::size_t slot = task.slot;
  task.pending = ready_[slot];
  ready_.erase(ready_.begin() + static_cast<std::ptrdiff_t>(slot));
  ready_tasks_.erase(ready_tasks_.begin() + static_cast<std::ptrdiff_t>(slot));
  for (; slot < ready_tasks_.size(); ++slot) ready_tasks_[slot]->slot = slot;
}

ModelScheduler::Task& ModelScheduler::Pick() {
  if (live_ == 1) return *ready_tasks_[0];
  const std::size_t picked = strategy_->Pick(ready_);
  if (picked == Strategy::kStop) Leave(std::nullopt, /*stopped=*/true);
  REPRISE_CHECK(picked < ready_.size());
  return *ready_tasks_[picked];
}

void ModelScheduler::SwitchTo(Task& next) {
  Task& self = *running_;
  self.in_flight = std::exchange(*in_flight_, next.in_flight);
  running_ = &next;
  const transfer_t from = jump_fcontext(next.context, &self);
  static_cast<Task*>(from.data)->context = from.fctx;
}

void ModelScheduler::Choose(OpKind kind, std::uint32_t object, Site site) {
  Task& self = *running_;
  if (++steps_ > options_.steps_max)
    Fail(FailureKind::kNoEnd, "after " + std::to_string(options_.steps_max) + " steps", site);
  Op& op = ready_[self.slot];
  op.kind = kind;
  op.no = self.ops;
  op.object = ObjectId{object};
  op.site = site;
  if (live_ > 1) {
    Task& next = Pick();
    if (&next != &self) SwitchTo(next);
  }
  ++self.ops;
  Executing(ready_[self.slot]);
}

std::uint64_t ModelScheduler::ChooseBelow(std::uint64_t bound, Site site) {
  Task& self = *running_;
  Op& op = ready_[self.slot];
  op = {OpKind::kPoll, op.task, self.ops++, kNoObject, site};
  ++steps_;
  Executing(op);
  const std::uint64_t chosen = bound < 2 ? 0 : strategy_->Choose(op, bound);
  REPRISE_CHECK(bound > 0 && bound <= Strategy::kBoundMax && chosen < bound);
  Committed({.branch = Branch::kDone, .value = chosen});
  return chosen;
}

void ModelScheduler::Executing(const Op& op) {
  if (op.kind == OpKind::kStart) return;
  if (running_->stamp != nullptr) FlushStamp();
  if (tap_ != nullptr) [[unlikely]]
    tap_->Prepare(op);
}

void ModelScheduler::StampNextOp(std::uint64_t* stamp) { running_->stamp = stamp; }

void ModelScheduler::FlushStamp() {
  if (running_->stamp != nullptr) *std::exchange(running_->stamp, nullptr) = Tick();
}

void ModelScheduler::SpinOn(std::uint32_t object, Site site) {
  Task& self = *running_;
  Unready(self);
  self.pending = {OpKind::kSpin, TaskId{self.index + 1}, self.ops, ObjectId{object}, site};
  self.waits_on = object;
  self.spins = true;
  spinners_.push_back(&self);
  ++steps_;
  SwitchFromBlocked();
  ++self.ops;
  Executing(self.pending);
  Committed({.branch = Branch::kDone});
}

void ModelScheduler::WakeSpinners(std::uint32_t object) {
  std::erase_if(spinners_, [this, object](Task* task) {
    if (task->waits_on != object && task->waits_on != 0) return false;
    Wake(*task);
    return true;
  });
}

void ModelScheduler::Wake(Task& task) {
  task.spins = false;
  MakeReady(task);
}

void ModelScheduler::SwitchFromBlocked() {
  if (ready_.empty() && std::exchange(writes_at_last_recheck_, writes_) != writes_) {
    for (Task* const task : spinners_) Wake(*task);
    spinners_.clear();
  }
  if (!ready_.empty()) {
    Task& next = Pick();
    if (&next != running_) SwitchTo(next);  // The picked task may be the current one, woken to check again.
    return;
  }
  std::vector<Op> blocked;
  for (unsigned index = 0; index < begun_; ++index)
    if (tasks_[index]->spins) blocked.push_back(tasks_[index]->pending);
  strategy_->Blocked(blocked);
  Leave(Failure{FailureKind::kLivelock, "", std::move(blocked)});
}

void ModelScheduler::EndTask() {
  Task& self = *running_;
  Tell(OpKind::kEnd, self, Site{});
  if (self.index == 0) Leave(std::nullopt);
  Unready(self);
  --live_;
  self.ended = true;
  Task& parent = *self.parent;
  --parent.children;
  if (self.awaited && --parent.awaits == 0) MakeReady(parent);
  SwitchFromBlocked();
  std::terminate();  // No switch returns to a task that has ended.
}

unsigned ModelScheduler::task() const { return running_->index; }

void ModelScheduler::Fail(FailureKind kind, std::string text, Site site) {
  const Op here{.task = TaskId{running_->index + 1}, .no = running_->ops, .site = site};
  Leave(Failure{kind, std::move(text), {here}});
}

void ModelScheduler::Free(void* memory, Site site) {
  if (!memory_.Free(memory)) Fail(FailureKind::kDoubleFree, "freed twice, or never allocated", site);
}

void ModelScheduler::Leave(std::optional<Failure> failure, bool stopped) {
  result_.failure = std::move(failure);
  result_.stopped = stopped;
  jump_fcontext(main_, nullptr);
  std::terminate();
}

}  // namespace reprise::sched
