#include "task/scope.h"

#include <algorithm>
#include <mutex>

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "sched/fiber/worker.h"
#include "sched/object/announce.h"
#include "task/cancel.h"

namespace reprise::task {

using sched::Branch;
using sched::OpKind;
using sched::Waited;

class Scope::Presence {
 public:
  Presence(Scope& scope, internal::Member& member) : scope_(scope), member_(member) {
    const std::lock_guard guard(scope_.lock_);
    sched::Worker& worker = sched::Worker::Current();
    member_.record = worker.current;
    if (scope_.cancelled_) worker.run->scheduler->Cancel(*member_.record);
  }
  // A member that has left needs nothing more. A member that is unwound because the run ends early never
  // leaves: it is marked as left here.
  ~Presence() {
    if (left_) return;
    const std::lock_guard guard(scope_.lock_);
    member_.record = nullptr;
    member_.left = true;
    --scope_.running_;
  }
  Presence(const Presence&) = delete;
  Presence& operator=(const Presence&) = delete;

  void Left() { left_ = true; }

 private:
  Scope& scope_;
  internal::Member& member_;
  bool left_ = false;
};

Scope::Scope(ScopeOptions options)
    : Object({.kind = sched::ObjectKind::kScope, .name = options.name}),
      options_(std::move(options)),
      owner_(CurrentId()) {}

Scope::~Scope() noexcept(false) {
  if (joined_ || sched::Unwinding()) return;
  Stop(absl::CancelledError(absl::StrCat("scope ", name(), " went away before it was joined")),
       sched::Site::Here());
  Members ended;
  WaitShielded(ended, sched::Site::Here());
}

void Scope::CheckOwner() const {
  const std::lock_guard guard(lock_);
  REPRISE_CHECK(CurrentId() == owner_);
}

void Scope::TakeOver() {
  const std::lock_guard guard(lock_);
  REPRISE_CHECK(members_.empty());
  owner_ = CurrentId();
}

void Scope::Add(std::shared_ptr<internal::Member> member, sched::Site site) {
  CheckOwner();
  REPRISE_CHECK(!closed_);
  if (options_.listed) {
    const sched::Announced op = sched::Announce(OpKind::kAcquire, id(), site);
    const std::lock_guard guard(lock_);
    op.Commit({.branch = Branch::kDone, .ticket = effects_++}, stamp_);
    members_.push_back(std::move(member));
    ++running_;
  } else {
    const std::lock_guard guard(lock_);
    members_.push_back(std::move(member));
    ++running_;
  }
}

void Scope::Refuse(internal::Member& member, sched::Site site) {
  const sched::Announced op = sched::Announce(OpKind::kRelease, id(), site);
  const std::lock_guard guard(lock_);
  op.Commit({.branch = Branch::kFailed, .ticket = effects_++}, stamp_);
  member.left = true;
  member.waiters.WakeAll();
}

void Scope::RunAsMember(internal::Member& member, sched::Site site,
                        const std::function<absl::Status()>& body) {
  Presence presence(*this, member);
  const absl::Status status = body();
  Leave(member, status, site);
  presence.Left();
}

void Scope::Leave(internal::Member& member, const absl::Status& status, sched::Site site) {
  const sched::Announced op = sched::Announce(OpKind::kRelease, id(), site);
  const std::lock_guard guard(lock_);
  op.Commit({.branch = status.ok() ? Branch::kDone : Branch::kFailed, .ticket = effects_++}, stamp_);
  member.record = nullptr;
  member.left = true;
  --running_;
  if (cancelled_ && absl::IsCancelled(status)) cancelled_members_.push_back(member.name);
  if (!status.ok() && options_.on_failure == OnFailure::kCancelSiblings) StopUnderLock(status);
  if (running_ <= wanted_) owner_waits_.WakeAll();
  member.waiters.WakeAll();
}

void Scope::Cancel(sched::Site site) {
  Stop(absl::CancelledError(absl::StrCat("scope ", name(), " was cancelled")), site);
}

void Scope::Stop(const absl::Status& why, sched::Site site) {
  const sched::Announced op = sched::Announce(OpKind::kCancel, id(), site);
  const std::lock_guard guard(lock_);
  op.Commit({.branch = Branch::kDone, .ticket = effects_++}, stamp_);
  StopUnderLock(why);
}

// A member that starts later sees `cancelled_`. A stop after the last member has left changes nothing.
void Scope::StopUnderLock(const absl::Status& why) {
  if (closed_) return;
  if (first_failure_.ok()) first_failure_ = why;
  if (cancelled_) return;
  cancelled_ = true;
  sched::Scheduler& scheduler = *sched::Worker::Current().run->scheduler;
  for (const auto& member : members_) {
    if (member->record != nullptr) scheduler.Cancel(*member->record);
  }
}

absl::Status Scope::JoinUntil(std::uint64_t deadline_ns, sched::Site site) {
  CheckOwner();
  REPRISE_CHECK(!joined_);
  Members ended;
  const Waited how =
      WaitForMembers(0, /*last=*/true, std::min(deadline_ns, options_.deadline_ns), site, ended);
  if (how != Waited::kLookAgain) {
    Stop(WhyNot(how, "its tasks"), site);
    WaitShielded(ended, site);
  } else {
    JoinHandles(ended, site);
  }
  joined_ = true;
  return first_failure_;
}

absl::Status Scope::Settle(std::size_t running_max, sched::Site site) {
  CheckOwner();
  Members ended;
  const Waited how = WaitForMembers(running_max, /*last=*/false, sched::kNever, site, ended);
  if (how != Waited::kLookAgain) return WhyNot(how, "one of its tasks");
  JoinHandles(ended, site);
  return absl::OkStatus();
}

std::vector<std::string> Scope::Running(sched::Site site) {
  const sched::Announced op = sched::Announce(OpKind::kPoll, id(), site);
  std::vector<std::string> names;
  {
    const std::lock_guard guard(lock_);
    REPRISE_CHECK(options_.listed || CurrentId() == owner_);
    for (const auto& member : members_) {
      if (!member->left) names.push_back(member->name);
    }
    op.Commit({.branch = Branch::kDone, .ticket = effects_++, .value = names.size()}, stamp_);
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::vector<std::string> Scope::CancelledMembers() const {
  REPRISE_CHECK(joined_);
  std::vector<std::string> names = cancelled_members_;
  std::sort(names.begin(), names.end());
  return names;
}

Waited Scope::Wait(sched::WaitList& line, std::uint64_t deadline_ns, sched::Site site,
                   const std::function<bool()>& ready, const std::function<void()>& then) {
  const sched::Announced op = sched::Announce(OpKind::kWait, id(), site);
  if (op.Cancelled()) {
    op.Commit({.branch = Branch::kCancelled});
    return Waited::kCancelled;
  }
  if (deadline_ns != sched::kNever && op.DecidedAs(Branch::kTimedOut)) {
    op.Commit({.branch = Branch::kTimedOut});
    return Waited::kTimedOut;
  }
  sched::WaitList::Lock lock(lock_);
  while (!ready()) {
    const Waited why = line.Wait(op, lock, deadline_ns);
    if (why != Waited::kLookAgain) {
      op.Commit({.branch = why == Waited::kCancelled ? Branch::kCancelled : Branch::kTimedOut});
      return why;
    }
    // The run ends early while an exception unwinds this task: the members waited for were unwound and will
    // not report.
    if (sched::Unwinding()) return Waited::kCancelled;
  }
  op.Commit({.branch = Branch::kDone, .ticket = effects_++}, stamp_);
  then();
  return Waited::kLookAgain;
}

Waited Scope::WaitForMembers(std::size_t running_max, bool last, std::uint64_t deadline_ns, sched::Site site,
                             Members& ended) {
  const auto few_enough = [&] {
    wanted_ = running_max;
    return running_ <= running_max;
  };
  return Wait(owner_waits_, deadline_ns, site, few_enough, [&] {
    closed_ = last;
    const auto first_ended = std::stable_partition(members_.begin(), members_.end(),
                                                   [](const auto& member) { return !member->left; });
    ended.assign(std::make_move_iterator(first_ended), std::make_move_iterator(members_.end()));
    members_.erase(first_ended, members_.end());
  });
}

Waited Scope::WaitForMember(internal::Member& member, std::uint64_t deadline_ns, sched::Site site) {
  return Wait(
      member.waiters, deadline_ns, site, [&] { return member.left; }, [] {});
}

absl::Status Scope::WhyNot(Waited how, const std::string& what) const {
  const std::string where = absl::StrCat("join of ", what, " in scope ", name());
  if (how == Waited::kTimedOut) {
    return absl::DeadlineExceededError(absl::StrCat(where, ": the deadline passed first"));
  }
  return absl::CancelledError(absl::StrCat(where, ": task ", CurrentName(), " was cancelled"));
}

// The members were cancelled. Waits for them even if the waiting task is cancelled too.
void Scope::WaitShielded(Members& ended, sched::Site site) {
  const Shield shield;
  while (WaitForMembers(0, /*last=*/true, sched::kNever, site, ended) != Waited::kLookAgain) {
    if (sched::Unwinding()) return;
  }
  JoinHandles(ended, site);
}

// Joins in the order of ids, which is the same in every run; the order of the members' ends is not.
void Scope::JoinHandles(Members& ended, sched::Site site) {
  std::sort(ended.begin(), ended.end(),
            [](const auto& a, const auto& b) { return Value(a->handle->id()) < Value(b->handle->id()); });
  for (const auto& member : ended) static_cast<void>(member->handle->Join(site));
}

}  // namespace reprise::task
