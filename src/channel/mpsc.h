// A bounded channel: many tasks send, one receives; a full channel holds its senders back.
//
// Use when     commands or results go to one task, and a fast sender must wait for a slow receiver.
// Not when     every receiver must see every message: channel/broadcast.h.
// Threads      Send, TrySend, Close: thread-safe. Receive forms: single-consumer.
// Progress     blocking: a spin lock for a few instructions; a task that waits parks its fiber.
// Memory       up to `capacity` messages, allocated as they come.
// Order        FIFO. A send's and a receive's ticket is the message's place in the channel, from 0; receive k
//              comes after send k, send k after receive k - capacity. Close takes the next send's ticket and counts the
//              closes in its value.
// Errors       Send: FailedPrecondition when closed. TrySend: ResourceExhausted when full. Receive:
//              OutOfRange when closed and drained. ReceiveUntil: DeadlineExceeded.
// Units        deadlines in nanoseconds of sched::Clock.
// Source       Tokio's mpsc as the model; the seed's command channels.
#pragma once

#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "channel/codec.h"
#include "channel/options.h"
#include "channel/send_record.h"
#include "sched/announce.h"
#include "sched/object.h"
#include "sched/object_lock.h"
#include "sched/wait_list.h"

namespace reprise::channel {

template <typename T>
class Mpsc : public sched::Object {
 public:
  explicit Mpsc(Options options)
      : Object({.kind = sched::ObjectKind::kMpsc,
                .name = std::move(options.name),
                .capacity = options.capacity,
                .payload = PayloadTypeOf<T>()}),
        capacity_(options.capacity) {
    REPRISE_CHECK(capacity_ > 0);
  }

  absl::Status Send(T message, sched::Site site = sched::Site::Here()) {
    return SendAs(sched::OpKind::kSend, std::move(message), site);
  }

  absl::Status TrySend(T message, sched::Site site = sched::Site::Here()) {
    return SendAs(sched::OpKind::kTrySend, std::move(message), site);
  }

  absl::StatusOr<T> Receive(sched::Site site = sched::Site::Here()) {
    return ReceiveAs(sched::OpKind::kReceive, sched::kNever, site);
  }

  absl::StatusOr<T> ReceiveUntil(std::uint64_t deadline_ns, sched::Site site = sched::Site::Here()) {
    return ReceiveAs(sched::OpKind::kReceive, deadline_ns, site);
  }

  // Nothing: the channel is empty at the moment, or closed and drained.
  std::optional<T> TryReceive(sched::Site site = sched::Site::Here()) {
    absl::StatusOr<T> message = ReceiveAs(sched::OpKind::kTryReceive, sched::kNever, site);
    if (!message.ok()) return std::nullopt;
    return *std::move(message);
  }

  // What was sent can still be received. Closing twice is no error.
  void Close(sched::Site site = sched::Site::Here()) {
    const sched::Announced op = Announce(sched::OpKind::kClose, id(), site);
    const std::lock_guard guard(lock_);
    closed_ = true;
    op.Commit({.branch = sched::Branch::kDone, .ticket = sent_, .value = closes_++}, stamp_);
    receivers_.WakeAll();
    senders_.WakeAll();
  }

  // Messages that were sent and never received.
  [[nodiscard]] std::uint64_t undelivered() const {
    const std::lock_guard guard(lock_);
    return messages_.size();
  }

  // For channel/select.h: who waits to receive, and whether a receive would not wait (a message or the end is there).
  sched::ObjectLock& lock() { return lock_; }
  sched::WaitList& waiters() { return receivers_; }
  [[nodiscard]] bool CanReceiveLocked() const { return !messages_.empty() || closed_; }

 private:
  absl::Status SendAs(sched::OpKind kind, T message, sched::Site site) {
    const sched::Announced op = Announce(kind, id(), site);
    if (kind == sched::OpKind::kTrySend && op.DecidedAs(sched::Branch::kFailed)) return CommitFull(op);
    for (;;) {
      ReserveMessage(op, message);
      sched::WaitList::Lock lock(lock_);
      if (closed_) {
        op.Abandon();
        op.Commit({.branch = sched::Branch::kClosed}, stamp_);
        return absl::FailedPreconditionError(absl::StrCat("send on ", name(), ": the channel is closed"));
      }
      if (messages_.size() < capacity_) {
        op.Commit({.branch = sched::Branch::kDone, .ticket = sent_++}, stamp_);
        messages_.push_back(std::move(message));
        receivers_.WakeOne();
        return absl::OkStatus();
      }
      op.Abandon();
      if (kind == sched::OpKind::kTrySend) return CommitFull(op);
      senders_.Sleep(lock);
    }
  }

  absl::Status CommitFull(const sched::Announced& op) {
    op.Commit({.branch = sched::Branch::kFailed});
    return absl::ResourceExhaustedError(
        absl::StrCat("send on ", name(), ": ", capacity_, " messages wait already"));
  }

  absl::StatusOr<T> ReceiveAs(sched::OpKind kind, std::uint64_t deadline_ns, sched::Site site) {
    const sched::Announced op = Announce(kind, id(), site);
    const bool may_fail = kind == sched::OpKind::kTryReceive;
    const bool may_time_out = deadline_ns != sched::kNever;
    if ((may_fail && op.DecidedAs(sched::Branch::kFailed)) ||
        (may_time_out && op.DecidedAs(sched::Branch::kTimedOut))) {
      return CommitNothing(op, op.decided().branch);
    }
    sched::WaitList::Lock lock(lock_);
    for (;;) {
      if (!messages_.empty()) {
        T message = std::move(messages_.front());
        messages_.pop_front();
        op.Commit({.branch = sched::Branch::kDone, .ticket = received_++}, stamp_);
        senders_.WakeOne();
        return message;
      }
      if (closed_) {
        op.Commit({.branch = sched::Branch::kClosed}, stamp_);
        return absl::OutOfRangeError(
            absl::StrCat("receive on ", name(), ": the channel is closed and drained"));
      }
      if (kind == sched::OpKind::kTryReceive) return CommitNothing(op, sched::Branch::kFailed);
      if (!op.IsDecided() && sched::DeadlinePassed(deadline_ns))
        return CommitNothing(op, sched::Branch::kTimedOut);
      receivers_.Sleep(lock, op.IsDecided() ? sched::kNever : deadline_ns);
    }
  }

  absl::Status CommitNothing(const sched::Announced& op, sched::Branch branch) {
    op.Commit({.branch = branch});
    return branch == sched::Branch::kTimedOut
               ? absl::DeadlineExceededError(absl::StrCat("receive on ", name(), ": nothing came in time"))
               : absl::UnavailableError(absl::StrCat("receive on ", name(), ": nothing is there"));
  }

  const std::uint64_t capacity_;
  mutable sched::ObjectLock lock_;
  std::deque<T> messages_;
  std::uint64_t sent_ = 0;
  std::uint64_t received_ = 0;
  std::uint64_t stamp_ = 0;
  std::uint64_t closes_ = 0;
  bool closed_ = false;
  sched::WaitList senders_;
  sched::WaitList receivers_;
};

}  // namespace reprise::channel
