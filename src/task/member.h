// One task of a scope: what the scope knows of it, and the handle that whoever spawned it keeps.
//
// Use when     the result of one task of a scope is wanted. A handle may be dropped: the scope waits for the task.
// Not when     its failure is all that matters: Scope::Join gives the first one.
// Threads      Join: thread-safe among tasks, while the scope lives. Result: once the scope was joined.
// Progress     blocking: who waits parks its fiber.
// Memory       a member is shared by the scope, its task and its handle.
// Errors       Join: what the task ended with; Cancelled when the task that waits is cancelled, DeadlineExceeded; the
//              member then goes on. Result before its end, or a result taken twice, is a CHECK.
// Units        deadlines in nanoseconds of sched::Clock.
#pragma once

#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "sched/object/wait_list.h"
#include "sched/scheduler.h"
#include "task/current.h"
#include "task/spawn.h"

namespace reprise::task {

class Scope;

namespace internal {

using MemberHandle = decltype(task::Spawn(TaskType{}, std::string(), std::declval<void (*)()>()));

struct Member {
  explicit Member(std::string its_name) : name(std::move(its_name)) {}

  const std::string name;
  std::optional<MemberHandle> handle;
  sched::TaskRecord* record = nullptr;  // While its body runs.
  bool announced = false;               // Came by an op of the scope.
  bool left = false;
  sched::WaitList waiters;  // For its end.
};

template <typename R>
struct Slot : Member {
  using Member::Member;
  std::optional<absl::StatusOr<R>> result;
};

// void and Status give Nothing; StatusOr<T> gives T; T gives T.
template <typename Returned>
struct ResultOf {
  using Type = Returned;
};
template <>
struct ResultOf<void> {
  using Type = Nothing;
};
template <>
struct ResultOf<absl::Status> {
  using Type = Nothing;
};
template <typename T>
struct ResultOf<absl::StatusOr<T>> {
  using Type = T;
};

}  // namespace internal

template <typename F>
using MemberResult = typename internal::ResultOf<std::invoke_result_t<F&>>::Type;

template <typename R>
using MemberOutcome = std::conditional_t<std::is_same_v<R, Nothing>, absl::Status, absl::StatusOr<R>>;

namespace internal {

template <typename F>
absl::StatusOr<MemberResult<F>> RunMember(F& body) {
  using Returned = std::invoke_result_t<F&>;
  try {
    if constexpr (std::is_void_v<Returned>) {
      body();
      return Nothing{};
    } else if constexpr (std::is_same_v<Returned, absl::Status>) {
      absl::Status status = body();
      if (!status.ok()) return status;
      return Nothing{};
    } else {
      return body();
    }
  } catch (const sched::Abandoned&) {
    throw;  // No failure: the run ended early.
  } catch (const std::exception& failure) {
    return absl::InternalError(absl::StrCat("task ", CurrentName(), " failed: ", failure.what()));
  } catch (...) {
    return absl::InternalError(
        absl::StrCat("task ", CurrentName(), " failed: it threw something that is no std::exception"));
  }
}

}  // namespace internal

template <typename R>
class ScopedTask {
 public:
  ScopedTask(Scope& scope, std::shared_ptr<internal::Slot<R>> slot)
      : scope_(&scope), slot_(std::move(slot)) {}

  // Waits for this one alone.
  MemberOutcome<R> Join(sched::Site site = sched::Site::Here()) { return JoinUntil(sched::kNever, site); }
  MemberOutcome<R> JoinUntil(std::uint64_t deadline_ns, sched::Site site = sched::Site::Here());

  MemberOutcome<R> Result() {
    REPRISE_CHECK(slot_->left);
    return Take();
  }

  [[nodiscard]] const std::string& name() const { return slot_->name; }

 private:
  MemberOutcome<R> Take() {
    REPRISE_CHECK(slot_->result.has_value());
    absl::StatusOr<R> result = *std::exchange(slot_->result, std::nullopt);
    if constexpr (std::is_same_v<R, Nothing>) {
      return result.status();
    } else {
      return result;
    }
  }

  Scope* scope_;
  std::shared_ptr<internal::Slot<R>> slot_;
};

}  // namespace reprise::task
