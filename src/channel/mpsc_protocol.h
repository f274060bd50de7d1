// The full protocol of an Mpsc: what an op does when it is watched (recorded or decided), must wait, or
// fails. mpsc.h has the fast paths for unwatched ops that need not wait.
//
// Threads      see mpsc.h.
#pragma once

#include <algorithm>

#include "channel/mpsc.h"
#include "channel/waiting.h"

namespace reprise::channel {

template <typename T>
absl::Status Mpsc<T>::SendSlowly(sched::OpKind kind, T& message, std::uint64_t deadline_ns,
                                 sched::Site site) {
  using sched::Branch;
  const sched::Announced op = Announce(kind, id(), site);
  if (const Branch ended = EndedBefore(op, kind, deadline_ns); ended != Branch::kFree)
    return CommitUnsent(op, ended);
  for (;;) {
    ReserveMessage(op, message);
    sched::WaitList::Lock lock(lock_);
    if (sent_ - received_ < room_) {
      op.Commit({.branch = Branch::kDone, .ticket = sent_}, stamp_);
      Put(message);
      return absl::OkStatus();
    }
    op.Abandon();
    if (Closed()) return CommitUnsent(op, Branch::kClosed);
    const Branch ended = EndedWaiting(senders_, op, kind, deadline_ns, lock);
    if (ended != Branch::kFree) return CommitUnsent(op, ended);
  }
}

// For kClosed the caller holds the lock, because "closed" is a state of the channel and the commit is ordered
// by `stamp_`. The other outcomes do not depend on the channel's state.
template <typename T>
absl::Status Mpsc<T>::CommitUnsent(const sched::Announced& op, sched::Branch branch) {
  if (branch == sched::Branch::kClosed) {
    op.Commit({.branch = branch}, stamp_);
    return SentAfterClose(name(), "channel");
  }
  op.Commit({.branch = branch});
  if (branch == sched::Branch::kFailed) {
    return absl::ResourceExhaustedError(
        absl::StrCat("send on ", name(), ": ", capacity_, " messages wait already"));
  }
  return EndedEarly(branch, "send", name(), "");
}

template <typename T>
absl::StatusOr<T> Mpsc<T>::ReceiveSlowly(sched::OpKind kind, std::uint64_t deadline_ns, sched::Site site) {
  using sched::Branch;
  const sched::Announced op = Announce(kind, id(), site);
  if (const Branch ended = EndedBefore(op, kind, deadline_ns); ended != Branch::kFree)
    return CommitNothing(op, ended);
  sched::WaitList::Lock lock(lock_);
  return ReceiveLocked(op, kind, deadline_ns, lock);
}

template <typename T>
absl::StatusOr<T> Mpsc<T>::ReceiveLocked(const sched::Announced& op, sched::OpKind kind,
                                         std::uint64_t deadline_ns, sched::WaitList::Lock& lock) {
  using sched::Branch;
  for (;;) {
    if (received_ != sent_) {
      op.Commit({.branch = Branch::kDone, .ticket = received_}, stamp_);
      return Take();
    }
    if (Closed()) return CommitNothing(op, Branch::kClosed);
    const Branch ended = EndedWaiting(receivers_, op, kind, deadline_ns, lock);
    if (ended != Branch::kFree) return CommitNothing(op, ended);
  }
}

template <typename T>
absl::StatusOr<T> Mpsc<T>::ReceiveLocked() {
  sched::WaitList::Lock lock(lock_, std::adopt_lock);
  return ReceiveLocked(sched::Announced{}, sched::OpKind::kReceive, sched::kNever, lock);
}

template <typename T>
absl::Status Mpsc<T>::CommitNothing(const sched::Announced& op, sched::Branch branch) {
  if (branch == sched::Branch::kClosed) {
    op.Commit({.branch = branch}, stamp_);
    return absl::OutOfRangeError(absl::StrCat("receive on ", name(), ": the channel is closed and drained"));
  }
  op.Commit({.branch = branch});
  return EndedEarly(branch, "receive", name(), "nothing is there");
}

template <typename T>
absl::Status Mpsc<T>::SendMany(std::vector<T>& messages, sched::Site site) {
  auto next = messages.begin();
  absl::Status status;
  while (status.ok() && next != messages.end()) {
    if (!sched::Watched()) {
      const std::lock_guard guard(lock_);
      while (next != messages.end() && sent_ - received_ < room_) Put(*next++);
      if (next == messages.end()) break;
    }
    status = SendSlowly(sched::OpKind::kSend, *next, sched::kNever, site);
    if (status.ok()) ++next;
  }
  messages.erase(messages.begin(), next);
  return status;
}

template <typename T>
absl::StatusOr<std::size_t> Mpsc<T>::ReceiveMany(std::vector<T>& messages, std::size_t most,
                                                 sched::Site site) {
  REPRISE_CHECK(most > 0);
  const std::size_t before = messages.size();
  absl::StatusOr<T> first = Receive(site);
  if (!first.ok()) return first.status();
  messages.push_back(*std::move(first));
  while (messages.size() - before < most) {
    std::optional<T> next = TryReceive(site);
    if (!next.has_value()) break;
    messages.push_back(*std::move(next));
  }
  return messages.size() - before;
}

template <typename T>
void Mpsc<T>::DropSender() {
  OpInDestructor([this] {
    const sched::Announced op = Announce(sched::OpKind::kClose, id(), sched::Site::Here());
    const std::lock_guard guard(lock_);
    REPRISE_CHECK(counted_senders_ > 0);
    --counted_senders_;
    // Copying a Sender is not recorded, so a replay takes from the log which one was the last.
    const bool last = op.IsDecided() ? op.DecidedAs(sched::Branch::kDone) : counted_senders_ == 0;
    op.Commit(
        {.branch = last ? sched::Branch::kDone : sched::Branch::kFailed, .ticket = sent_, .value = closes_++},
        stamp_);
    if (last) CloseLocked();
  });
}

}  // namespace reprise::channel
