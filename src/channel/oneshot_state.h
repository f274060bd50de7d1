// The state that the two ends of a Oneshot share, and its protocol. Programs use channel/oneshot.h.
//
// Threads      thread-safe, with one caller for each end. Each end sets its `..._gone_` flag under the lock
//              when it is done; the end that comes last frees the state.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "channel/codec.h"
#include "channel/drop.h"
#include "channel/errors.h"
#include "channel/send_record.h"
#include "channel/waiting.h"
#include "sched/object/announce.h"
#include "sched/object/object.h"
#include "sched/object/object_lock.h"
#include "sched/object/registry.h"
#include "sched/object/wait_list.h"

namespace reprise::channel {

template <typename T>
class OneshotState final : public sched::Object {
 public:
  OneshotState()
      : Object(Unnamed{.kind = sched::ObjectKind::kOneshot, .capacity = 1, .payload = PayloadTypeOf<T>()}) {}
  explicit OneshotState(std::string name)
      : Object({.kind = sched::ObjectKind::kOneshot,
                .name = std::move(name),
                .capacity = 1,
                .payload = PayloadTypeOf<T>()}) {}

  // Allocated like a task's record: from the memory blocks of the current worker.
  static void* operator new(std::size_t bytes) {
    if constexpr (alignof(OneshotState) > sched::TaskMemoryPool::kAlignment) {
      return ::operator new (bytes, std::align_val_t{alignof(OneshotState)});
    } else {
      return sched::Worker::Current().memory.Allocate(bytes);
    }
  }
  static void operator delete(void* memory, std::size_t bytes) {
    if constexpr (alignof(OneshotState) > sched::TaskMemoryPool::kAlignment) {
      ::operator delete (memory, std::align_val_t{alignof(OneshotState)});
    } else {
      sched::Worker::Current().memory.Free(memory, bytes);
    }
  }

  // Sets `state` to null: the sender is used up.
  static absl::Status Send(OneshotState*& state, T& value, sched::Site site) {
    if (!sched::Watched()) [[likely]] {
      const std::lock_guard guard(state->lock_);
      if (!state->receiver_gone_) [[likely]] {
        PutValue(state, value);
        return absl::OkStatus();
      }
    }
    return SendSlowly(state, value, site);
  }
  [[gnu::noinline]] static absl::Status SendSlowly(OneshotState*& state, T& value, sched::Site site) {
    const sched::Announced op = Announce(sched::OpKind::kSend, state->id(), site);
    ReserveMessage(op, value);
    {
      const std::lock_guard guard(state->lock_);
      if (!state->receiver_gone_) [[likely]] {
        op.Commit({.branch = sched::Branch::kDone}, state->stamp_);
        PutValue(state, value);
        return absl::OkStatus();
      }
      op.Abandon();
      op.Commit({.branch = sched::Branch::kClosed}, state->stamp_);
    }
    const std::unique_ptr<OneshotState> last(std::exchange(state, nullptr));
    return absl::FailedPreconditionError(absl::StrCat("send on ", last->name(), ": the receiver is gone"));
  }

  bool Wanted(sched::Site site) {
    const sched::Announced op = Announce(sched::OpKind::kPoll, id(), site);
    const std::lock_guard guard(lock_);
    const bool wanted = op.IsDecided() ? op.decided().value != 0 : !receiver_gone_;
    op.Commit({.branch = sched::Branch::kDone, .value = wanted ? 1U : 0U}, stamp_);
    return wanted;
  }

  // Sets `state` to null when there is nothing left to receive.
  [[gnu::always_inline]] static absl::StatusOr<T> Receive(OneshotState*& state, sched::Site site) {
    if (!sched::Watched()) [[likely]] {
      state->lock_.lock();
      while (!state->CanReceiveLocked()) {
        if (sched::CancelRequested()) [[unlikely]] {
          state->lock_.unlock();
          return state->CommitNothing(sched::Announced{}, sched::Branch::kCancelled);
        }
        state->receiver_.SleepUnwatched(state->lock_);
      }
      state->lock_.unlock();
      return TakeValue(state);
    }
    return ReceiveUntil(state, sched::kNever, site);
  }
  [[gnu::noinline]] static absl::StatusOr<T> ReceiveUntil(OneshotState*& state, std::uint64_t deadline_ns,
                                                          sched::Site site) {
    using sched::Branch;
    const sched::Announced op = Announce(sched::OpKind::kReceive, state->id(), site);
    if (const Branch ended = EndedBefore(op, sched::OpKind::kReceive, deadline_ns); ended != Branch::kFree)
      return state->CommitNothing(op, ended);
    sched::WaitList::Lock lock(state->lock_);
    while (!state->CanReceiveLocked()) {
      const Branch ended = EndedWaiting(state->receiver_, op, sched::OpKind::kReceive, deadline_ns, lock);
      if (ended != Branch::kFree) return state->CommitNothing(op, ended);
    }
    op.Commit({.branch = state->value_.has_value() ? Branch::kDone : Branch::kClosed}, state->stamp_);
    lock.unlock();
    return TakeValue(state);
  }

  static std::optional<T> TryReceive(OneshotState*& state, sched::Site site) {
    using sched::Branch;
    const sched::Announced op = Announce(sched::OpKind::kTryReceive, state->id(), site);
    sched::WaitList::Lock lock(state->lock_);
    if (op.DecidedAs(Branch::kFailed) || !state->value_.has_value()) {
      const bool ended = !op.DecidedAs(Branch::kFailed) && state->sender_gone_;
      op.Commit({.branch = ended ? Branch::kClosed : Branch::kFailed}, state->stamp_);
      return std::nullopt;
    }
    op.Commit({.branch = Branch::kDone}, state->stamp_);
    lock.unlock();
    const std::unique_ptr<OneshotState> last(std::exchange(state, nullptr));
    return *std::move(last->value_);
  }

  // An end is destroyed before it has sent, or before its receive had a result.
  static void DropSender(OneshotState* state) noexcept {
    Drop(state, state->sender_gone_, state->receiver_gone_);
  }
  static void DropReceiver(OneshotState* state) noexcept {
    Drop(state, state->receiver_gone_, state->sender_gone_);
  }

  sched::ObjectLock& lock() { return lock_; }
  sched::WaitList& waiters() { return receiver_; }
  [[nodiscard]] bool CanReceiveLocked() const { return value_.has_value() || sender_gone_; }

 private:
  // Precondition: the sender is done; it has sent a value or was destroyed without sending.
  [[gnu::always_inline]] static absl::StatusOr<T> TakeValue(OneshotState*& state) {
    const std::unique_ptr<OneshotState> last(std::exchange(state, nullptr));
    if (last->value_.has_value()) [[likely]]
      return *std::move(last->value_);
    return last->WentWithoutValue();
  }
  [[gnu::noinline]] absl::Status WentWithoutValue() const {
    return absl::UnavailableError(absl::StrCat("receive on ", name(), ": the sender went without a value"));
  }

  // The caller holds the lock; the receiver is not destroyed.
  static void PutValue(OneshotState*& state, T& value) {
    OneshotState& mine = *std::exchange(state, nullptr);  // From now on the receiver owns the state.
    mine.value_.emplace(std::move(value));
    mine.Leave(mine.sender_gone_);
  }

  // Marks this end as gone. The caller holds the lock; if the other end is gone already, the caller frees the
  // state after it has released the lock.
  void Leave(bool& mine) {
    mine = true;
    receiver_.WakeOne();
  }

  static void Drop(OneshotState* state, bool& mine, const bool& other) noexcept {
    bool told = false;
    bool last = false;
    OpInDestructor([&] {
      const sched::Announced op = Announce(sched::OpKind::kClose, state->id(), sched::Site::Here());
      const std::lock_guard guard(state->lock_);
      op.Commit({.branch = sched::Branch::kDone,
                 .ticket = state->value_.has_value() ? 1U : 0U,
                 .value = state->closes_++},
                state->stamp_);
      told = true;
      state->Leave(mine);
      last = other;
    });
    if (!told) {  // The run ends early: no op, but the memory is still freed.
      const std::lock_guard guard(state->lock_);
      state->Leave(mine);
      last = other;
    }
    if (!last) return;
    if (state->value_.has_value())  // The value was never received; it is counted only here.
      sched::Registry::CountLost(state->name(), sched::ObjectKind::kOneshot, 1);
    delete state;
  }

  absl::Status CommitNothing(const sched::Announced& op, sched::Branch branch) {
    op.Commit({.branch = branch});
    return EndedEarly(branch, "receive", name(), "");
  }

  sched::ObjectLock lock_;
  sched::WaitList receiver_;
  std::optional<T> value_;
  std::uint64_t stamp_ = 0;
  std::uint64_t closes_ = 0;
  bool sender_gone_ = false;
  bool receiver_gone_ = false;
};

}  // namespace reprise::channel
