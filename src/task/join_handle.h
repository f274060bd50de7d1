// A join handle: the only place where a task's result can be waited for.
//
// Structured concurrency: a handle must be joined before it is destroyed (a CHECK), so that no task outlives
// its parent. If an exception unwinds the parent's scope, the handle's destructor joins. A child that has not
// begun yet runs on the joiner's stack: then the join is a function call.
//
// Threads      fiber-bound: the task that spawned the child joins it.
// Progress     Join parks its fiber. It waits for the child's end even if the joiner is cancelled: cancel the
//              child to make it end sooner.
// Errors       an exception that the task threw is returned as Internal, with the task's name and the
//              exception's text.
#pragma once

#include <cstdint>
#include <exception>
#include <optional>
#include <type_traits>
#include <utility>

#include "absl/status/statusor.h"
#include "base/check.h"
#include "sched/object/announce.h"
#include "sched/object/joinable_task.h"

namespace reprise::task {

// A task's record with its result.
template <typename R>
class TaskWithResult : public sched::JoinableTask {
 public:
  std::optional<absl::StatusOr<R>> result;
  // Destroys the whole task object (this is its base) and frees its memory.
  void (*destroy)(TaskWithResult&) = nullptr;
};

// The result of a task that returns void; its Join returns a Status.
struct Nothing {};

template <typename R>
class [[nodiscard]] JoinHandle {
 public:
  explicit JoinHandle(TaskWithResult<R>& task) : id_(task.id), task_(&task) {}
  JoinHandle(JoinHandle&& other) noexcept : id_(other.id_), task_(std::exchange(other.task_, nullptr)) {}
  JoinHandle& operator=(JoinHandle&& other) noexcept {
    REPRISE_CHECK(task_ == nullptr);
    id_ = other.id_;
    task_ = std::exchange(other.task_, nullptr);
    return *this;
  }
  ~JoinHandle() {
    if (task_ == nullptr) [[likely]]
      return;
    if (sched::Unwinding()) {
      task_->destroy(*task_);  // The run ended early, and the child was unwound first.
      return;
    }
    // An exception unwinds the scope that spawned the child. The child may use objects of that scope, so it
    // must end first.
    REPRISE_CHECK(std::uncaught_exceptions() > 0);
    static_cast<void>(Join());
    // The run ended early while we waited, so there was no result to take: free the child as above.
    if (task_ != nullptr) task_->destroy(*task_);
  }

  [[nodiscard]] TaskId id() const { return id_; }
  [[nodiscard]] bool joined() const { return task_ == nullptr; }

  // Waits for the task's end. Call it once.
  auto Join(sched::Site site = sched::Site::Here()) {
    absl::StatusOr<R> result = Wait(site);
    if constexpr (std::is_same_v<R, Nothing>) {
      return result.status();
    } else {
      return result;
    }
  }

 private:
  absl::StatusOr<R> Wait(sched::Site site) {
    REPRISE_CHECK(task_ != nullptr);
    const sched::Announced op = Announce(sched::OpKind::kJoin, ObjectId{Value(id_)}, site);
    // The run ends early while an exception unwinds this task: the child was unwound and has no result.
    if (!task_->AwaitEnd()) return absl::AbortedError("the run ended before the task did");
    TaskWithResult<R>& task = *std::exchange(task_, nullptr);
    if (op.Recorded()) {
      sched::TaskRecord& self = *sched::Worker::Current().current;
      self.stamp = std::max(self.stamp, task.end_stamp());
      op.Commit({.branch = task.result->ok() ? sched::Branch::kDone : sched::Branch::kFailed});
    }
    const Freed freed{task};
    return *std::move(task.result);
  }

  struct Freed {
    TaskWithResult<R>& task;
    ~Freed() { task.destroy(task); }
  };

  TaskId id_;
  TaskWithResult<R>* task_;
};

}  // namespace reprise::task
