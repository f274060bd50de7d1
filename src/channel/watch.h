// Holds the last value of something, and wakes receivers when there is a newer one.
//
//   channel::Watch<Settings> settings({.name = "/settings"}, Settings{});
//   auto receiver = settings.Subscribe();
//   absl::Status sent = settings.Send(changed);
//   absl::StatusOr<Settings> now = receiver.Receive();    // Waits for a version that it has not seen.
//
// Use when     readers need the present value, not each change: settings, positions, "shut down".
// Not when     every change must be seen: channel/broadcast.h. Old versions must be kept:
//              state/snapshot_manager.h.
// Threads      Send, Load, Subscribe, Close: thread-safe. A Receiver: fiber-bound.
// Progress     Send never waits. Receive parks its fiber until there is a version that it has not seen.
// Memory       one value.
// Order        the initial value is version 0, send k makes version k + 1. The ticket of a receive, a load or
//              a subscription is the version that it got: it comes after the send that made this version and
//              before the next send.
// Errors       Send: FailedPrecondition when closed. Receive: OutOfRange when closed and the last version was
//              seen, Cancelled, DeadlineExceeded (Until).
// Units        deadlines in nanoseconds of sched::Clock.
// Source       Tokio's watch.
#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "channel/codec.h"
#include "channel/errors.h"
#include "channel/send_record.h"
#include "channel/waiting.h"
#include "sched/object/announce.h"
#include "sched/object/object.h"
#include "sched/object/object_lock.h"
#include "sched/object/registry.h"
#include "sched/object/wait_list.h"

namespace reprise::channel {

struct WatchOptions {
  std::string name;  // The topic of the values in the log.
};

template <typename T>
class Watch : public sched::Object {
 public:
  class Receiver;

  Watch(WatchOptions options, T initial)
      : Object({.kind = sched::ObjectKind::kWatch,
                .name = std::move(options.name),
                .payload = PayloadTypeOf<T>()}),
        value_(std::move(initial)) {}

  absl::Status Send(T value, sched::Site site = sched::Site::Here()) {
    const sched::Announced op = Announce(sched::OpKind::kSend, id(), site);
    ReserveMessage(op, value);
    const std::lock_guard guard(lock_);
    if (closed_) [[unlikely]] {
      op.Abandon();
      op.Commit({.branch = sched::Branch::kClosed}, stamp_);
      return SentAfterClose(name(), "watch");
    }
    op.Commit({.branch = sched::Branch::kDone, .ticket = version_++}, stamp_);
    value_ = std::move(value);
    receivers_.WakeAll();
    return absl::OkStatus();
  }

  // The present value.
  T Load(sched::Site site = sched::Site::Here()) {
    const sched::Announced op = Announce(sched::OpKind::kLoad, id(), site);
    const std::lock_guard guard(lock_);
    op.Commit({.branch = sched::Branch::kDone, .ticket = version_}, stamp_);
    return value_;
  }

  // The receiver counts the present version as seen, and waits for newer ones.
  Receiver Subscribe(sched::Site site = sched::Site::Here()) {
    const sched::Announced op = Announce(sched::OpKind::kSubscribe, id(), site);
    const std::lock_guard guard(lock_);
    op.Commit({.branch = sched::Branch::kDone, .ticket = version_}, stamp_);
    return Receiver(*this, version_);
  }

  // The last value can still be read. Closing twice is no error.
  void Close(sched::Site site = sched::Site::Here()) {
    const sched::Announced op = Announce(sched::OpKind::kClose, id(), site);
    const std::lock_guard guard(lock_);
    closed_ = true;
    op.Commit({.branch = sched::Branch::kDone, .ticket = version_, .value = closes_++}, stamp_);
    receivers_.WakeAll();
  }

  // For Runtime::Stats. A version that a receiver skips does not count as missed.
  void Describe(sched::ObjectStats& stats) const {
    const std::lock_guard guard(lock_);
    stats.kind = sched::ObjectKind::kWatch;
    stats.sent += version_;
    stats.received += received_;
    stats.receiver_waits += receivers_.entered();
    stats.cancelled += receivers_.cancelled();
  }

 private:
  absl::StatusOr<T> ReceiveAs(sched::OpKind kind, std::uint64_t& seen, std::uint64_t deadline_ns,
                              sched::Site site);
  absl::Status CommitNothing(const sched::Announced& op, sched::Branch branch) {
    op.Commit({.branch = branch});
    return EndedEarly(branch, "receive", name(), "nothing newer is there");
  }

  mutable sched::ObjectLock lock_;
  T value_;
  std::uint64_t version_ = 0;
  std::uint64_t received_ = 0;
  std::uint64_t stamp_ = 0;
  std::uint64_t closes_ = 0;
  bool closed_ = false;
  sched::WaitList receivers_;
  sched::Listed listed_{*this};
};

template <typename T>
class Watch<T>::Receiver {
 public:
  // Returns the newest value; versions between the last seen one and the newest are skipped.
  absl::StatusOr<T> Receive(sched::Site site = sched::Site::Here()) {
    return ReceiveUntil(sched::kNever, site);
  }
  absl::StatusOr<T> ReceiveUntil(std::uint64_t deadline_ns, sched::Site site = sched::Site::Here()) {
    return watch_->ReceiveAs(sched::OpKind::kReceive, seen_, deadline_ns, site);
  }
  // Returns nothing if the newest value was seen already.
  std::optional<T> TryReceive(sched::Site site = sched::Site::Here()) {
    absl::StatusOr<T> value = watch_->ReceiveAs(sched::OpKind::kTryReceive, seen_, sched::kNever, site);
    if (!value.ok()) return std::nullopt;
    return *std::move(value);
  }

  // For channel/select.h: the tasks that wait to receive, and whether a receive would return at once (with a
  // newer value or the end).
  sched::ObjectLock& lock() { return watch_->lock_; }
  sched::WaitList& waiters() { return watch_->receivers_; }
  [[nodiscard]] bool CanReceiveLocked() const { return seen_ != watch_->version_ || watch_->closed_; }

 private:
  friend class Watch;
  Receiver(Watch& watch, std::uint64_t seen) : watch_(&watch), seen_(seen) {}

  Watch* watch_;
  std::uint64_t seen_;  // The version seen last.
};

template <typename T>
absl::StatusOr<T> Watch<T>::ReceiveAs(sched::OpKind kind, std::uint64_t& seen, std::uint64_t deadline_ns,
                                      sched::Site site) {
  using sched::Branch;
  const sched::Announced op = Announce(kind, id(), site);
  if (const Branch ended = EndedBefore(op, kind, deadline_ns); ended != Branch::kFree)
    return CommitNothing(op, ended);
  sched::WaitList::Lock lock(lock_);
  while (seen == version_) {
    if (closed_) {
      op.Commit({.branch = Branch::kClosed}, stamp_);
      return absl::OutOfRangeError(
          absl::StrCat("receive on ", name(), ": the watch is closed and its last value was seen"));
    }
    const Branch ended = EndedWaiting(receivers_, op, kind, deadline_ns, lock);
    if (ended != Branch::kFree) return CommitNothing(op, ended);
  }
  seen = version_;
  ++received_;
  op.Commit({.branch = Branch::kDone, .ticket = seen}, stamp_);
  return value_;
}

}  // namespace reprise::channel
