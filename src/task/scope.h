// A scope of tasks: it ends when all of them have, and the first that fails cancels the others.
//
//   task::Scope scope("search");
//   scope.Spawn(task::TaskType::kPathfinding, "left", [&]() -> absl::Status { return Search(left); });
//   scope.Spawn(task::TaskType::kPathfinding, "right", [&]() -> absl::Status { return Search(right); });
//   absl::Status status = scope.Join();
//
// A task fails by a Status that is not ok or by an exception. Its siblings are then cancelled: their ops that wait come
// out as Cancelled, and so do those of scopes that they joined. A scope that goes away unjoined (an exception passes
// by) cancels its tasks and waits for them, so a task may use what lies beside the scope.
//
// Use when     several tasks serve one purpose, and one failure makes the others useless.
// Not when     one task is spawned and joined: task/spawn.h. When its tasks should outlive the function: a TaskManager
//              (task/task_manager.h).
// Threads      Spawn, Settle, Join: the task that made it, which is its owner. Cancel, Running: thread-safe among
//              tasks.
// Progress     blocking: a lock for a few instructions; who waits parks its fiber.
// Memory       one allocation a member beside its spawn; members that ended are kept until Join or Settle.
// Order        one lane: every op on a scope takes the next ticket when it takes effect, from 0.
// Errors       Join: the first failure, by the order in which they took effect; Cancelled when the scope or the task
//              that joins was cancelled; DeadlineExceeded. In each case every member has ended. A second Join, and a
//              Spawn after it or by another task, is a CHECK.
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

// What a member's failure does to the others.
enum class OnFailure : std::uint8_t {
  kCancelSiblings,
  kGoOn,  // Nothing; who wants to know asks the member. Join is then Ok.
};

struct ScopeOptions {
  std::string name;
  std::uint64_t deadline_ns = sched::kNever;  // Of every Join.
  OnFailure on_failure = OnFailure::kCancelSiblings;
  bool listed = false;  // A spawn is an op, so that any task may ask who is running.
};

class Scope : public sched::Object {
 public:
  explicit Scope(std::string name) : Scope(ScopeOptions{.name = std::move(name)}) {}
  explicit Scope(ScopeOptions options);
  ~Scope() noexcept(false);  // May be where a run that ended early leaves the task.

  // Into a scope that was cancelled: the member starts, and is cancelled.
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

  // When the deadline passes first, the members are cancelled, and waited for.
  absl::Status JoinUntil(std::uint64_t deadline_ns, sched::Site site = sched::Site::Here());

  // Waits until at most so many members run, and forgets those that have ended. For a scope that lives long.
  absl::Status Settle(std::size_t running_max, sched::Site site = sched::Site::Here());

  // After Join: the names of the members that ended as Cancelled because the scope was, sorted.
  [[nodiscard]] std::vector<std::string> CancelledMembers() const;

  // The names of the members that have not ended, sorted. An op. Of the owner; of every task, if the scope is listed.
  std::vector<std::string> Running(sched::Site site = sched::Site::Here());

 private:
  template <typename R>
  friend class ScopedTask;
  friend class WorkerPool;

  using Members = std::vector<std::shared_ptr<internal::Member>>;

  // On the fiber of a member: there while the body runs, so that it can be cancelled.
  class Presence;

  template <typename F>
  void StartMember(TaskType type, std::string name,
                   const std::shared_ptr<internal::Slot<MemberResult<F>>>& slot, F body, sched::Site site) {
    auto handle = task::Spawn(
        type, std::move(name),
        [this, slot, body = std::move(body), site]() mutable {
          RunAsMember(*slot, site, [&] {
            F own = std::move(body);  // What the body captured ends before the member leaves.
            slot->result = internal::RunMember(own);
            return slot->result->status();
          });
        },
        site);
    slot->handle.emplace(std::move(handle));
  }

  void CheckOwner() const;
  void Add(std::shared_ptr<internal::Member> member, sched::Site site);
  // From now on the current task is the one that spawns and joins.
  void TakeOver();
  // A member that never was: whoever waits for it gets what its slot holds.
  void Refuse(internal::Member& member, sched::Site site);
  void RunAsMember(internal::Member& member, sched::Site site, const std::function<absl::Status()>& body);
  void Leave(internal::Member& member, const absl::Status& status, sched::Site site);

  // The op of everybody who waits here: ends when `ready` says so, under the lock, or gives up.
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
  std::size_t wanted_ = 0;  // The owner is woken when so few are left.
  std::uint64_t effects_ = 0;
  std::uint64_t stamp_ = 0;
  absl::Status first_failure_;
  std::vector<std::string> cancelled_members_;
  bool cancelled_ = false;
  bool closed_ = false;  // Everybody has left, and nobody comes any more.
  bool joined_ = false;
};

template <typename R>
MemberOutcome<R> ScopedTask<R>::JoinUntil(std::uint64_t deadline_ns, sched::Site site) {
  const sched::Waited how = scope_->WaitForMember(*slot_, deadline_ns, site);
  if (how != sched::Waited::kLookAgain) return scope_->WhyNot(how, slot_->name);
  return Take();
}

}  // namespace reprise::task
