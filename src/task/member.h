// One task of a scope (a member): the scope's record of it, and the handle for the task that spawned it.
//
// Use when     a task needs the result of one member. A handle may be dropped: the scope waits for the
//              member.
// Not when     only failures matter: Scope::Join returns the first one.
// Threads      Join: thread-safe among tasks, while the scope lives. Result: after the scope was joined.
// Progress     blocking: a task that waits parks its fiber.
// Memory       a member is shared by the scope, its task and its handle.
// Errors       Join: the member's own status; or Cancelled if the task that waits is cancelled, or
//              DeadlineExceeded: then the member goes on. Result before the member's end, or taking a result
//              twice, is a CHECK.
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
  bool announced = false;               // An op of the scope announced it.
  bool left = false;
  sched::WaitList waiters;  // Tasks that wait for its end.
};

template <typename R>
struct Slot : Member {
  using Member::Member;
  std::optional<absl::StatusOr<R>> result;
};

// The result type: void and Status become Nothing; StatusOr<T> becomes T; T stays T.
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
    throw;  // Not a failure: the run ended early.
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

  // Waits for this member only.
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
