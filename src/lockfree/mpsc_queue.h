// An unbounded queue of linked segments: many producers, one consumer, which pays no locked operation.
//
// Use when     one task takes everything: a mailbox, a writer thread's input.
// Not when     several consumers share the work (seg_queue.h), or the backlog must be bounded (ring.h).
// Threads      Push, pushed, popped: thread-safe. TryPop, destructor: single-consumer.
// Progress     Push: lock-free, as in seg_queue.h. TryPop: wait-free, but for an instant in which it waits for a
//              producer that has claimed the slot and not published it yet.
// Memory       Drained segments are recycled, and freed by the destructor: a queue stays as large as it was at its
//              fullest.
// Order        FIFO. Push linearizes at [T5] of segment_tail.h, an empty TryPop at [T2] there, another TryPop
//              anywhere: nobody else pops. Tickets count pushes and pops, each from 0: the item that was pushed
//              as n is popped as n.
// Errors       Push: std::bad_alloc before the claim. T's move and destructor must not throw, nor on_claimed.
// After        seg_queue.h; the consumer that owns its segment as in folly's UnboundedQueue. Checked by
//              tests/relacy/mpsc_queue_relacy.cc and tests/threads/seg_queue_threads.cc.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>

#include "lockfree/backoff.h"
#include "lockfree/segment.h"
#include "lockfree/segment_tail.h"
#include "lockfree/sync.h"

namespace reprise::lockfree {

template <typename T, typename Sync = StdSync, std::size_t kSlots = 255>
class MpscQueue {
  using Tail = SegmentTail<T, Sync, kSlots>;
  using Node = typename Tail::Node;
  using Index = typename Tail::Index;
  using Claimed = typename Tail::Claimed;

 public:
  struct Popped {
    std::uint64_t ticket;
    T value;
  };

  MpscQueue() : MpscQueue(Create<Node, Sync>()) {}
  MpscQueue(const MpscQueue&) = delete;
  MpscQueue& operator=(const MpscQueue&) = delete;
  ~MpscQueue() {
    while (TryPop()) {
    }
    Destroy<Sync>(node_);
  }

  // Gives the ticket.
  std::uint64_t Push(T value) {
    return Push(std::move(value), [](std::uint64_t) noexcept {});
  }

  // on_claimed(ticket) runs when the place is fixed and before anybody can take the value.
  template <typename F>
  std::uint64_t Push(T value, F on_claimed) {
    return tail_.Push(std::move(value), on_claimed);
  }

  // The oldest item; nothing if the queue is empty.
  std::optional<Popped> TryPop() {
    // [M1] relaxed: only the consumer writes it.
    const std::uint64_t index = index_.load(std::memory_order_relaxed);
    const std::size_t slot = Index::Slot(index);
    if (index == published_) [[unlikely]] {
      if (!FindPublished(index, slot)) return std::nullopt;
    }
    std::optional<Popped> popped(std::in_place, Popped{Index::Ticket(index), node_->TakeValue(slot)});
    const bool last = slot == kSlots - 1;
    if (last) [[unlikely]]
      EnterNext();
    // [M2] release: pairs with [M3].
    // tool-blind: a look at the tail, after one at popped(), that is older than the pushes whose pops were counted:
    // in the tools at hand a seq_cst load gives the newest value.
    index_.store(last ? Index::NextSegment(index) : index + 1, std::memory_order_release);
    return popped;
  }

  // How many were pushed and popped so far. Exact when nobody is at it; read popped() first, and pushed() - popped()
  // is never negative.
  [[nodiscard]] std::uint64_t pushed() const { return Index::Ticket(tail_.Look()); }
  [[nodiscard]] std::uint64_t popped() const {
    // [M3] acquire: pairs with [M2], so that a look at the tail afterwards sees every popped item's push.
    // tool-blind: as [M2].
    return Index::Ticket(index_.load(std::memory_order_acquire));
  }

 private:
  static constexpr std::size_t kLookAhead = 64;  // A line of flags.

  explicit MpscQueue(Node* first) : tail_(first), node_(first) {}

  // Looks at the flags from this slot on, once for all items that are there: a flag that is looked at per item would
  // take its line from the producers each time. False: the queue is empty.
  [[gnu::noinline]] bool FindPublished(std::uint64_t index, std::size_t slot) {
    // Run dry: every further look costs the producers more than it brings. Let them fill some lines first.
    if (!node_->IsFull(slot) && !std::exchange(dry_, true)) Linger<Sync>();
    if (!node_->IsFull(slot)) {
      if (tail_.Look() == index) return false;
      typename Sync::Spin spin;
      while (!node_->IsFull(slot)) node_->Wait(slot, spin);
    }
    dry_ = false;
    std::size_t end = slot + 1;
    const std::size_t most = std::min(kSlots, slot + kLookAhead);
    while (end < most && node_->IsFull(end)) ++end;
    published_ = end == kSlots ? Index::NextSegment(index) : index + (end - slot);
    return true;
  }

  [[gnu::noinline]] void EnterNext() {
    Node* const drained = std::exchange(node_, node_->Next());
    drained->Renew();
    tail_.Recycle(drained);
  }

  Tail tail_;
  alignas(Sync::kLineBytes) typename Sync::template Atomic<std::uint64_t> index_{0};
  Node* node_;
  std::uint64_t published_ = 0;  // Slots below this index are known to be full.
  bool dry_ = true;              // Nothing was there last time.
};

}  // namespace reprise::lockfree
