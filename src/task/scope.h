// A scope of tasks (its members): Join waits for all of them, and the first member that fails cancels the
// others.
//
//   task::Scope scope("search");
//   scope.Spawn(task::TaskType::kPathfinding, "left", [&]() -> absl::Status { return Search(left); });
//   scope.Spawn(task::TaskType::kPathfinding, "right", [&]() -> absl::Status { return Search(right); });
//   absl::Status status = scope.Join();
//
// A member fails by a Status that is not ok or by an exception. Then its siblings are cancelled: their ops
// that wait return Cancelled. A sibling that waits in the Join of another scope also cancels that scope's
// members. A scope that is destroyed without a Join (an exception unwinds its block) cancels its members and
// waits for them. So a member may use the local variables beside the scope.
//
// Use when     several tasks serve one purpose, and one failure makes the others useless.
// Not when     one task is spawned and joined: task/spawn.h. Tasks should outlive the function: a TaskManager
//              (task/task_manager.h).
// Threads      Spawn, Settle, Join: only the task that made the scope, its owner. Cancel, Running:
//              thread-safe among tasks.
// Progress     blocking: a lock for a few instructions; a task that waits parks its fiber.
// Memory       one allocation for each member besides its spawn; ended members are kept until Join or Settle.
// Order        every op on a scope takes the next ticket, from 0, when it takes effect.
// Errors       Join: the first failure, by the order in which they took effect; Cancelled when the scope or
//              the task that joins was cancelled; DeadlineExceeded. In each case all members have ended. A
//              second Join, a Spawn after Join, and a Spawn by another task is a CHECK.
// Units        deadlines in nanoseconds of sched::Clock.
// Complexity   a failure or a Cancel walks the members once.
// Source       Smith, "Notes on structured concurrency", 2018; Kotlin's coroutine scopes; Trio's nurseries.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "sched/object/object.h"
#include "sched/object/object_lock.h"
#include "sched/object/wait_list.h"
#include "task/member.h"
#include "task/spawn.h"

namespace reprise::task {

// The effect of a member's failure on the other members.
enum class OnFailure : std::uint8_t {
  kCancelSiblings,
  kGoOn,  // No effect: Join returns Ok; ScopedTask::Join returns the member's failure.
};

struct ScopeOptions {
  std::string name;
  std::uint64_t deadline_ns = sched::kNever;  // A deadline for every Join.
  OnFailure on_failure = OnFailure::kCancelSiblings;
  bool listed = false;  // A spawn is an op, so that any task may call Running.
};

class Scope : public sched::Object {
 public:
  explicit Scope(std::string name) : Scope(ScopeOptions{.name = std::move(name)}) {}
  explicit Scope(ScopeOptions options);
  ~Scope() noexcept(false);  // May throw: it does ops, and any op may end a run early.

  // In a cancelled scope the member starts and is cancelled at once.
  template <typename F>
  ScopedTask<MemberResult<F>> Spawn(TaskType type, std::string name, F body,
                                    sched::Site site = sched::Site::Here()) {
    auto slot = std::make_shared<internal::Slot<MemberResult<F>>>(name);
    Add(slot, site);
    StartMember(type, std::move(name), slot, std::move(body), site);
    return ScopedTask<MemberResult<F>>(*this, std::move(slot));
  }

  void Cancel(sched::Site site = sched::Site::Here());

  absl::Status Join(sched::Site site = sched::Site::Here()) { return JoinUntil(sched::kNever, site); }

  // If the deadline passes first, cancels the members and waits for them.
  absl::Status JoinUntil(std::uint64_t deadline_ns, sched::Site site = sched::Site::Here());

  // Waits until at most `running_max` members run, and frees the ended members. For a scope that lives long.
  absl::Status Settle(std::size_t running_max, sched::Site site = sched::Site::Here());

  // After Join: the sorted names of the members that ended as Cancelled because the scope was cancelled.
  [[nodiscard]] std::vector<std::string> CancelledMembers() const;

  // The sorted names of the members that have not ended. An op. Only the owner may call it; in a listed scope
  // any task may.
  std::vector<std::string> Running(sched::Site site = sched::Site::Here());

 private:
  template <typename R>
  friend class ScopedTask;
  friend class WorkerPool;

  using Members = std::vector<std::shared_ptr<internal::Member>>;

  // Lives on a member's fiber while its body runs, so that the scope can cancel the member.
  class Presence;

  template <typename F>
  void StartMember(TaskType type, std::string name,
                   const std::shared_ptr<internal::Slot<MemberResult<F>>>& slot, F body, sched::Site site) {
    auto handle = task::Spawn(
        type, std::move(name),
        [this, slot, body = std::move(body), site]() mutable {
          RunAsMember(*slot, site, [&] {
            F own = std::move(body);  // The body's captures are destroyed before the member leaves.
            slot->result = internal::RunMember(own);
            return slot->result->status();
          });
        },
        site);
    slot->handle.emplace(std::move(handle));
  }

  void CheckOwner() const;
  void Add(std::shared_ptr<internal::Member> member, sched::Site site);
  // From now on the current task is the owner.
  void TakeOver();
  // Ends a member that never started: tasks that wait for it get the status in its slot.
  void Refuse(internal::Member& member, sched::Site site);
  void RunAsMember(internal::Member& member, sched::Site site, const std::function<absl::Status()>& body);
  void Leave(internal::Member& member, const absl::Status& status, sched::Site site);

  // The wait op of the owner and of ScopedTask::Join. Waits until `ready()` (called under the lock) is true,
  // then calls `then`; or gives up.
  sched::Waited Wait(sched::WaitList& line, std::uint64_t deadline_ns, sched::Site site,
                     const std::function<bool()>& ready, const std::function<void()>& then);
  sched::Waited WaitForMembers(std::size_t running_max, bool last, std::uint64_t deadline_ns,
                               sched::Site site, Members& ended);
  sched::Waited WaitForMember(internal::Member& member, std::uint64_t deadline_ns, sched::Site site);
  absl::Status WhyNot(sched::Waited how, const std::string& what) const;
  void Stop(const absl::Status& why, sched::Site site);
  void StopUnderLock(const absl::Status& why);
  void WaitShielded(Members& ended, sched::Site site);
  static void JoinHandles(Members& ended, sched::Site site);

  const ScopeOptions options_;
  mutable sched::ObjectLock lock_;
  TaskId owner_;
  sched::WaitList owner_waits_;
  Members members_;
  std::size_t running_ = 0;
  std::size_t wanted_ = 0;  // Wakes the owner when no more than this run.
  std::uint64_t effects_ = 0;
  std::uint64_t stamp_ = 0;
  absl::Status first_failure_;
  std::vector<std::string> cancelled_members_;
  bool cancelled_ = false;
  bool closed_ = false;  // All members have left, and none will be added.
  bool joined_ = false;
};

template <typename R>
MemberOutcome<R> ScopedTask<R>::JoinUntil(std::uint64_t deadline_ns, sched::Site site) {
  const sched::Waited how = scope_->WaitForMember(*slot_, deadline_ns, site);
  if (how != sched::Waited::kLookAgain) return scope_->WhyNot(how, slot_->name);
  return Take();
}

}  // namespace reprise::task
