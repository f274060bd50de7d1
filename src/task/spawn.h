// Starts a child of the current task.
//
//   task::JoinHandle<int> sum = task::Spawn(task::TaskType::kPathfinding, "sum", [] { return 1 + 1; });
//   absl::StatusOr<int> two = sum.Join();
//
// Use when     work can run at the same time as the current task, and its result or failure matters.
// Threads      fiber-bound: inside Runtime::Run.
// Errors       an exception ends only the child; its joiner gets a Status.
// Memory       one allocation for a task with its body and its result. The task gets a stack of its own
//              (RuntimeOptions::stack_bytes) only when it has begun and waits.
// Source       structured concurrency as in Kotlin, Swift and Tokio's JoinHandle.
#pragma once

#include <exception>
#include <new>
#include <string>
#include <type_traits>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "task/join_handle.h"
#include "task/task_type.h"

namespace reprise::task {

namespace internal {

// Names the child and announces the spawn.
void PrepareChild(sched::TaskRecord& child, TaskType type, sched::TaskName name, sched::Site site);
// Hands the child to the scheduler.
void StartChild(sched::TaskRecord& child);
// The child's last op.
void AnnounceEnd(bool failed);

[[gnu::noinline, gnu::cold]] absl::Status FailureOf(const sched::TaskRecord& task, const char* what);

template <typename R, typename F>
void RunBody(TaskWithResult<R>& task, F& body) {
  try {
    if constexpr (std::is_same_v<R, Nothing>) {
      body();
      task.result.emplace(Nothing{});
    } else {
      task.result.emplace(body());
    }
  } catch (const sched::Abandoned&) {
    throw;  // Not a failure: the run ended early.
  } catch (const std::exception& failure) {
    task.result.emplace(FailureOf(task, failure.what()));
  } catch (...) {
    task.result.emplace(FailureOf(task, "it threw something that is no std::exception"));
  }
}

// A task with its result and its body.
template <typename R, typename F>
class SpawnedTask final : public TaskWithResult<R> {
 public:
  static SpawnedTask& Make(F body) {
    void* const memory = sched::Worker::Current().memory.Allocate(sizeof(SpawnedTask));
    return *new (memory) SpawnedTask(std::move(body));
  }

 private:
  explicit SpawnedTask(F body) : own_(std::in_place, std::move(body)) {
    this->body = [](sched::TaskRecord& record) { static_cast<SpawnedTask&>(record).Run(); };
    this->destroy = [](TaskWithResult<R>& base) {
      SpawnedTask& task = static_cast<SpawnedTask&>(base);
      task.~SpawnedTask();
      sched::Worker::Current().memory.Free(&task, sizeof(SpawnedTask));
    };
  }

  void Run() {
    RunBody<R>(*this, *own_);
    // The body's captures are destroyed with the task, because they may refer to objects on the joiner's
    // stack.
    own_.reset();
    AnnounceEnd(!this->result->ok());
    this->PublishEnd();
  }

  std::optional<F> own_;
};

// Owns a child until it is started, and destroys it if announcing its spawn throws Abandoned.
template <typename Task>
class Unstarted {
 public:
  explicit Unstarted(Task& task) : task_(&task) {}
  Unstarted(const Unstarted&) = delete;
  Unstarted& operator=(const Unstarted&) = delete;
  ~Unstarted() {
    if (task_ != nullptr) task_->destroy(*task_);
  }
  Task& operator*() { return *task_; }
  Task& Release() { return *std::exchange(task_, nullptr); }

 private:
  Task* task_;
};

}  // namespace internal

template <typename F>
auto Spawn(TaskType type, sched::TaskName name, F body, sched::Site site = sched::Site::Here()) {
  using Returned = std::invoke_result_t<F&>;
  using R = std::conditional_t<std::is_void_v<Returned>, Nothing, Returned>;
  static_assert(alignof(internal::SpawnedTask<R, F>) <= alignof(std::max_align_t));
  internal::Unstarted<internal::SpawnedTask<R, F>> child(internal::SpawnedTask<R, F>::Make(std::move(body)));
  internal::PrepareChild(*child, type, std::move(name), site);
  internal::StartChild(*child);
  return JoinHandle<R>(child.Release());
}

}  // namespace reprise::task
