// One value, once: from whoever holds the sender to whoever holds the receiver.
//
//   channel::Oneshot<int> answer;
//   requests.Send({7, std::move(answer.sender)});
//   absl::StatusOr<int> value = answer.receiver.Receive();
//
// Use when     a request brings the way back of its answer along.
// Not when     there is more than one value: channel/mpsc.h. The asker names no channel of its own: channel/call.h.
// Threads      Sender, Receiver: fiber-bound each; they may be moved to other tasks, and belong to one at a time.
// Progress     Send never waits. Receive parks its fiber until there is a value or the sender is gone.
// Memory       one allocation for both ends; freed by the end that goes last.
// Order        the send and the receive have ticket 0, and the receive comes after the send. An end that goes away
//              before it knows how it came out is a close; closes are counted in their value.
// Errors       Send: FailedPrecondition when the receiver is gone. Receive: Unavailable when the sender went without a
//              value, Cancelled, DeadlineExceeded (Until; it may be called again).
// Units        deadlines in nanoseconds of sched::Clock.
// Source       Tokio's oneshot.
#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/check.h"
#include "channel/oneshot_state.h"

namespace reprise::channel {

struct OneshotOptions {
  std::string name;  // The topic of its value.
};

template <typename T>
class OneshotSender {
 public:
  OneshotSender() = default;  // No end of anything.
  OneshotSender(OneshotSender&& other) noexcept : state_(std::exchange(other.state_, nullptr)) {}
  OneshotSender& operator=(OneshotSender&& other) noexcept {
    OneshotSender(std::move(other)).Swap(*this);
    return *this;
  }
  ~OneshotSender() {
    if (state_ != nullptr) OneshotState<T>::DropSender(state_);
  }

  // Once; nothing can be sent after.
  absl::Status Send(T value, sched::Site site = sched::Site::Here()) {
    REPRISE_CHECK(state_ != nullptr);
    return OneshotState<T>::Send(state_, value, site);
  }

  // False: the receiver is gone, and the answer need not be worked out.
  [[nodiscard]] bool Wanted(sched::Site site = sched::Site::Here()) const {
    REPRISE_CHECK(state_ != nullptr);
    return state_->Wanted(site);
  }

  [[nodiscard]] ObjectId id() const { return state_ != nullptr ? state_->id() : kNoObject; }

 private:
  template <typename>
  friend class Oneshot;
  explicit OneshotSender(OneshotState<T>* state) : state_(state) {}
  void Swap(OneshotSender& other) noexcept { std::swap(state_, other.state_); }

  OneshotState<T>* state_ = nullptr;  // Null: sent, moved from.
};

template <typename T>
class OneshotReceiver {
 public:
  OneshotReceiver(OneshotReceiver&& other) noexcept : state_(std::exchange(other.state_, nullptr)) {}
  OneshotReceiver& operator=(OneshotReceiver&& other) noexcept {
    OneshotReceiver(std::move(other)).Swap(*this);
    return *this;
  }
  ~OneshotReceiver() {
    if (state_ != nullptr) OneshotState<T>::DropReceiver(state_);
  }

  // Once with a value or Unavailable; then there is nothing left to receive.
  [[gnu::always_inline]] absl::StatusOr<T> Receive(sched::Site site = sched::Site::Here()) {
    REPRISE_CHECK(state_ != nullptr);
    return OneshotState<T>::Receive(state_, site);
  }
  absl::StatusOr<T> ReceiveUntil(std::uint64_t deadline_ns, sched::Site site = sched::Site::Here()) {
    REPRISE_CHECK(state_ != nullptr);
    return OneshotState<T>::ReceiveUntil(state_, deadline_ns, site);
  }
  // Nothing: no value at the moment, or the sender went without one (Receive tells).
  std::optional<T> TryReceive(sched::Site site = sched::Site::Here()) {
    REPRISE_CHECK(state_ != nullptr);
    return OneshotState<T>::TryReceive(state_, site);
  }

  // For channel/select.h: who waits to receive, and whether a receive would not wait. There is something to receive.
  sched::ObjectLock& lock() { return state_->lock(); }
  sched::WaitList& waiters() { return state_->waiters(); }
  [[nodiscard]] bool CanReceiveLocked() const { return state_->CanReceiveLocked(); }

 private:
  template <typename>
  friend class Oneshot;
  explicit OneshotReceiver(OneshotState<T>* state) : state_(state) {}
  void Swap(OneshotReceiver& other) noexcept { std::swap(state_, other.state_); }

  OneshotState<T>* state_;  // Null: received, moved from.
};

// Both ends, to be moved to where they are used.
template <typename T>
class Oneshot {
 public:
  using Sender = OneshotSender<T>;
  using Receiver = OneshotReceiver<T>;

  Oneshot() : Oneshot(new OneshotState<T>) {}
  explicit Oneshot(OneshotOptions options) : Oneshot(new OneshotState<T>(std::move(options.name))) {}

 private:
  explicit Oneshot(OneshotState<T>* state) : sender(state), receiver(state) {}

 public:
  Sender sender;
  Receiver receiver;
};

}  // namespace reprise::channel
