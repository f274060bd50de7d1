// A ring of the last messages: a send overwrites the oldest message and never waits. Each receiver reads at
// its own speed; it gets every message in order, or is told exactly how many it missed.
//
//   BroadcastRing<Event> ring(1000);
//   auto cursor = ring.Subscribe();
//   auto guard = Pin();                   // lockfree/thread_epoch.h; one guard serves any number of calls
//   ring.Send(Event{...}, guard);
//   auto seen = ring.TryReceive(cursor, guard);
//
// Use when     events go to receivers of different speed, and a slow one must not hold the senders back.
// Not when     a message must not be lost, or goes to one receiver only: ring.h.
// Threads      Send, Subscribe, Close: thread-safe. TryReceive: thread-safe for distinct cursors. All guards
//              that are passed in belong to one epoch domain.
// Progress     Send: lock-free, one allocation; no receiver can delay it. TryReceive: wait-free when there is
//              nothing, or when the message is there; it waits only for a send that has claimed its ticket
//              and has not published its message yet.
// Memory       the last `capacity` messages, any number from 1 on. Overwritten messages are freed by the
//              epoch (epoch.h says how many wait), because a receiver may still be copying one.
// Order        FIFO. A message's ticket is its place, from 0, dense. Send linearizes at [S2] (refused: at
//              [S1]), close at [X1], subscribe at [B1], receive (message, lag, nothing or closed) at [R1]:
//              all in one total order. So receive k comes after send k and before send k + capacity, and a
//              new cursor begins with the next message.
// Errors       a message that was not sent stays with the caller. Callbacks and moves of T must not throw; a
//              copy that throws leaves the cursor where it was.
// After        Tokio's broadcast channel for the contract; the Disruptor for one sequence that senders claim
//              and receivers follow; epochs (epoch.h) instead of a lock in each slot.
//              docs/lockfree/broadcast_ring.md; checked by tests/relacy/broadcast_ring_relacy.cc.
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
// kClosed: closed, and the cursor has seen all messages.
enum class ReceiveBranch : std::uint8_t { kMessage, kLagged, kEmpty, kClosed };

struct SendResult {
  SendBranch branch;
  std::uint64_t ticket = 0;
};

template <typename T>
struct ReceiveResult {
  ReceiveBranch branch;
  std::uint64_t ticket = 0;  // The message's; without a message, that of the next message.
  std::uint64_t missed = 0;  // Messages overwritten before the cursor read them.
  std::optional<T> message = std::nullopt;
};

struct BroadcastCloseResult {
  std::uint64_t ticket;  // The ticket that the next send would have got.
  bool first;            // The ring was open before this call.
};

template <typename T, typename Sync = StdSync>
class BroadcastRing {
  static_assert(std::is_nothrow_move_constructible_v<T> && std::is_copy_constructible_v<T>);

 public:
  // A receiver's position. A copy of a cursor gets the same messages again.
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
      // [D1] relaxed: the caller orders the destruction after all uses of the ring.
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

  // Calls `on_claimed(ticket)` after the send has claimed its ticket and before any receiver can see the
  // message.
  template <typename Guard, typename OnClaimed>
  SendResult Send(T&& message, Guard& guard, OnClaimed&& on_claimed) {
    Node* const node = Create<Node, Sync>();
    std::uint64_t tail = 0;
    do {
      // [S1] seq_cst: pairs with [X1]. A send that is refused sees everything that was done before the close,
      // and comes after the close in the total order.
      // tool-blind: A sends to another ring, then finds this one empty; B closes this one; C is refused here,
      // then finds the other ring empty. That is a cycle: each step comes before the next one, and the last
      // before the first. With an acquire here, C++20 and Power allow this cycle. Relacy does not show it:
      // its total order is the order of execution.
      tail = tail_.load(std::memory_order_seq_cst);
      if ((tail & kClosed) != 0) {
        Destroy<Sync>(node);
        return {.branch = SendBranch::kClosed};
      }
      // [S2] seq_cst: pairs with [R1] and [B1], which must see each send that is earlier in the total order.
      // Relaxed on failure: [S1] reads the tail again.
    } while (!tail_.compare_exchange_strong(tail, positions_.After(tail, 1), std::memory_order_seq_cst,
                                            std::memory_order_relaxed));
    const std::uint64_t ticket = positions_.Ticket(tail);
    on_claimed(ticket);
    node->message.Construct(Site::Here(), std::move(message));
    node->position.Store(tail);
    Publish(node, tail, guard);
    return {.branch = SendBranch::kSent, .ticket = ticket};
  }

  // Returns a cursor that gets the messages sent from now on. Ticket(cursor) is the ticket of the first of
  // them.
  [[nodiscard]] Cursor Subscribe() const {
    // [B1] seq_cst: pairs with [S2], so that the cursor begins after each send that is earlier in the total
    // order.
    return Cursor(tail_.load(std::memory_order_seq_cst) & ~kClosed);
  }
  [[nodiscard]] std::uint64_t Ticket(const Cursor& cursor) const {
    return positions_.Ticket(cursor.position_);
  }

  // Returns the next message; or the number of missed messages, and then the cursor is at the oldest message
  // that is left; or nothing. The guard keeps the message from being freed during the copy; it is a parameter
  // only to prove that the calling thread is pinned.
  template <typename Guard>
  ReceiveResult<T> TryReceive(Cursor& cursor, const Guard&) const {
    for (;;) {
      // [R1] seq_cst: pairs with [S2] and [X1], so that this load sees each send and close that is earlier in
      // the total order.
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
    // [X1] seq_cst: pairs with [R1] and [S1]: a receive or a send that is later in the total order sees the
    // close.
    const std::uint64_t tail = tail_.fetch_or(kClosed, std::memory_order_seq_cst);
    return {.ticket = positions_.Ticket(tail), .first = (tail & kClosed) == 0};
  }

  [[nodiscard]] std::uint64_t capacity() const { return positions_.capacity(); }

 private:
  static constexpr std::uint64_t kClosed = RingPositions::kFlag;
  static constexpr std::uint64_t kUnclaimed = ~std::uint64_t{0};

  // Immutable after its publication.
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

  // Puts the node into its slot. If a send of a later lap has filled the slot already, this message counts as
  // overwritten, and the node is destroyed.
  template <typename Guard>
  void Publish(Node* node, std::uint64_t position, Guard& guard) {
    Slot& slot = SlotOf(position);
    for (;;) {
      // [W1] acquire: pairs with [W2], so that the position in the node `before` is visible and can be
      // compared.
      Node* before = slot.load(std::memory_order_acquire);
      if (before != nullptr && before->position.Load() > position) return Destroy<Sync>(node);
      // [W2] release: pairs with [W1] and [R2], so that a thread that sees the node also sees its message.
      if (slot.compare_exchange_strong(before, node, std::memory_order_release, std::memory_order_relaxed)) {
        if (before != nullptr) guard.Retire(before);
        return;
      }
    }
  }

  // Returns a copy of the message; nothing if it was overwritten after the caller's look at the tail.
  std::optional<T> CopyOf(std::uint64_t position) const {
    const Slot& slot = SlotOf(position);
    typename Sync::Spin spin;
    for (;;) {
      // [R2] acquire: pairs with [W2].
      const Node* const node = slot.load(std::memory_order_acquire);
      if (node == nullptr || node->position.Load() < position) {
        spin.Wait(slot);  // A send has claimed this ticket and not published yet.
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
