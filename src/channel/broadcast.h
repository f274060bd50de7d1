// A bounded channel whose every receiver sees every message in order, or is told exactly how many it missed.
//
// Use when     events go to subscribers of different speed, and a slow one must not hold the sender back.
// Not when     a message must not be lost: channel/mpsc.h holds its senders back instead.
// Threads      Send, Subscribe, Close: thread-safe. A Receiver: fiber-bound.
// Progress     Send never waits for a receiver. Receive parks its fiber while there is nothing.
// Memory       the last `capacity` messages.
// Order        FIFO. A send's ticket is the message's place, from 0; receive k comes after send k and before
//              send k + capacity. Close takes the next send's ticket and counts the
//              closes in its value.
// Errors       Send: FailedPrecondition when closed. A receiver that fell behind gets `missed`, then goes on
//              with the oldest message that is left.
// Source       Tokio's broadcast as the model; the seed's event channels.
#pragma once

#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "channel/codec.h"
#include "channel/options.h"
#include "channel/send_record.h"
#include "sched/announce.h"
#include "sched/object.h"
#include "sched/object_lock.h"
#include "sched/registry.h"
#include "sched/wait_list.h"

namespace reprise::channel {

// What a receive brought: a message, or the number of messages missed, or the end.
template <typename T>
struct Delivery {
  std::optional<T> message;
  std::uint64_t missed = 0;
  [[nodiscard]] bool closed() const { return !message.has_value() && missed == 0; }
};

template <typename T>
class Broadcast : public sched::Object {
 public:
  class Receiver;

  explicit Broadcast(Options options)
      : Object({.kind = sched::ObjectKind::kBroadcast,
                .name = std::move(options.name),
                .capacity = options.capacity,
                .payload = PayloadTypeOf<T>()}),
        capacity_(options.capacity) {
    REPRISE_CHECK(capacity_ > 0);
  }

  absl::Status Send(T message, sched::Site site = sched::Site::Here()) {
    const sched::Announced op = Announce(sched::OpKind::kSend, id(), site);
    ReserveMessage(op, message);
    const std::lock_guard guard(lock_);
    if (closed_) {
      op.Abandon();
      op.Commit({.branch = sched::Branch::kClosed}, stamp_);
      return absl::FailedPreconditionError(absl::StrCat("send on ", name(), ": the channel is closed"));
    }
    op.Commit({.branch = sched::Branch::kDone, .ticket = sent_++}, stamp_);
    if (messages_.size() == capacity_) messages_.pop_front();
    messages_.push_back(std::move(message));
    receivers_.WakeAll();
    return absl::OkStatus();
  }

  // For Runtime::Stats. What each receiver got is its own affair.
  void Describe(sched::ObjectStats& stats) const {
    const std::lock_guard guard(lock_);
    stats.kind = sched::ObjectKind::kBroadcast;
    stats.capacity = capacity_;
    stats.sent += sent_;
    stats.receiver_waits += receivers_.entered();
    stats.cancelled += receivers_.cancelled();
  }

  // The receiver sees what is sent from now on.
  Receiver Subscribe(sched::Site site = sched::Site::Here()) {
    const sched::Announced op = Announce(sched::OpKind::kSubscribe, id(), site);
    const std::lock_guard guard(lock_);
    op.Commit({.branch = sched::Branch::kDone, .ticket = sent_}, stamp_);
    return Receiver(*this, sent_);
  }

  // What was sent can still be received. Closing twice is no error.
  void Close(sched::Site site = sched::Site::Here()) {
    const sched::Announced op = Announce(sched::OpKind::kClose, id(), site);
    const std::lock_guard guard(lock_);
    closed_ = true;
    op.Commit({.branch = sched::Branch::kDone, .ticket = sent_, .value = closes_++}, stamp_);
    receivers_.WakeAll();
  }

 private:
  // The caller holds the lock. Nothing: there is no message, and the channel is open.
  std::optional<Delivery<T>> Take(const sched::Announced& op, std::uint64_t& cursor) {
    const std::uint64_t oldest = sent_ - messages_.size();
    if (cursor < oldest) {
      const std::uint64_t missed = oldest - std::exchange(cursor, oldest);
      op.Commit({.branch = sched::Branch::kLagged, .ticket = cursor, .value = missed}, stamp_);
      return Delivery<T>{.missed = missed};
    }
    if (cursor < sent_) {
      op.Commit({.branch = sched::Branch::kDone, .ticket = cursor}, stamp_);
      return Delivery<T>{.message = messages_[cursor++ - oldest]};
    }
    if (!closed_) return std::nullopt;
    op.Commit({.branch = sched::Branch::kClosed}, stamp_);
    return Delivery<T>{};
  }

  std::optional<Delivery<T>> ReceiveAs(sched::OpKind kind, std::uint64_t& cursor, sched::Site site) {
    const sched::Announced op = Announce(kind, id(), site);
    if (kind == sched::OpKind::kTryReceive && op.DecidedAs(sched::Branch::kFailed)) {
      op.Commit({.branch = sched::Branch::kFailed});
      return std::nullopt;
    }
    sched::WaitList::Lock lock(lock_);
    for (;;) {
      if (std::optional<Delivery<T>> delivery = Take(op, cursor)) return delivery;
      if (kind == sched::OpKind::kTryReceive) {
        op.Commit({.branch = sched::Branch::kFailed});
        return std::nullopt;
      }
      receivers_.Sleep(lock);
    }
  }

  const std::uint64_t capacity_;
  mutable sched::ObjectLock lock_;
  std::deque<T> messages_;  // The last ones; the newest has ticket sent_ - 1.
  std::uint64_t sent_ = 0;
  std::uint64_t stamp_ = 0;
  std::uint64_t closes_ = 0;
  sched::Listed listed_{*this};
  bool closed_ = false;
  sched::WaitList receivers_;
};

template <typename T>
class Broadcast<T>::Receiver {
 public:
  Delivery<T> Receive(sched::Site site = sched::Site::Here()) {
    return *channel_->ReceiveAs(sched::OpKind::kReceive, cursor_, site);
  }

  // Nothing: there is no message at the moment.
  std::optional<Delivery<T>> TryReceive(sched::Site site = sched::Site::Here()) {
    return channel_->ReceiveAs(sched::OpKind::kTryReceive, cursor_, site);
  }

  // For channel/select.h: who waits to receive, and whether a receive would not wait (a message, a gap or the end is
  // there).
  sched::ObjectLock& lock() { return channel_->lock_; }
  sched::WaitList& waiters() { return channel_->receivers_; }
  [[nodiscard]] bool CanReceiveLocked() const { return cursor_ < channel_->sent_ || channel_->closed_; }

 private:
  friend class Broadcast;
  Receiver(Broadcast& channel, std::uint64_t cursor) : channel_(&channel), cursor_(cursor) {}

  Broadcast* channel_;
  std::uint64_t cursor_;  // The ticket of the next message it has not seen.
};

}  // namespace reprise::channel
