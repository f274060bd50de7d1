// Runs small concurrent programs on one thread, again and again. Before each op of a model atomic
// (sched/model/model_sync.h) a strategy chooses the task that goes on; it may choose the current one.
//
//   ModelScheduler scheduler;
//   ModelScheduler::Result result = scheduler.Run(strategy, [&] {
//     Counter<ModelSync> counter;
//     scheduler.RunTasks({[&] { counter.Add(); }, [&] { counter.Add(); }});
//     if (counter.value() != 2) scheduler.Fail(FailureKind::kAssertion, "an addition was lost");
//   });
//
// Each task may run tasks of its own: RunTasks as above, or Spawn and Join. A choice is made only while
// several tasks live. Values are sequentially consistent; tasks and objects are numbered in the order of
// their creation. The strategy is told the outcome of every op (sched/strategy.h, Committed).
//
// A run that fails stops at once: its stacks are dropped, not unwound, because a destructor that ran in the
// middle of another task's op could do anything.
//
// Use when     replay/explore searches schedules of lock-free code.
// Not when     tasks use channels, clocks or snapshots: DeterministicScheduler knows those ops.
// Threads      thread-compatible; Run blocks its caller. One run at a time on a thread.
// Errors       Result::failure: an assertion, an exception, a livelock, a use after reclamation, a double
//              free, a leak, no end, with the op that it is about. Memory that a failed run's stacks own by
//              themselves is lost.
// Memory       as many stacks as the run with the most tasks had, kept for the next run;
//              sched/model/model_memory.h.
// After        Musuvathi et al., CHESS, 2008 (choices before ops, fair handling of spin loops).
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sched/failure_kind.h"
#include "sched/model/model_memory.h"
#include "sched/op.h"
#include "sched/strategy.h"
#include "sched/tap.h"

namespace reprise::sched {

class ModelScheduler {
 public:
  static constexpr unsigned kTasksMax = 128;  // Of one run, the root included.

  struct Options {
    std::size_t stack_bytes = 128 * 1024;
    std::uint64_t steps_max = 20'000;  // A longer run fails with kNoEnd.
  };
  struct Failure {
    FailureKind kind = FailureKind::kAssertion;
    std::string text;     // The text of an assertion or an exception, or a number of bytes.
    std::vector<Op> ops;  // The ops that it is about; of a leak, only the site of the allocation.
  };
  struct Result {
    std::optional<Failure> failure;
    bool stopped = false;  // The strategy ended the run.
    std::uint64_t steps = 0;
  };

  ModelScheduler();
  explicit ModelScheduler(const Options& options);
  ~ModelScheduler();
  ModelScheduler(const ModelScheduler&) = delete;
  ModelScheduler& operator=(const ModelScheduler&) = delete;

  // Runs `body` as the root task, task 0.
  Result Run(Strategy& strategy, const std::function<void()>& body);

  // The scheduler whose run the caller is in, or null.
  static ModelScheduler* Current() { return current_; }

  // The functions below are called by a task of the run.

  // Runs the bodies as new tasks, and returns when all have ended. Tasks are numbered 1, 2, ... in the order
  // of their creation.
  void RunTasks(std::vector<std::function<void()>> bodies, Site site = Site::Here());

  // Starts a new task, which runs concurrently with the current one; gives its number. The current task must
  // join it or end after it: else the run fails.
  unsigned Spawn(std::function<void()> body, Site site = Site::Here());

  // Waits until `task`, which the current task has spawned, has ended.
  void Join(unsigned task, Site site = Site::Here());

  // Gives a value below `bound`, chosen by the strategy, for what the scenario leaves open: an input, a draw,
  // a fault.
  std::uint64_t ChooseBelow(std::uint64_t bound, Site site = Site::Here());

  // Ends the run with this failure.
  [[noreturn]] void Fail(FailureKind kind, std::string text, Site site = Site::Here());

  // The number of the current task; 0 is the root.
  [[nodiscard]] unsigned task() const;

  // A counter for histories: each call gives the next number.
  std::uint64_t Tick() { return ++now_; }

  // Sets `*stamp` when the task's next op takes effect; FlushStamp sets it if there was no op.
  void StampNextOp(std::uint64_t* stamp);
  void FlushStamp();

  // The tap of the next runs: it is told of their tasks and ops, as the strategy is. Null: none.
  void SetTap(Tap* tap) { tap_ = tap; }

  // For sched/model/model_sync.h.

  std::uint32_t NewObject() { return ++objects_; }
  // The strategy chooses a task. Returns when it has chosen the current one, which may then do its op.
  void Choose(OpKind kind, std::uint32_t object, Site site);
  // The op that was just done had this outcome.
  void Committed(const Outcome& outcome);
  // The location was written: the tasks that spin on it may go on.
  void Written(std::uint32_t object) {
    ++writes_;
    if (!spinners_.empty()) WakeSpinners(object);
  }
  // Sleeps until the object is written (object 0: until any object is), or until no other task can go on: the
  // condition may depend on more than one location. If all spinning tasks check again and nothing is written,
  // that is a livelock.
  void SpinOn(std::uint32_t object, Site site);
  void* Allocate(std::size_t bytes, std::size_t alignment, Site site) {
    return memory_.Allocate(bytes, alignment, site);
  }
  void Free(void* memory, Site site);

 private:
  struct InFlight;
  struct Task;
  friend struct ModelEntry;

  Task& Begin(std::function<void()> body, Task* parent);
  void MustHaveNoChildren() const;
  void AwaitChildren(ObjectId object, Site site);
  // Reports an op that is no choice: spawn, end, join.
  void Tell(OpKind kind, const Task& object, Site site);
  void MakeReady(Task& task);
  void Unready(Task& task);
  Task& Pick();
  void SwitchTo(Task& next);
  void SwitchFromBlocked();
  [[noreturn]] void EndTask();
  [[noreturn]] void Leave(std::optional<Failure> failure, bool stopped = false);
  void WakeSpinners(std::uint32_t object);
  void Wake(Task& task);
  void Executing(const Op& op);

  static inline thread_local ModelScheduler* current_ = nullptr;

  const Options options_;
  Strategy* strategy_ = nullptr;
  ModelMemory memory_;
  std::vector<std::unique_ptr<Task>> tasks_;  // By index; the next runs use their stacks again.
  Task* running_ = nullptr;
  InFlight* in_flight_ = nullptr;   // Of this thread, so of the running task.
  std::vector<Op> ready_;           // Pending ops of the tasks that can go on, by task.
  std::vector<Task*> ready_tasks_;  // The same tasks.
  std::vector<Task*> spinners_;
  unsigned begun_ = 0;  // Tasks of this run.
  unsigned live_ = 0;   // Tasks that have not ended.
  std::uint32_t objects_ = 0;
  std::uint64_t now_ = 0;
  std::uint64_t steps_ = 0;
  std::uint64_t writes_ = 0;
  std::uint64_t writes_at_last_recheck_ = 0;  // The value of `writes_` when all spinners last checked again.
  Tap* tap_ = nullptr;
  void* main_ = nullptr;  // The context in which Run waits.
  Result result_;
};

}  // namespace reprise::sched
