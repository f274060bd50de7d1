// A bounded channel: every receiver gets every message in order, or is told exactly how many it missed.
//
//   channel::Broadcast<Event> events({.name = "/events", .capacity = 100});
//   auto receiver = events.Subscribe();            // Gets the messages that are sent from now on.
//   absl::Status sent = events.Send(event);
//   channel::Delivery<Event> got = receiver.Receive();
//   if (got.message.has_value()) Use(*got.message);
//   else if (!got.closed()) Report(got.missed);    // The next Receive gives the oldest message that is left.
//
// Use when     events go to subscribers of different speed, and a slow one must not hold the sender back.
// Not when     a message must not be lost: channel/mpsc.h holds its senders back instead. Receivers need only
//              the last value: channel/watch.h.
// Threads      Send, Subscribe, Close: thread-safe. A Receiver: fiber-bound.
// Progress     Send never waits for a receiver. Receive parks its fiber while there is no message. Both hold
//              a spin lock for a few instructions and the copy of a message (no lock with one worker).
// Memory       places for `capacity` messages, rounded up to a power of two, allocated once; no allocation
//              for a message.
// Order        FIFO. A send's ticket is the message's place, from 0; receive k comes after send k and before
//              send k + capacity. Close has the ticket of the next send; its value is the number of closes
//              before it.
// Errors       Send: FailedPrecondition when closed. A receiver that fell behind gets `missed`, then
//              continues with the oldest message that is left; exactly `capacity` messages are left.
// Units        deadlines in nanoseconds of sched::Clock.
// Complexity   O(1) for a receive, and for a send that wakes no receiver; a send wakes every receiver that
//              waits.
// Source       Tokio's broadcast as the model; the seed's event channels.
#pragma once

#include <algorithm>
#include <cstdint>
#include <mutex>
#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "channel/codec.h"
#include "channel/errors.h"
#include "channel/options.h"
#include "channel/send_record.h"
#include "channel/slots.h"
#include "channel/waiting.h"
#include "sched/object/announce.h"
#include "sched/object/object.h"
#include "sched/object/object_lock.h"
#include "sched/object/registry.h"
#include "sched/object/wait_list.h"

namespace reprise::channel {

// The result of a receive: a message, or the number of missed messages, or the reason why there is neither.
template <typename T>
struct Delivery {
  std::optional<T> message;
  std::uint64_t missed = 0;
  // How the op ended: done, lagged, closed, timed out, cancelled.
  sched::Branch branch = sched::Branch::kDone;

  // True: this task gets no more messages, because the channel is closed and drained or the task is being
  // cancelled.
  [[nodiscard]] bool closed() const { return branch == sched::Branch::kClosed || cancelled(); }
  [[nodiscard]] bool cancelled() const { return branch == sched::Branch::kCancelled; }
  [[nodiscard]] bool timed_out() const { return branch == sched::Branch::kTimedOut; }
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
        capacity_(options.capacity),
        slots_(options.capacity) {}
  ~Broadcast() { slots_.DropAll(sent_ - std::min(sent_, slots_.places()), sent_); }

  absl::Status Send(T message, sched::Site site = sched::Site::Here()) {
    if (!sched::Watched()) [[likely]] {
      const std::lock_guard guard(lock_);
      if (!closed_) [[likely]] {
        Put(message);
        return absl::OkStatus();
      }
    }
    return SendSlowly(message, site);
  }

  // For Runtime::Stats. It does not count what each receiver got.
  void Describe(sched::ObjectStats& stats) const {
    const std::lock_guard guard(lock_);
    stats.kind = sched::ObjectKind::kBroadcast;
    stats.capacity = capacity_;
    stats.sent += sent_;
    stats.receiver_waits += receivers_.entered();
    stats.cancelled += receivers_.cancelled();
  }

  // The receiver gets the messages that are sent from now on.
  Receiver Subscribe(sched::Site site = sched::Site::Here()) {
    const sched::Announced op = Announce(sched::OpKind::kSubscribe, id(), site);
    const std::lock_guard guard(lock_);
    op.Commit({.branch = sched::Branch::kDone, .ticket = sent_}, stamp_);
    return Receiver(*this, sent_);
  }

  // Messages that were sent can still be received. Closing twice is no error.
  void Close(sched::Site site = sched::Site::Here()) {
    const sched::Announced op = Announce(sched::OpKind::kClose, id(), site);
    const std::lock_guard guard(lock_);
    closed_ = true;
    op.Commit({.branch = sched::Branch::kDone, .ticket = sent_, .value = closes_++}, stamp_);
    receivers_.WakeAll();
  }

 private:
  // Under the lock.
  void Put(T& message) {
    if (sent_ >= slots_.places()) slots_.Drop(sent_);
    slots_.Put(sent_++, std::move(message));
    if (!receivers_.Empty()) [[unlikely]]
      WakeReceivers();
  }
  [[gnu::noinline]] void WakeReceivers() { receivers_.WakeAll(); }
  [[gnu::noinline]] absl::Status SendSlowly(T& message, sched::Site site);

  // Under the lock.
  [[nodiscard]] bool Has(std::uint64_t cursor) const {
    return cursor != sent_ && sent_ - cursor <= capacity_;
  }
  Delivery<T> TakeSlowly(const sched::Announced& op, std::uint64_t& cursor);
  static Delivery<T> CommitNothing(const sched::Announced& op, sched::Branch branch) {
    op.Commit({.branch = branch});
    return {.branch = branch};
  }
  [[gnu::noinline]] Delivery<T> ReceiveSlowly(sched::OpKind kind, std::uint64_t& cursor,
                                              std::uint64_t deadline_ns, sched::Site site);

  const std::uint64_t capacity_;
  Slots<T> slots_;  // The last messages; the newest has ticket sent_ - 1.
  mutable sched::ObjectLock lock_;
  std::uint64_t sent_ = 0;
  bool closed_ = false;
  sched::WaitList receivers_;
  std::uint64_t stamp_ = 0;
  std::uint64_t closes_ = 0;
  sched::Listed listed_{*this};
};

template <typename T>
class Broadcast<T>::Receiver {
 public:
  Delivery<T> Receive(sched::Site site = sched::Site::Here()) { return ReceiveUntil(sched::kNever, site); }
  Delivery<T> ReceiveUntil(std::uint64_t deadline_ns, sched::Site site = sched::Site::Here()) {
    if (!sched::Watched()) [[likely]] {
      const std::lock_guard guard(channel_->lock_);
      if (channel_->Has(cursor_)) [[likely]]
        return {.message = channel_->slots_[cursor_++]};
    }
    return channel_->ReceiveSlowly(sched::OpKind::kReceive, cursor_, deadline_ns, site);
  }

  // Returns nothing if there is no message at the moment.
  std::optional<Delivery<T>> TryReceive(sched::Site site = sched::Site::Here()) {
    Delivery<T> delivery = channel_->ReceiveSlowly(sched::OpKind::kTryReceive, cursor_, sched::kNever, site);
    if (delivery.branch == sched::Branch::kFailed) return std::nullopt;
    return delivery;
  }

  // For channel/select.h: the tasks that wait to receive, and whether a receive would return at once (with a
  // message, a count of missed messages, or the end of the channel).
  sched::ObjectLock& lock() { return channel_->lock_; }
  sched::WaitList& waiters() { return channel_->receivers_; }
  [[nodiscard]] bool CanReceiveLocked() const { return cursor_ < channel_->sent_ || channel_->closed_; }

 private:
  friend class Broadcast;
  Receiver(Broadcast& channel, std::uint64_t cursor) : channel_(&channel), cursor_(cursor) {}

  Broadcast* channel_;
  std::uint64_t cursor_;  // The ticket of the receiver's next message.
};

template <typename T>
absl::Status Broadcast<T>::SendSlowly(T& message, sched::Site site) {
  const sched::Announced op = Announce(sched::OpKind::kSend, id(), site);
  ReserveMessage(op, message);
  const std::lock_guard guard(lock_);
  if (closed_) {
    op.Abandon();
    op.Commit({.branch = sched::Branch::kClosed}, stamp_);
    return SentAfterClose(name(), "channel");
  }
  op.Commit({.branch = sched::Branch::kDone, .ticket = sent_}, stamp_);
  Put(message);
  return absl::OkStatus();
}

// Precondition: there is a message or a gap for the receiver, or the channel is closed.
template <typename T>
Delivery<T> Broadcast<T>::TakeSlowly(const sched::Announced& op, std::uint64_t& cursor) {
  using sched::Branch;
  if (Has(cursor)) {
    op.Commit({.branch = Branch::kDone, .ticket = cursor}, stamp_);
    return {.message = slots_[cursor++]};
  }
  if (cursor == sent_) {
    op.Commit({.branch = Branch::kClosed}, stamp_);
    return {.branch = Branch::kClosed};
  }
  const std::uint64_t oldest = sent_ - capacity_;
  const std::uint64_t missed = oldest - std::exchange(cursor, oldest);
  op.Commit({.branch = Branch::kLagged, .ticket = cursor, .value = missed}, stamp_);
  return {.missed = missed, .branch = Branch::kLagged};
}

template <typename T>
Delivery<T> Broadcast<T>::ReceiveSlowly(sched::OpKind kind, std::uint64_t& cursor, std::uint64_t deadline_ns,
                                        sched::Site site) {
  using sched::Branch;
  const sched::Announced op = Announce(kind, id(), site);
  if (const Branch ended = EndedBefore(op, kind, deadline_ns); ended != Branch::kFree)
    return CommitNothing(op, ended);
  sched::WaitList::Lock lock(lock_);
  while (cursor == sent_ && !closed_) {
    const Branch ended = EndedWaiting(receivers_, op, kind, deadline_ns, lock);
    if (ended != Branch::kFree) return CommitNothing(op, ended);
  }
  return TakeSlowly(op, cursor);
}

}  // namespace reprise::channel
