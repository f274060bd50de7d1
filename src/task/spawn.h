// Starts a child of the current task.
//
//   task::JoinHandle<int> sum = task::Spawn(task::TaskType::kPathfinding, "sum", [] { return 1 + 1; });
//   absl::StatusOr<int> two = sum.Join();
//
// Use when     work can go on beside the current task, and its result or failure matters.
// Threads      fiber-bound: inside Runtime::Run.
// Errors       an exception ends the child with a Status that its joiner gets; it takes nothing else down.
// Memory       a fiber's stack while the child lives (RuntimeOptions::stack_bytes).
// Source       structured concurrency as in Kotlin, Swift and Tokio's JoinHandle.
#pragma once

#include <exception>
#include <functional>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "task/join_handle.h"
#include "task/task_type.h"

namespace reprise::task {

namespace internal {

// Announces the spawn and makes the child's record, without a body.
std::unique_ptr<sched::TaskRecord> NewChild(TaskType type, std::string name, sched::Site site);
// Hands the child to the scheduler.
void StartChild(std::unique_ptr<sched::TaskRecord> child);
// The child's last op.
void AnnounceEnd(bool failed);

template <typename R, typename F>
absl::StatusOr<R> RunBody(const std::string& name, F& body) {
  try {
    if constexpr (std::is_same_v<R, Nothing>) {
      body();
      return Nothing{};
    } else {
      return body();
    }
  } catch (const sched::Abandoned&) {
    throw;  // No failure: the run ended early.
  } catch (const std::exception& failure) {
    return absl::InternalError(absl::StrCat("task ", name, " failed: ", failure.what()));
  } catch (...) {
    return absl::InternalError(
        absl::StrCat("task ", name, " failed: it threw something that is no std::exception"));
  }
}

}  // namespace internal

template <typename F>
auto Spawn(TaskType type, std::string name, F body, sched::Site site = sched::Site::Here()) {
  using Returned = std::invoke_result_t<F&>;
  using R = std::conditional_t<std::is_void_v<Returned>, Nothing, Returned>;
  std::unique_ptr<sched::TaskRecord> child = internal::NewChild(type, std::move(name), site);
  auto completion = std::make_shared<Completion<R>>();
  JoinHandle<R> handle(child->id, completion);
  child->body = [completion, body = std::move(body), full_name = child->name]() mutable {
    absl::StatusOr<R> result = [&] {
      // What the body captured ends with the task: it may use what lies on the joiner's stack.
      F own = std::move(body);
      return internal::RunBody<R>(full_name, own);
    }();
    internal::AnnounceEnd(!result.ok());
    const std::lock_guard guard(completion->lock);
    completion->result = std::move(result);
    completion->stamp = sched::Worker::Current().current->stamp;
    completion->joiner.WakeOne();
  };
  internal::StartChild(std::move(child));
  return handle;
}

}  // namespace reprise::task
