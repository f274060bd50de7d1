#include "sched/model/model_scheduler.h"

#include <sys/mman.h>
#include <unistd.h>

#include <cxxabi.h>
#include <algorithm>
#include <exception>
#include <utility>

#include <boost/context/detail/fcontext.hpp>

#include "base/check.h"

namespace reprise::sched {
namespace {

using boost::context::detail::jump_fcontext;
using boost::context::detail::make_fcontext;
using boost::context::detail::transfer_t;

// What the C++ runtime keeps by thread about exceptions in flight, and we by task.
struct InFlight {
  void* caught = nullptr;
  unsigned uncaught = 0;
};
InFlight& Globals() { return *reinterpret_cast<InFlight*>(abi::__cxa_get_globals()); }

InFlight& MainInFlight() {
  static thread_local InFlight in_flight;
  return in_flight;
}

}  // namespace

struct ModelScheduler::Task {
  unsigned index = 0;
  void* context = nullptr;
  std::byte* stack = nullptr;
  std::size_t stack_bytes = 0;
  std::function<void()> body;
  InFlight in_flight;
  Op pending;            // Of a task that spins or joins.
  std::size_t slot = 0;  // In ready_, if it is there.
  std::uint32_t ops = 0;
  std::uint32_t waits_on = 0;
  bool spins = false;
  std::uint64_t* stamp = nullptr;

  Task(unsigned number, std::size_t bytes) : index(number) {
    const std::size_t page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
    stack_bytes = bytes + page;
    void* const memory = mmap(nullptr, stack_bytes, PROT_READ | PROT_WRITE,
                              MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    REPRISE_CHECK(memory != MAP_FAILED);
    REPRISE_CHECK(mprotect(memory, page, PROT_NONE) == 0);  // Running over the end is a fault at once.
    stack = static_cast<std::byte*>(memory);
  }
  ~Task() { munmap(stack, stack_bytes); }
  Task(const Task&) = delete;
  Task& operator=(const Task&) = delete;
};

// Where a task's stack begins.
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
    } catch (const std::exception& thrown) {
      scheduler.Leave("task " + std::to_string(scheduler.task()) + " threw: " + thrown.what(), false);
    } catch (...) {
      scheduler.Leave("task " + std::to_string(scheduler.task()) + " threw", false);
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
  trace_.clear();
  begun_ = live_ = spinning_ = objects_ = 0;
  now_ = steps_ = looked_again_ = 0;
  writes_ = 1;
  result_ = {};
  Begin(*(tasks_.empty() ? tasks_.emplace_back(std::make_unique<Task>(0, options_.stack_bytes)) : tasks_[0]),
        body);
  running_ = tasks_[0].get();
  MainInFlight() = std::exchange(Globals(), {});
  jump_fcontext(running_->context, nullptr);
  Globals() = MainInFlight();
  result_.steps = steps_;
  if (const ModelMemory::Block* leak = memory_.FirstLeak();
      leak != nullptr && !result_.failed() && !result_.stopped)
    result_.what = "leak: " + std::to_string(leak->bytes) + " bytes allocated at " + ToString(leak->site);
  memory_.Reset();
  current_ = nullptr;
  return std::move(result_);
}

void ModelScheduler::Begin(Task& task, std::function<void()> body) {
  task.context = make_fcontext(task.stack + task.stack_bytes, options_.stack_bytes, &ModelEntry::Run);
  task.body = std::move(body);
  task.in_flight = {};
  task.pending = {OpKind::kStart, TaskId{task.index + 1}, 0, kNoObject, Site{}};
  task.ops = 0;
  task.spins = false;
  task.stamp = nullptr;
  ++begun_;
  ++live_;
  MakeReady(task);
}

void ModelScheduler::RunTasks(std::vector<std::function<void()>> bodies) {
  REPRISE_CHECK(task() == 0 && live_ == 1 && bodies.size() < kTasksMax);
  if (bodies.empty()) return;
  Task& root = *running_;
  Unready(root);
  root.pending.kind = OpKind::kJoin;
  for (std::size_t index = 0; index < bodies.size(); ++index) {
    if (tasks_.size() == index + 1)
      tasks_.push_back(std::make_unique<Task>(static_cast<unsigned>(index + 1), options_.stack_bytes));
    Begin(*tasks_[index + 1], std::move(bodies[index]));
  }
  SwitchTo(Pick());
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
  if (picked == Strategy::kStop) Leave("", true);
  REPRISE_CHECK(picked < ready_.size());
  return *ready_tasks_[picked];
}

void ModelScheduler::SwitchTo(Task& next) {
  Task& self = *running_;
  InFlight& globals = Globals();
  self.in_flight = globals;
  globals = next.in_flight;
  running_ = &next;
  const transfer_t from = jump_fcontext(next.context, &self);
  static_cast<Task*>(from.data)->context = from.fctx;
}

void ModelScheduler::Choose(OpKind kind, std::uint32_t object, Site site) {
  Task& self = *running_;
  if (++steps_ > options_.steps_max)
    Leave("no end: after " + std::to_string(options_.steps_max) + " steps task " +
              std::to_string(self.index) + " is at " + ToString(site),
          false);
  Op& op = ready_[self.slot];
  op.kind = kind;
  op.no = self.ops;
  op.object = ObjectId{object};
  op.site = site;
  const Op doing = op;
  if (live_ > 1) {
    Task& next = Pick();
    if (&next != &self) SwitchTo(next);
  }
  ++self.ops;
  Executing(doing);
}

void ModelScheduler::Executing(const Op& op) {
  if (op.kind == OpKind::kStart) return;
  if (running_->stamp != nullptr) FlushStamp();
  if (keep_trace_) trace_.push_back({op, 0});
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
  ++spinning_;
  ++steps_;
  SwitchFromBlocked();
  ++self.ops;
  Executing(self.pending);
}

void ModelScheduler::WakeSpinners(std::uint32_t object) {
  for (unsigned index = 0; index < begun_; ++index) {
    Task& task = *tasks_[index];
    if (task.spins && (task.waits_on == object || task.waits_on == 0)) Wake(task);
  }
}

void ModelScheduler::Wake(Task& task) {
  task.spins = false;
  --spinning_;
  MakeReady(task);
}

void ModelScheduler::SwitchFromBlocked() {
  if (ready_.empty() && std::exchange(looked_again_, writes_) != writes_) {
    for (unsigned index = 0; index < begun_; ++index)
      if (tasks_[index]->spins) Wake(*tasks_[index]);
  }
  if (!ready_.empty()) {
    Task& next = Pick();
    if (&next != running_) SwitchTo(next);  // Who looks again may be the one who is here.
    return;
  }
  std::vector<Op> blocked;
  for (unsigned index = 0; index < begun_; ++index)
    if (tasks_[index]->spins) blocked.push_back(tasks_[index]->pending);
  strategy_->Blocked(blocked);
  std::string what = "livelock: nobody is left to write what is waited for:";
  for (const Op& op : blocked)
    what += " task " + std::to_string(Value(op.task) - 1) + " at " + ToString(op.site) +
            (&op == &blocked.back() ? "" : ",");
  Leave(what, false);
}

void ModelScheduler::EndTask() {
  Task& self = *running_;
  if (self.index == 0) Leave("", false);
  Unready(self);
  if (--live_ == 1) MakeReady(*tasks_[0]);
  SwitchFromBlocked();
  std::terminate();  // Nobody comes back to a task that has ended.
}

unsigned ModelScheduler::task() const { return running_->index; }

void ModelScheduler::Fail(const std::string& what, Site site) {
  Leave(what + " (task " + std::to_string(task()) + ", " + ToString(site) + ")", false);
}

void ModelScheduler::Free(void* memory, Site site) {
  if (!memory_.Free(memory)) Fail("freed twice, or never allocated", site);
}

void ModelScheduler::Leave(std::string what, bool stopped) {
  result_.what = std::move(what);
  result_.stopped = stopped;
  jump_fcontext(main_, nullptr);
  std::terminate();
}

}  // namespace reprise::sched
