// Carries one value, once, from the task that holds the sender to the task that holds the receiver.
//
//   channel::Oneshot<int> answer;
//   requests.Send({7, std::move(answer.sender)});
//   absl::StatusOr<int> value = answer.receiver.Receive();
//
// Use when     a request carries the channel for its answer.
// Not when     there is more than one value: channel/mpsc.h. The asker does not make a channel for each
//              request: channel/call.h.
// Threads      Sender, Receiver: each is fiber-bound. An end may be moved to another task; it belongs to one
//              task at a time.
// Progress     Send never waits. Receive parks its fiber until there is a value or the sender is destroyed.
// Memory       one allocation for both ends; the end that is done last frees it.
// Order        the send and the receive have ticket 0, and the receive comes after the send. An end that is
//              destroyed before its send or receive had a result is recorded as a close; its value is the
//              number of closes before it.
// Errors       Send: FailedPrecondition when the receiver is destroyed. Receive: Unavailable when the sender
//              was destroyed without sending, Cancelled, DeadlineExceeded (Until; it may be called again).
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
  std::string name;  // The topic of the value in the log.
};

template <typename T>
class OneshotSender {
 public:
  OneshotSender() = default;  // Belongs to no Oneshot.
  OneshotSender(OneshotSender&& other) noexcept : state_(std::exchange(other.state_, nullptr)) {}
  OneshotSender& operator=(OneshotSender&& other) noexcept {
    OneshotSender(std::move(other)).Swap(*this);
    return *this;
  }
  ~OneshotSender() {
    if (state_ != nullptr) OneshotState<T>::DropSender(state_);
  }

  // Call it once: it uses the sender up.
  absl::Status Send(T value, sched::Site site = sched::Site::Here()) {
    REPRISE_CHECK(state_ != nullptr);
    return OneshotState<T>::Send(state_, value, site);
  }

  // False: the receiver is destroyed, so the answer need not be computed.
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

  // A value or Unavailable uses the receiver up: then there is nothing left to receive.
  [[gnu::always_inline]] absl::StatusOr<T> Receive(sched::Site site = sched::Site::Here()) {
    REPRISE_CHECK(state_ != nullptr);
    return OneshotState<T>::Receive(state_, site);
  }
  absl::StatusOr<T> ReceiveUntil(std::uint64_t deadline_ns, sched::Site site = sched::Site::Here()) {
    REPRISE_CHECK(state_ != nullptr);
    return OneshotState<T>::ReceiveUntil(state_, deadline_ns, site);
  }
  // Returns nothing if there is no value at the moment, or if the sender was destroyed without sending
  // (Receive tells which).
  std::optional<T> TryReceive(sched::Site site = sched::Site::Here()) {
    REPRISE_CHECK(state_ != nullptr);
    return OneshotState<T>::TryReceive(state_, site);
  }

  // For channel/select.h: the task that waits to receive, and whether a receive would return at once.
  // Precondition: the receiver is not used up.
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

// Both ends; the program moves them to the tasks that use them.
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
