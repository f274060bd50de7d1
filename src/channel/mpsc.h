// A bounded channel: many tasks send, one task receives; a send to a full channel waits.
//
//   channel::Mpsc<Command> commands({.name = "/commands", .capacity = 100});
//   absl::Status sent = commands.Send(command);    // In any task; waits while 100 messages are queued.
//   for (auto next = commands.Receive(); next.ok(); next = commands.Receive()) Run(*next);  // In one task.
//
// Use when     commands or results go to one task, and a fast sender must wait for a slow receiver.
// Not when     every receiver must see every message: channel/broadcast.h. One answer goes to one asker:
//              channel/oneshot.h.
// Threads      Send forms, Close: thread-safe. Receive forms: single-consumer.
// Progress     blocking: a spin lock for a few instructions (none with one worker); a task that waits parks
//              its fiber. A receive that makes room wakes one sender that waits.
// Memory       places for `capacity` messages, rounded up to a power of two, allocated once; no allocation
//              for a message.
// Order        FIFO. A send's and a receive's ticket is the message's place in the channel, from 0; receive k
//              comes after send k, send k after receive k - capacity. Close has the ticket of the next send;
//              its value is the number of closes before it. The destruction of a Sender is recorded as a
//              close too: a failed one while other Senders are left. In the log SendMany and ReceiveMany are
//              one op for each message.
// Errors       Send: FailedPrecondition when closed. TrySend: ResourceExhausted when full. Receive:
//              OutOfRange when closed and drained. ...Until: DeadlineExceeded. Every op that can wait:
//              Cancelled. If several of these are true, the first of this list decides: a message or a free
//              place is there; the channel has ended; the task is cancelled; the deadline has passed.
//              Exception: an op of a task that is cancelled already returns Cancelled without looking at the
//              channel.
// Units        deadlines in nanoseconds of sched::Clock.
// Complexity   O(1) for a message.
// Source       Tokio's mpsc as the model; the seed's command channels.
#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "channel/codec.h"
#include "channel/drop.h"
#include "channel/errors.h"
#include "channel/options.h"
#include "channel/send_record.h"
#include "channel/slots.h"
#include "sched/object/announce.h"
#include "sched/object/object.h"
#include "sched/object/object_lock.h"
#include "sched/object/registry.h"
#include "sched/object/wait_list.h"

namespace reprise::channel {

template <typename T>
class Mpsc : public sched::Object {
 public:
  // A counted handle: the channel closes when the last Sender is destroyed.
  class Sender;

  explicit Mpsc(Options options)
      : Object({.kind = sched::ObjectKind::kMpsc,
                .name = std::move(options.name),
                .capacity = options.capacity,
                .payload = PayloadTypeOf<T>()}),
        capacity_(options.capacity),
        room_(options.capacity),
        slots_(options.capacity) {}
  ~Mpsc() { slots_.DropAll(received_, sent_); }

  absl::Status Send(T message, sched::Site site = sched::Site::Here()) {
    if (SendUnwatched(message)) [[likely]]
      return absl::OkStatus();
    return SendSlowly(sched::OpKind::kSend, message, sched::kNever, site);
  }
  absl::Status SendUntil(T message, std::uint64_t deadline_ns, sched::Site site = sched::Site::Here()) {
    if (SendUnwatched(message)) [[likely]]
      return absl::OkStatus();
    return SendSlowly(sched::OpKind::kSend, message, deadline_ns, site);
  }
  absl::Status TrySend(T message, sched::Site site = sched::Site::Here()) {
    if (SendUnwatched(message)) [[likely]]
      return absl::OkStatus();
    return SendSlowly(sched::OpKind::kTrySend, message, sched::kNever, site);
  }

  // Sends the messages in order, and waits as often as necessary. Messages that could not be sent stay in
  // `messages`.
  absl::Status SendMany(std::vector<T>& messages, sched::Site site = sched::Site::Here());

  // Inlined into the caller's frame, with the wait: sched/fiber/park.h says why.
  [[gnu::always_inline]] absl::StatusOr<T> Receive(sched::Site site = sched::Site::Here()) {
    if (sched::Watched()) [[unlikely]]
      return ReceiveSlowly(sched::OpKind::kReceive, sched::kNever, site);
    if (lock_.IsNone() && received_ != sent_) [[likely]]
      return Take();
    lock_.lock();
    for (;;) {
      if (received_ != sent_) [[likely]]
        break;
      if (Closed() || sched::Watched()) [[unlikely]]
        return ReceiveLocked();
      receivers_.SleepUnwatched(lock_);
    }
    const std::lock_guard guard(lock_, std::adopt_lock);
    return Take();
  }
  absl::StatusOr<T> ReceiveUntil(std::uint64_t deadline_ns, sched::Site site = sched::Site::Here()) {
    if (!sched::Watched()) [[likely]] {
      const std::lock_guard guard(lock_);
      if (received_ != sent_) [[likely]]
        return Take();
    }
    return ReceiveSlowly(sched::OpKind::kReceive, deadline_ns, site);
  }
  // Returns nothing if the channel is empty at the moment, or closed and drained.
  std::optional<T> TryReceive(sched::Site site = sched::Site::Here()) {
    if (!sched::Watched()) [[likely]] {
      const std::lock_guard guard(lock_);
      if (received_ != sent_) return Take();
      return std::nullopt;
    }
    absl::StatusOr<T> message = ReceiveSlowly(sched::OpKind::kTryReceive, sched::kNever, site);
    if (!message.ok()) return std::nullopt;
    return *std::move(message);
  }

  // Waits for a message, then moves the messages that are there, at most `most`, to the end of `messages`.
  // Returns their number.
  absl::StatusOr<std::size_t> ReceiveMany(std::vector<T>& messages, std::size_t most,
                                          sched::Site site = sched::Site::Here());

  // Messages that were sent can still be received. Closing twice is no error.
  void Close(sched::Site site = sched::Site::Here()) {
    const sched::Announced op = Announce(sched::OpKind::kClose, id(), site);
    const std::lock_guard guard(lock_);
    op.Commit({.branch = sched::Branch::kDone, .ticket = sent_, .value = closes_++}, stamp_);
    CloseLocked();
  }

  // From now on the channel closes itself when all Senders (those made here and their copies) are destroyed.
  Sender MakeSender() {
    AddSender();
    return Sender(*this);
  }

  // Messages that were sent and never received.
  [[nodiscard]] std::uint64_t undelivered() const {
    const std::lock_guard guard(lock_);
    return sent_ - received_;
  }

  // For Runtime::Stats.
  void Describe(sched::ObjectStats& stats) const {
    const std::lock_guard guard(lock_);
    stats.kind = sched::ObjectKind::kMpsc;
    stats.capacity = capacity_;
    stats.length += sent_ - received_;
    stats.sent += sent_;
    stats.received += received_;
    stats.sender_waits += senders_.entered();
    stats.receiver_waits += receivers_.entered();
    stats.cancelled += senders_.cancelled() + receivers_.cancelled();
  }

  // For channel/select.h: the tasks that wait to receive, and whether a receive would return at once (with a
  // message or the end of the channel).
  sched::ObjectLock& lock() { return lock_; }
  sched::WaitList& waiters() { return receivers_; }
  [[nodiscard]] bool CanReceiveLocked() const { return received_ != sent_ || Closed(); }

 private:
  [[nodiscard]] bool Closed() const { return room_ == 0; }

  bool SendUnwatched(T& message) {
    if (sched::Watched()) [[unlikely]]
      return false;
    if (lock_.IsNone()) return PutIfRoom(message);
    const std::lock_guard guard(lock_);
    return PutIfRoom(message);
  }
  // Under the lock, if there is one.
  [[gnu::always_inline]] bool PutIfRoom(T& message) {
    if (sent_ - received_ >= room_) [[unlikely]]
      return false;
    Put(message);
    return true;
  }

  // Under the lock; there is room.
  void Put(T& message) {
    slots_.Put(sent_++, std::move(message));
    if (!receivers_.Empty()) [[unlikely]]
      receivers_.WakeOne();
  }
  // Under the lock; there is a message.
  T Take() {
    if (!senders_.Empty()) [[unlikely]]
      WakeSender();
    return slots_.Take(received_++);
  }
  [[gnu::noinline]] void WakeSender() { senders_.WakeAny(); }

  [[gnu::noinline]] absl::Status SendSlowly(sched::OpKind kind, T& message, std::uint64_t deadline_ns,
                                            sched::Site site);
  [[gnu::noinline]] absl::StatusOr<T> ReceiveSlowly(sched::OpKind kind, std::uint64_t deadline_ns,
                                                    sched::Site site);
  // The slow part of an unwatched receive. The caller holds the lock; this function releases it.
  [[gnu::noinline]] absl::StatusOr<T> ReceiveLocked();
  absl::StatusOr<T> ReceiveLocked(const sched::Announced& op, sched::OpKind kind, std::uint64_t deadline_ns,
                                  sched::WaitList::Lock& lock);
  absl::Status CommitUnsent(const sched::Announced& op, sched::Branch branch);
  absl::Status CommitNothing(const sched::Announced& op, sched::Branch branch);

  void CloseLocked() {
    room_ = 0;
    receivers_.WakeAll();
    senders_.WakeAll();
  }
  void AddSender() {
    const std::lock_guard guard(lock_);
    ++counted_senders_;
  }
  void DropSender();

  const std::uint64_t capacity_;
  std::uint64_t room_;  // The capacity, or 0 once closed.
  Slots<T> slots_;
  mutable sched::ObjectLock lock_;
  std::uint64_t sent_ = 0;
  std::uint64_t received_ = 0;
  sched::WaitList receivers_;
  sched::WaitList senders_;
  std::uint64_t stamp_ = 0;
  std::uint64_t closes_ = 0;
  std::uint64_t counted_senders_ = 0;
  sched::Listed listed_{*this};
};

template <typename T>
class Mpsc<T>::Sender {
 public:
  Sender(const Sender& other) : channel_(other.channel_) {
    if (channel_ != nullptr) channel_->AddSender();
  }
  Sender(Sender&& other) noexcept : channel_(std::exchange(other.channel_, nullptr)) {}
  Sender& operator=(Sender other) noexcept {
    std::swap(channel_, other.channel_);
    return *this;
  }
  ~Sender() {
    if (channel_ != nullptr) channel_->DropSender();
  }

  absl::Status Send(T message, sched::Site site = sched::Site::Here()) const {
    return channel_->Send(std::move(message), site);
  }
  absl::Status SendUntil(T message, std::uint64_t deadline_ns, sched::Site site = sched::Site::Here()) const {
    return channel_->SendUntil(std::move(message), deadline_ns, site);
  }
  absl::Status TrySend(T message, sched::Site site = sched::Site::Here()) const {
    return channel_->TrySend(std::move(message), site);
  }
  absl::Status SendMany(std::vector<T>& messages, sched::Site site = sched::Site::Here()) const {
    return channel_->SendMany(messages, site);
  }

 private:
  friend class Mpsc;
  explicit Sender(Mpsc& channel) : channel_(&channel) {}

  Mpsc* channel_;  // Null: moved from.
};

}  // namespace reprise::channel

#include "channel/mpsc_protocol.h"  // IWYU pragma: export
