// The one place where a task's result is waited for.
//
// Structured: a handle must be joined before it goes away (a CHECK), so that no task outlives the one that
// spawned it. A handle that an exception passes by joins by itself.
//
// Threads      fiber-bound: the task that spawned joins.
// Errors       what the task threw, as Internal with its name and the exception's text.
#pragma once

#include <algorithm>
#include <cstdint>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#include <type_traits>
#include <utility>

#include "absl/status/statusor.h"
#include "base/check.h"
#include "sched/announce.h"
#include "sched/object_lock.h"
#include "sched/wait_list.h"

namespace reprise::task {

// What a task and its joiner share.
template <typename R>
struct Completion {
  sched::ObjectLock lock;
  sched::WaitList joiner;
  std::optional<absl::StatusOr<R>> result;
  std::uint64_t stamp = 0;  // The task's Lamport clock at its end.
};

// A task that returns nothing ends with a Status.
struct Nothing {};

template <typename R>
class [[nodiscard]] JoinHandle {
 public:
  JoinHandle(TaskId id, std::shared_ptr<Completion<R>> completion)
      : id_(id), completion_(std::move(completion)) {}
  JoinHandle(JoinHandle&&) noexcept = default;
  JoinHandle& operator=(JoinHandle&& other) noexcept {
    REPRISE_CHECK(completion_ == nullptr);
    id_ = other.id_;
    completion_ = std::move(other.completion_);
    return *this;
  }
  ~JoinHandle() {
    if (completion_ == nullptr || sched::Unwinding()) return;
    // An exception passes through the scope that spawned: its child may use what lies there, so it ends first.
    REPRISE_CHECK(std::uncaught_exceptions() > 0);
    static_cast<void>(Join());
  }

  [[nodiscard]] TaskId id() const { return id_; }
  [[nodiscard]] bool joined() const { return completion_ == nullptr; }

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
    REPRISE_CHECK(completion_ != nullptr);
    const sched::Announced op = Announce(sched::OpKind::kJoin, ObjectId{Value(id_)}, site);
    const std::shared_ptr<Completion<R>> completion = std::exchange(completion_, nullptr);
    sched::WaitList::Lock lock(completion->lock);
    while (!completion->result.has_value()) {
      completion->joiner.Sleep(lock);
      if (!completion->result.has_value() && sched::Unwinding()) {
        // An exception is passing by while the run ends early: the child was unwound and left no result.
        return absl::AbortedError("the run ended before the task did");
      }
    }
    sched::TaskRecord& self = *sched::Worker::Current().current;
    self.stamp = std::max(self.stamp, completion->stamp);
    op.Commit({.branch = completion->result->ok() ? sched::Branch::kDone : sched::Branch::kFailed});
    return *std::move(completion->result);
  }

  TaskId id_;
  std::shared_ptr<Completion<R>> completion_;
};

}  // namespace reprise::task
