// A bounded queue in a ring of slots. Every push and every pop has a ticket; a push or pop that fails takes
// no ticket.
//
//   BoundedRing<Job> ring(1000);
//   const PushResult pushed = ring.TryPush(std::move(job));  // kFull or kClosed: `job` was not moved from.
//   PopResult<Job> popped = ring.TryPop();
//   if (popped.branch == PopBranch::kPopped) Run(*popped.value);
//
// Use when     a full queue must hold its senders back, and a recorder needs the order of sends and of
//              receives: channels.
// Not when     a burst must not be refused: seg_queue.h. Each receiver must get every message:
//              broadcast_ring.h.
// Threads      Try forms of pushing, Close, Size: thread-safe. Try forms of popping: thread-safe with
//              Consumers::kMany, single-consumer with kSingle.
// Progress     lock-free with one exception: a pop waits for a push that has claimed the slot and not filled
//              it yet, and a push waits for a pop that has claimed the slot and not emptied it yet.
// Memory       `capacity` slots, any number from 1 on, allocated once. Values that are left are destroyed
//              with the ring.
// Order        FIFO. Tickets are dense from 0, counted apart for pushes and for pops: push k comes after pop
//              k - capacity, pop k after push k. A push linearizes at [P3], a pop at [C3] (kSingle: [C4]),
//              close at [X1], closed at [P1] or [C5], full at [P4], empty at [C5]; all of these are in one
//              total order, so that rings can be compared with each other. One exception: with kSingle,
//              "full" is not in this order. It was true at some moment after the last action of the consumer
//              that the caller knows of.
// Closing      Close sets a flag in the tail, and pushes claim their slots by a compare-exchange of the same
//              tail. So each push either comes before the close and is delivered, or is refused.
// Errors       a value that was not pushed stays with the caller. Callbacks and moves of T must not throw.
// After        Vyukov's bounded MPMC queue (a sequence number in each slot), with the exact full and empty of
//              crossbeam's ArrayQueue and the batches of one claim of DPDK's rte_ring. docs/lockfree/ring.md;
//              checked by tests/relacy/ring_relacy.cc.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <type_traits>
#include <utility>

#include "base/check.h"
#include "base/site.h"
#include "lockfree/ring_positions.h"
#include "lockfree/sync.h"

namespace reprise::lockfree {

enum class Consumers : std::uint8_t { kSingle, kMany };
enum class PushBranch : std::uint8_t { kPushed, kFull, kClosed };
enum class PopBranch : std::uint8_t { kPopped, kEmpty, kClosed };  // kClosed: closed, and nothing is left.

struct PushResult {
  PushBranch branch;
  std::uint64_t ticket = 0;  // Of the first value.
  std::size_t count = 0;     // How many values were pushed: their tickets are in a row.
};

struct PopBatchResult {
  PopBranch branch;
  std::uint64_t ticket = 0;
  std::size_t count = 0;
};

template <typename T>
struct PopResult {
  PopBranch branch;
  std::uint64_t ticket = 0;
  std::optional<T> value = std::nullopt;
};

struct CloseResult {
  std::uint64_t ticket;  // The ticket that the next push would have got.
  bool first;            // The ring was open before this call.
};

template <typename T, typename Sync = StdSync, Consumers kConsumers = Consumers::kMany>
class BoundedRing {
 public:
  static_assert(std::is_nothrow_move_constructible_v<T>);

  explicit BoundedRing(std::uint64_t capacity) : positions_(capacity) {
    void* const memory = Sync::Allocate(capacity * sizeof(Slot), alignof(Slot));
    slots_ = static_cast<Slot*>(memory);
    for (std::uint64_t index = 0; index < capacity; ++index)
      std::construct_at(slots_ + index, positions_.After(0, index));
  }
  BoundedRing(const BoundedRing&) = delete;
  BoundedRing& operator=(const BoundedRing&) = delete;

  ~BoundedRing() {
    TryPopBatch(positions_.capacity(), [](std::uint64_t, T&&) {});
    std::destroy_n(slots_, positions_.capacity());
    Sync::Free(slots_, positions_.capacity() * sizeof(Slot), alignof(Slot));
  }

  // Moves from `value` only when it is pushed.
  [[gnu::always_inline]] PushResult TryPush(T&& value) {
    return TryPush(std::move(value), [](std::uint64_t) {});
  }

  // Calls `on_claimed(ticket)` after the push has claimed its slot and before any consumer can take the
  // value.
  template <typename OnClaimed>
  [[gnu::always_inline]] PushResult TryPush(T&& value, OnClaimed&& on_claimed) {
    return TryPushBatch(std::span<T>(&value, 1),
                        [&](std::uint64_t ticket, std::size_t) { on_claimed(ticket); });
  }

  // Pushes values from the front of a non-empty span, as many as it finds room for, with tickets in a row. It
  // pushes at least one unless the ring is full or closed. That it pushed fewer than all does not mean that
  // the ring was full.
  PushResult TryPushBatch(std::span<T> values) {
    return TryPushBatch(values, [](std::uint64_t, std::size_t) {});
  }

  // `on_claimed(first_ticket, count)`.
  template <typename OnClaimed>
  [[gnu::always_inline]] PushResult TryPushBatch(std::span<T> values, OnClaimed&& on_claimed) {
    REPRISE_CHECK(!values.empty());
    std::uint64_t first = 0;
    std::size_t count = 0;
    const PushBranch branch = ClaimPush(values.size(), first, count);
    if (branch != PushBranch::kPushed) return {.branch = branch};
    const std::uint64_t ticket = positions_.Ticket(first);
    on_claimed(ticket, count);
    std::uint64_t position = first;
    for (T& value : values.first(count)) {
      Slot& slot = SlotOf(position);
      slot.value.Construct(Site::Here(), std::move(value));
      // [P5] release: pairs with [R1], so that a pop that sees the slot filled also sees the value.
      slot.state.store(position | kFilled, std::memory_order_release);
      position = positions_.After(position, 1);
    }
    return {.branch = branch, .ticket = ticket, .count = count};
  }

  [[gnu::always_inline]] PopResult<T> TryPop() {
    return TryPop([](std::uint64_t) {});
  }

  // Calls `on_claimed(ticket)` after this pop has claimed the value and before the slot is free for a push.
  template <typename OnClaimed>
  [[gnu::always_inline]] PopResult<T> TryPop(OnClaimed&& on_claimed) {
    PopResult<T> result{.branch = PopBranch::kEmpty};
    const PopBatchResult popped = TryPopBatch(
        1, [&](std::uint64_t, T&& value) { result.value.emplace(std::move(value)); },
        [&](std::uint64_t ticket, std::size_t) { on_claimed(ticket); });
    result.branch = popped.branch;
    result.ticket = popped.ticket;
    return result;
  }

  // Takes up to `most` (not 0) values with one claim, and passes each to `sink(ticket, T&&)`, in order.
  template <typename Sink>
  PopBatchResult TryPopBatch(std::size_t most, Sink&& sink) {
    return TryPopBatch(most, std::forward<Sink>(sink), [](std::uint64_t, std::size_t) {});
  }

  // `on_claimed(first_ticket, count)` comes before the first `sink`.
  template <typename Sink, typename OnClaimed>
  [[gnu::always_inline]] PopBatchResult TryPopBatch(std::size_t most, Sink&& sink, OnClaimed&& on_claimed) {
    REPRISE_CHECK(most != 0);
    std::uint64_t first = 0;
    std::size_t count = 0;
    const PopBranch branch = ClaimPop(most, first, count);
    if (branch != PopBranch::kPopped) return {.branch = branch};
    const std::uint64_t ticket = positions_.Ticket(first);
    on_claimed(ticket, count);
    std::uint64_t position = first;
    for (std::size_t i = 0; i < count; ++i) {
      Slot& slot = SlotOf(position);
      sink(ticket + i, slot.value.Take());
      // [C6] release: pairs with [R1], so that the next push into this slot comes after this value was taken
      // out.
      slot.state.store(positions_.NextLap(position), std::memory_order_release);
      position = positions_.After(position, 1);
    }
    return {.branch = branch, .ticket = ticket, .count = count};
  }

  // No push gets a ticket after this one. Closing again changes nothing.
  CloseResult Close() {
    // [X1] seq_cst: pairs with [P1] and [C5], which must see each close that is earlier in the total order.
    const std::uint64_t tail = tail_.fetch_or(kClosed, std::memory_order_seq_cst);
    return {.ticket = positions_.Ticket(tail), .first = (tail & kClosed) == 0};
  }

  // Claimed pushes minus claimed pops: exact while no thread pushes or pops.
  [[nodiscard]] std::uint64_t Size() const {
    // [N1] relaxed: the caller gets a number and reads no value because of it.
    const std::uint64_t head = head_.load(std::memory_order_relaxed);
    // [N2] relaxed: as [N1]; the two loads are not of the same moment, and the tail may seem smaller than the
    // head; the maximum corrects this.
    const std::uint64_t tail = tail_.load(std::memory_order_relaxed);
    return positions_.Ticket(std::max(head, tail)) - positions_.Ticket(head);
  }
  [[nodiscard]] std::uint64_t capacity() const { return positions_.capacity(); }

 private:
  static constexpr std::uint64_t kFilled = RingPositions::kFlag;  // In a slot's state.
  static constexpr std::uint64_t kClosed = RingPositions::kFlag;  // In the tail.

  // `state` is the position p of the push that will fill this slot; then p | kFilled until the pop of p has
  // emptied it.
  struct Slot {
    explicit Slot(std::uint64_t position) : state(position) {}
    typename Sync::template Atomic<std::uint64_t> state;
    typename Sync::template Storage<T> value;
  };

  // The last head that a push has read, or the last tail that a pop has read, while it waits for its slot.
  struct Waiting {
    std::uint64_t known = 0;
    typename Sync::Spin spin;
  };

  [[nodiscard]] Slot& SlotOf(std::uint64_t position) const { return slots_[positions_.Index(position)]; }

  // The state of the slot at `position`, and how many slots from there on (up to `most`) have the state
  // "their position | flag".
  struct Ready {
    std::uint64_t state;
    std::size_t count;
  };
  [[gnu::always_inline]] Ready ReadyFrom(std::uint64_t position, std::uint64_t flag, std::size_t most) const {
    const std::uint64_t state = StateOf(position);
    if (state != (position | flag)) return {state, 0};
    std::size_t count = 1;
    while (count < most && count < positions_.capacity()) {
      position = positions_.After(position, 1);
      if (StateOf(position) != (position | flag)) break;
      ++count;
    }
    return {state, count};
  }
  [[gnu::always_inline]] std::uint64_t StateOf(std::uint64_t position) const {
    // [R1] acquire: pairs with [P5] and [C6], so that the slot's value is visible (for a pop) or taken out
    // (for a push).
    return SlotOf(position).state.load(std::memory_order_acquire);
  }

  // Claims slots for up to `most` values: `count` of them from position `first` on. Inlined, so that the
  // compiler drops the batch code from single pushes.
  [[gnu::always_inline]] PushBranch ClaimPush(std::size_t most, std::uint64_t& first, std::size_t& count) {
    Waiting waiting;
    for (;;) {
      // [P1] seq_cst: pairs with [X1] and [P3]: this load sees each close that is earlier in the total order,
      // even when the ring is full, where no [P3] runs that could fail. And the ring was full from here to
      // [P4].
      first = tail_.load(std::memory_order_seq_cst);
      if ((first & kClosed) != 0) [[unlikely]]
        return PushBranch::kClosed;
      const Ready ready = ReadyFrom(first, 0, most);
      count = ready.count;
      if (count > 0) [[likely]] {
        std::uint64_t expected = first;
        // [P3] seq_cst: pairs with [P1] and [C5], which must see each push that is earlier in the total
        // order.
        if (tail_.compare_exchange_strong(expected, positions_.After(first, count), std::memory_order_seq_cst,
                                          std::memory_order_relaxed)) [[likely]]
          return PushBranch::kPushed;
      } else if (ready.state < first) {
        // The slot still holds the value of the lap before. (Otherwise other pushes came first: try again.)
        if (IsFull(first, waiting)) return PushBranch::kFull;
      }
    }
  }

  [[gnu::noinline]] bool IsFull(std::uint64_t first, Waiting& waiting) {
    if (positions_.NextLap(waiting.known) > first) {
      waiting.spin.Wait(SlotOf(first).state);  // A pop has claimed the old value and will free the slot.
      return false;
    }
    // [P4] seq_cst: pairs with [C3], so that this load sees each pop that is earlier in the total order and
    // made room.
    waiting.known = head_.load(std::memory_order_seq_cst);
    return positions_.NextLap(waiting.known) == first;
  }

  [[gnu::always_inline]] PopBranch ClaimPop(std::size_t most, std::uint64_t& first, std::size_t& count) {
    Waiting waiting;
    for (;;) {
      // [C1] seq_cst: pairs with [C3]. A [C3] whose head this load reads then comes before [C5] in the total
      // order, so "empty" is true at [C5].
      // tool-blind: with an acquire here, this could happen: one of two slots is filled; a push fills the
      // other, and the next push of its thread finds the ring full; another consumer takes a value. This load
      // sees the head after that pop, but [C5] sees the tail from before the first push, and reports "empty",
      // though the ring was never empty. C++20 and Power allow it. Relacy does not show it: its total order
      // is the order of execution.
      first = head_.load(std::memory_order_seq_cst);
      const Ready ready = ReadyFrom(first, kFilled, most);
      count = ready.count;
      if (count > 0) [[likely]] {
        if (MoveHead(first, positions_.After(first, count))) [[likely]]
          return PopBranch::kPopped;
      } else if (ready.state < (first | kFilled)) {
        // Not filled yet. (Otherwise other pops came first: try again.)
        const PopBranch branch = EmptyOrClosed(first, waiting);
        if (branch != PopBranch::kPopped) return branch;
      }
    }
  }

  // Why there was no value at `first`: kEmpty, kClosed, or kPopped if a value is there now or soon, so that
  // the caller tries again.
  [[gnu::noinline]] PopBranch EmptyOrClosed(std::uint64_t first, Waiting& waiting) {
    if (waiting.known > first) {
      waiting.spin.Wait(SlotOf(first).state);  // A push has claimed the slot and will fill it.
      return PopBranch::kPopped;
    }
    // [C5] seq_cst: pairs with [P3] and [X1], so that this load sees each push and close that is earlier in
    // the total order.
    const std::uint64_t seen = tail_.load(std::memory_order_seq_cst);
    waiting.known = seen & ~kClosed;
    if (waiting.known != first) return PopBranch::kPopped;
    return waiting.known == seen ? PopBranch::kEmpty : PopBranch::kClosed;
  }

  [[gnu::always_inline]] bool MoveHead(std::uint64_t from, std::uint64_t to) {
    if constexpr (kConsumers == Consumers::kSingle) {
      // [C4] relaxed: only this thread pops, and a push uses the head only to decide between waiting and
      // "full".
      head_.store(to, std::memory_order_relaxed);
      return true;
    } else {
      // [C3] seq_cst: pairs with [C1] and [P4], which must see each pop that is earlier in the total order.
      return head_.compare_exchange_strong(from, to, std::memory_order_seq_cst, std::memory_order_relaxed);
    }
  }

  const RingPositions positions_;
  Slot* slots_;
  alignas(Sync::kLineBytes) typename Sync::template Atomic<std::uint64_t> tail_{0};  // Next push | kClosed.
  alignas(Sync::kLineBytes) typename Sync::template Atomic<std::uint64_t> head_{0};  // Next pop.
};

}  // namespace reprise::lockfree
