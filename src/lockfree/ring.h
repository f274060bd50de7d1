// A bounded queue in a ring of slots: every push and every pop has a ticket, and nothing is taken without effect.
//
// Use when     senders must be held back, and a recorder wants the order of sends and of receives: channels.
// Not when     a burst must not be refused: seg_queue.h. One receiver must not take from another:
//              broadcast_ring.h.
// Threads      Try forms of pushing, Close, Size: thread-safe. Try forms of popping: thread-safe with
//              Consumers::kMany, single-consumer with kSingle.
// Progress     lock-free, but for one case: a pop waits for a push that has claimed its slot and not yet
//              filled it, and a push for a pop that has claimed its slot and not yet emptied it.
// Memory       `capacity` slots, any number from 1 on, allocated once. What is left is destroyed with the ring.
// Order        FIFO. Tickets are dense from 0, one lane for pushes, one for pops: push k comes after pop
//              k - capacity, pop k after push k. A push linearizes at [P3], a pop at [C3] (kSingle: [C4]), close
//              at [X1], closed at [P1] or [C5], full at [P4], empty at [C5]; all of these are in one total order,
//              so that rings can be compared with each other. Only with kSingle is full no part of that order: it
//              held at some moment since what the caller last heard of the consumer.
// Closing      Close is a flag in the tail that pushes claim by a compare-exchange: a push either precedes it and
//              is delivered, or is refused.
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
enum class PopBranch : std::uint8_t { kPopped, kEmpty, kClosed };  // kClosed: and nothing is left.

struct PushResult {
  PushBranch branch;
  std::uint64_t ticket = 0;  // Of the first value.
  std::size_t count = 0;     // How many values were pushed; tickets go on from the first.
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
  std::uint64_t ticket;  // Of the push that would have been next.
  bool first;            // Nobody had closed it before.
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

  // `on_claimed(ticket)` is called after the push has its place and before anybody can take the value.
  template <typename OnClaimed>
  [[gnu::always_inline]] PushResult TryPush(T&& value, OnClaimed&& on_claimed) {
    return TryPushBatch(std::span<T>(&value, 1),
                        [&](std::uint64_t ticket, std::size_t) { on_claimed(ticket); });
  }

  // Pushes as many values from the front of a non-empty span as there is room for, and at least one unless full
  // or closed, with tickets in a row. Fewer than all does not mean that the ring was full.
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
      // [P5] release: pairs with [R1], so that who sees the slot filled sees the value.
      slot.state.store(position | kFilled, std::memory_order_release);
      position = positions_.After(position, 1);
    }
    return {.branch = branch, .ticket = ticket, .count = count};
  }

  [[gnu::always_inline]] PopResult<T> TryPop() {
    return TryPop([](std::uint64_t) {});
  }

  // `on_claimed(ticket)` is called when the value is this caller's and the slot not yet free.
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

  // Takes up to `most` (not 0) values that are there, by one claim, and gives each to `sink(ticket, T&&)`, in order.
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
      // [C6] release: pairs with [R1], so that the next value comes after this one was taken out.
      slot.state.store(positions_.NextLap(position), std::memory_order_release);
      position = positions_.After(position, 1);
    }
    return {.branch = branch, .ticket = ticket, .count = count};
  }

  // No push gets a ticket after this one. Closing again changes nothing.
  CloseResult Close() {
    // [X1] seq_cst: pairs with [P1] and [C5], which must not miss a close that is earlier in the total order.
    const std::uint64_t tail = tail_.fetch_or(kClosed, std::memory_order_seq_cst);
    return {.ticket = positions_.Ticket(tail), .first = (tail & kClosed) == 0};
  }

  // Claimed pushes less claimed pops: exact when quiet.
  [[nodiscard]] std::uint64_t Size() const {
    // [N1] relaxed: the caller learns a number, and no value through it.
    const std::uint64_t head = head_.load(std::memory_order_relaxed);
    // [N2] relaxed: as [N1]; both counts grow, so one that is read behind the other is mended by the maximum.
    const std::uint64_t tail = tail_.load(std::memory_order_relaxed);
    return positions_.Ticket(std::max(head, tail)) - positions_.Ticket(head);
  }
  [[nodiscard]] std::uint64_t capacity() const { return positions_.capacity(); }

 private:
  static constexpr std::uint64_t kFilled = RingPositions::kFlag;  // In a slot's state.
  static constexpr std::uint64_t kClosed = RingPositions::kFlag;  // In the tail.

  // Its state is the position p of the push that it waits for, then p | kFilled until the pop of p has emptied it.
  struct Slot {
    explicit Slot(std::uint64_t position) : state(position) {}
    typename Sync::template Atomic<std::uint64_t> state;
    typename Sync::template Storage<T> value;
  };

  // What a push knows of the head, or a pop of the tail, while it waits for its slot.
  struct Waiting {
    std::uint64_t known = 0;
    typename Sync::Spin spin;
  };

  [[nodiscard]] Slot& SlotOf(std::uint64_t position) const { return slots_[positions_.Index(position)]; }

  // The state of the first slot from `position` on, and how many of them, up to `most`, have the state that is their
  // position | flag.
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
    // [R1] acquire: pairs with [P5] and [C6], so that the slot's value is there to be taken, or is gone.
    return SlotOf(position).state.load(std::memory_order_acquire);
  }

  // A place for up to `most` values at `first`. Inlined, so that what is for batches falls away from single pushes.
  [[gnu::always_inline]] PushBranch ClaimPush(std::size_t most, std::uint64_t& first, std::size_t& count) {
    Waiting waiting;
    for (;;) {
      // [P1] seq_cst: pairs with [X1] and [P3]: a close that is earlier in the total order is seen, even when the
      // ring is full and no [P3] would fail by it; and a full ring was full from here to [P4].
      first = tail_.load(std::memory_order_seq_cst);
      if ((first & kClosed) != 0) [[unlikely]]
        return PushBranch::kClosed;
      const Ready ready = ReadyFrom(first, 0, most);
      count = ready.count;
      if (count > 0) [[likely]] {
        std::uint64_t expected = first;
        // [P3] seq_cst: pairs with [P1] and [C5], which must not miss a push that is earlier in the total order.
        if (tail_.compare_exchange_strong(expected, positions_.After(first, count), std::memory_order_seq_cst,
                                          std::memory_order_relaxed)) [[likely]]
          return PushBranch::kPushed;
      } else if (ready.state <
                 first) {  // The slot holds the value of the lap before. Otherwise others have pushed.
        if (IsFull(first, waiting)) return PushBranch::kFull;
      }
    }
  }

  [[gnu::noinline]] bool IsFull(std::uint64_t first, Waiting& waiting) {
    if (positions_.NextLap(waiting.known) > first) {
      waiting.spin.Wait(SlotOf(first).state);  // A pop has claimed that value and is about to free the slot.
      return false;
    }
    // [P4] seq_cst: pairs with [C3], so that a pop that is earlier in the total order has made room.
    waiting.known = head_.load(std::memory_order_seq_cst);
    return positions_.NextLap(waiting.known) == first;
  }

  [[gnu::always_inline]] PopBranch ClaimPop(std::size_t most, std::uint64_t& first, std::size_t& count) {
    Waiting waiting;
    for (;;) {
      // [C1] seq_cst: pairs with [C3], which comes before [C5] in the total order then: empty is true there.
      // tool-blind: one of two slots is filled; a push fills the other, and its thread's next one finds the ring full;
      // another consumer takes a value. This load sees the head behind that one, and [C5] yet the tail before the first
      // push, though the ring was never empty. C++20 allows it of an acquire, and so does Power; in Relacy the one
      // order is that of execution.
      first = head_.load(std::memory_order_seq_cst);
      const Ready ready = ReadyFrom(first, kFilled, most);
      count = ready.count;
      if (count > 0) [[likely]] {
        if (MoveHead(first, positions_.After(first, count))) [[likely]]
          return PopBranch::kPopped;
      } else if (ready.state < (first | kFilled)) {  // Not filled yet. Otherwise others have popped.
        const PopBranch branch = WhyNothing(first, waiting);
        if (branch != PopBranch::kPopped) return branch;
      }
    }
  }

  // kPopped: a value is there or about to be.
  [[gnu::noinline]] PopBranch WhyNothing(std::uint64_t first, Waiting& waiting) {
    if (waiting.known > first) {
      waiting.spin.Wait(SlotOf(first).state);  // A push has claimed the slot and is about to fill it.
      return PopBranch::kPopped;
    }
    // [C5] seq_cst: pairs with [P3] and [X1], so that a push or a close that is earlier in the total order is seen.
    const std::uint64_t seen = tail_.load(std::memory_order_seq_cst);
    waiting.known = seen & ~kClosed;
    if (waiting.known != first) return PopBranch::kPopped;
    return waiting.known == seen ? PopBranch::kEmpty : PopBranch::kClosed;
  }

  [[gnu::always_inline]] bool MoveHead(std::uint64_t from, std::uint64_t to) {
    if constexpr (kConsumers == Consumers::kSingle) {
      // [C4] relaxed: only this thread pops, and pushes learn from the head no more than whether to wait.
      head_.store(to, std::memory_order_relaxed);
      return true;
    } else {
      // [C3] seq_cst: pairs with [C1] and [P4], which must not miss a pop that is earlier in the total order.
      return head_.compare_exchange_strong(from, to, std::memory_order_seq_cst, std::memory_order_relaxed);
    }
  }

  const RingPositions positions_;
  Slot* slots_;
  alignas(Sync::kLineBytes) typename Sync::template Atomic<std::uint64_t> tail_{0};  // Next push | kClosed.
  alignas(Sync::kLineBytes) typename Sync::template Atomic<std::uint64_t> head_{0};  // Next pop.
};

}  // namespace reprise::lockfree
