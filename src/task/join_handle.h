// The one place where a task's result is waited for.
//
// Structured: a handle must be joined before it goes away (a CHECK), so that no task outlives the one that
// spawned it. A handle that an exception passes by joins by itself. A child that has not begun yet runs on its
// joiner's stack: then join is a call.
//
// Threads      fiber-bound: the task that spawned joins.
// Progress     Join parks its fiber. It waits for the child's end whatever happens: cancel the child to hasten it.
// Errors       what the task threw, as Internal with its name and the exception's text.
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

// A task with its result.
template <typename R>
class TaskWithResult : public sched::JoinableTask {
 public:
  std::optional<absl::StatusOr<R>> result;
  void (*destroy)(TaskWithResult&) = nullptr;  // Gives the memory back, of whatever this is the first part.
};

// A task that returns nothing ends with a Status.
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
    // An exception passes through the scope that spawned: its child may use what lies there, so it ends first.
    REPRISE_CHECK(std::uncaught_exceptions() > 0);
    static_cast<void>(Join());
    // The run ended while we waited, so there was no result to take: as above.
    if (task_ != nullptr) task_->destroy(*task_);
  }

  [[nodiscard]] TaskId id() const { return id_; }
  [[nodiscard]] bool joined() const { return task_ == nullptr; }

  // Waits for the task's end. Once.
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
    // An exception is passing by while the run ends early: the child was unwound and left no result.
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
