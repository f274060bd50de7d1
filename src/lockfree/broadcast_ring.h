// A ring of the last messages: a send overwrites the oldest and never waits; each receiver goes through them at its
// own pace, sees every message in order, or is told exactly how many it missed.
//
//   BroadcastRing<Event> ring(1000);
//   auto cursor = ring.Subscribe();
//   auto guard = Pin();                   // lockfree/thread_epoch.h; one guard serves any number of calls
//   ring.Send(Event{...}, guard);
//   auto seen = ring.TryReceive(cursor, guard);
//
// Use when     events go to receivers of different speed, and a slow one must not hold the senders back.
// Not when     a message must not be lost, or goes to one receiver only: ring.h.
// Threads      Send, Subscribe, Close: thread-safe. TryReceive: thread-safe for distinct cursors. All guards that are
//              passed in belong to one epoch domain.
// Progress     Send: lock-free, one allocation; no receiver can delay it. TryReceive: wait-free when there is nothing,
//              or when the message is there; it waits for a send that has its ticket and has not yet published.
// Memory       the last `capacity` messages, any number from 1 on. Overwritten ones live on until the epoch frees them
//              (epoch.h says how many), so that a receiver can still be copying one.
// Order        FIFO. A message's ticket is its place, from 0, dense. Send linearizes at [S2] (refused: at [S1]), close
//              at [X1], subscribe at [B1], receive (message, lag, nothing or closed) at [R1]: all in one total order.
//              So receive k comes after send k and before send k + capacity, and who starts late starts with the next
//              message.
// Errors       a message that was not sent stays with the caller. Callbacks and moves of T must not throw; a copy
//              that throws leaves the cursor where it was.
// After        Tokio's broadcast channel for the contract; the Disruptor for one sequence that senders claim and
//              receivers follow; epochs (epoch.h) instead of a lock in each slot. docs/lockfree/broadcast_ring.md;
//              checked by tests/relacy/broadcast_ring_relacy.cc.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

#include "base/site.h"
#include "lockfree/ring_positions.h"
#include "lockfree/sync.h"

namespace reprise::lockfree {

enum class SendBranch : std::uint8_t { kSent, kClosed };
enum class ReceiveBranch : std::uint8_t { kMessage, kLagged, kEmpty, kClosed };  // kClosed: and all was seen.

struct SendResult {
  SendBranch branch;
  std::uint64_t ticket = 0;
};

template <typename T>
struct ReceiveResult {
  ReceiveBranch branch;
  std::uint64_t ticket = 0;  // Of the message; otherwise of the next one that the cursor will see.
  std::uint64_t missed = 0;  // Messages that were overwritten before the cursor came to them.
  std::optional<T> message = std::nullopt;
};

struct BroadcastCloseResult {
  std::uint64_t ticket;  // Of the send that would have been next.
  bool first;            // Nobody had closed it before.
};

template <typename T, typename Sync = StdSync>
class BroadcastRing {
  static_assert(std::is_nothrow_move_constructible_v<T> && std::is_copy_constructible_v<T>);

 public:
  // Where a receiver is. A copy sees the same messages once more.
  //
  // thread-compatible.
  class Cursor {
   private:
    friend class BroadcastRing;
    explicit Cursor(std::uint64_t position) : position_(position) {}
    std::uint64_t position_;  // Of the next message.
  };

  explicit BroadcastRing(std::uint64_t capacity) : positions_(capacity) {
    slots_ = static_cast<Slot*>(Sync::Allocate(capacity * sizeof(Slot), alignof(Slot)));
    for (std::uint64_t index = 0; index < capacity; ++index) std::construct_at(slots_ + index);
  }
  BroadcastRing(const BroadcastRing&) = delete;
  BroadcastRing& operator=(const BroadcastRing&) = delete;

  ~BroadcastRing() {
    for (std::uint64_t index = 0; index < positions_.capacity(); ++index) {
      // [D1] relaxed: who destroys the ring is ordered after all who used it.
      if (Node* const node = slots_[index].load(std::memory_order_relaxed)) Destroy<Sync>(node);
    }
    std::destroy_n(slots_, positions_.capacity());
    Sync::Free(slots_, positions_.capacity() * sizeof(Slot), alignof(Slot));
  }

  // Moves from `message` only when it is sent.
  template <typename Guard>
  SendResult Send(T&& message, Guard& guard) {
    return Send(std::move(message), guard, [](std::uint64_t) {});
  }

  // `on_claimed(ticket)` is called after the send has its place and before anybody can see the message.
  template <typename Guard, typename OnClaimed>
  SendResult Send(T&& message, Guard& guard, OnClaimed&& on_claimed) {
    Node* const node = Create<Node, Sync>();
    std::uint64_t tail = 0;
    do {
      // [S1] seq_cst: pairs with [X1]: who is told of the close sees what was done before it, and comes after it in the
      // total order.
      // tool-blind: A sends to another ring, then finds this one empty; B closes this one; C is refused here, then
      // finds the other one empty. Each comes before the next, and so round; C++20 allows it of an acquire, and so does
      // Power. Relacy's order of all is that of execution.
      tail = tail_.load(std::memory_order_seq_cst);
      if ((tail & kClosed) != 0) {
        Destroy<Sync>(node);
        return {.branch = SendBranch::kClosed};
      }
      // [S2] seq_cst: pairs with [R1] and [B1], which must not miss a send that is earlier in the total order. Relaxed
      // on failure: it is looked at again.
    } while (!tail_.compare_exchange_strong(tail, positions_.After(tail, 1), std::memory_order_seq_cst,
                                            std::memory_order_relaxed));
    const std::uint64_t ticket = positions_.Ticket(tail);
    on_claimed(ticket);
    node->message.Construct(Site::Here(), std::move(message));
    node->position.Store(tail);
    Publish(node, tail, guard);
    return {.branch = SendBranch::kSent, .ticket = ticket};
  }

  // The cursor sees what is sent from now on. Its ticket is that of the first such message.
  [[nodiscard]] Cursor Subscribe() const {
    // [B1] seq_cst: pairs with [S2], so that a send that is earlier in the total order is not seen again.
    return Cursor(tail_.load(std::memory_order_seq_cst) & ~kClosed);
  }
  [[nodiscard]] std::uint64_t Ticket(const Cursor& cursor) const {
    return positions_.Ticket(cursor.position_);
  }

  // The next message; or how many were missed, after which the cursor stands at the oldest that is left; or nothing.
  // What it finds is kept from being freed by the guard, which is only there to prove that its thread is pinned.
  template <typename Guard>
  ReceiveResult<T> TryReceive(Cursor& cursor, const Guard&) const {
    for (;;) {
      // [R1] seq_cst: pairs with [S2] and [X1], so that a send or a close that is earlier in the total order is seen.
      const std::uint64_t seen = tail_.load(std::memory_order_seq_cst);
      const std::uint64_t tail = seen & ~kClosed;
      const std::uint64_t ticket = positions_.Ticket(cursor.position_);
      if (cursor.position_ == tail)
        return {.branch = seen == tail ? ReceiveBranch::kEmpty : ReceiveBranch::kClosed, .ticket = ticket};
      if (positions_.NextLap(cursor.position_) < tail) {
        cursor.position_ = positions_.LapBefore(tail);
        const std::uint64_t oldest = positions_.Ticket(cursor.position_);
        return {.branch = ReceiveBranch::kLagged, .ticket = oldest, .missed = oldest - ticket};
      }
      if (std::optional<T> message = CopyOf(cursor.position_)) {
        cursor.position_ = positions_.After(cursor.position_, 1);
        return {.branch = ReceiveBranch::kMessage, .ticket = ticket, .message = std::move(message)};
      }
    }
  }

  // No send gets a ticket after this one. Closing again changes nothing.
  BroadcastCloseResult Close() {
    // [X1] seq_cst: pairs with [R1] and [S1]: a receive that is later in the total order sees it.
    const std::uint64_t tail = tail_.fetch_or(kClosed, std::memory_order_seq_cst);
    return {.ticket = positions_.Ticket(tail), .first = (tail & kClosed) == 0};
  }

  [[nodiscard]] std::uint64_t capacity() const { return positions_.capacity(); }

 private:
  static constexpr std::uint64_t kClosed = RingPositions::kFlag;
  static constexpr std::uint64_t kUnclaimed = ~std::uint64_t{0};

  // Immutable from its publication on.
  struct Node {
    Node() = default;
    ~Node() {
      if (position.Load() != kUnclaimed) message.Destroy();
    }
    typename Sync::template Cell<std::uint64_t> position{kUnclaimed};
    typename Sync::template Storage<T> message;
  };
  using Slot = typename Sync::template Atomic<Node*>;

  [[nodiscard]] Slot& SlotOf(std::uint64_t position) const { return slots_[positions_.Index(position)]; }

  // Puts the node into its slot, unless a send of a later lap was faster: then it is overwritten already.
  template <typename Guard>
  void Publish(Node* node, std::uint64_t position, Guard& guard) {
    Slot& slot = SlotOf(position);
    for (;;) {
      // [W1] acquire: pairs with [W2], so that the position of the node before is there to be compared.
      Node* before = slot.load(std::memory_order_acquire);
      if (before != nullptr && before->position.Load() > position) return Destroy<Sync>(node);
      // [W2] release: pairs with [W1] and [R2], so that who finds the node finds its message.
      if (slot.compare_exchange_strong(before, node, std::memory_order_release, std::memory_order_relaxed)) {
        if (before != nullptr) guard.Retire(before);
        return;
      }
    }
  }

  // Nothing: it was overwritten since the caller looked at the tail.
  std::optional<T> CopyOf(std::uint64_t position) const {
    const Slot& slot = SlotOf(position);
    typename Sync::Spin spin;
    for (;;) {
      // [R2] acquire: pairs with [W2].
      const Node* const node = slot.load(std::memory_order_acquire);
      if (node == nullptr || node->position.Load() < position) {
        spin.Wait(slot);  // The send has its ticket and is about to publish.
      } else if (node->position.Load() == position) {
        return node->message.Look();
      } else {
        return std::nullopt;
      }
    }
  }

  const RingPositions positions_;
  Slot* slots_;
  alignas(Sync::kLineBytes) typename Sync::template Atomic<std::uint64_t> tail_{0};  // Next send | kClosed.
};

}  // namespace reprise::lockfree
