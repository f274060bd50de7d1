// An unbounded queue of linked segments: many producers, one consumer. The consumer runs no locked
// instruction.
//
//   MpscQueue<Job> queue;
//   const std::uint64_t ticket = queue.Push(job);         // Any thread.
//   if (auto popped = queue.TryPop()) Run(popped->value);  // One thread; popped->ticket is the push's.
//
// Use when     one task takes everything: a mailbox, a writer thread's input.
// Not when     several consumers share the work (seg_queue.h), or the backlog must be bounded (ring.h).
// Threads      Push, pushed, popped: thread-safe. TryPop, destructor: single-consumer.
// Progress     Push: lock-free, as in seg_queue.h. TryPop: wait-free, except that it waits for a producer
//              that has claimed the slot and not published it yet.
// Memory       Drained segments are recycled, and freed by the destructor: a queue keeps the memory of its
//              largest length.
// Order        FIFO. Push linearizes at [T5] of segment_tail.h, an empty TryPop at [T2] there. A TryPop that
//              takes an item linearizes anywhere in its call: no other thread pops. Tickets count pushes and
//              pops, each from 0: the item with push ticket n has pop ticket n.
// Errors       Push: std::bad_alloc before the claim. T's move, T's destructor and on_claimed must not throw.
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

  // Returns the ticket.
  std::uint64_t Push(T value) {
    return Push(std::move(value), [](std::uint64_t) noexcept {});
  }

  // Calls on_claimed(ticket) after the claim and before the consumer can take the value.
  template <typename F>
  std::uint64_t Push(T value, F on_claimed) {
    return tail_.Push(std::move(value), on_claimed);
  }

  // The oldest item; nothing if the queue is empty.
  std::optional<Popped> TryPop() {
    // [M1] relaxed: only the consumer, this thread, writes `index_`.
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
    // tool-blind: without the release, a caller of popped() could then load a tail that is older than the
    // pushes of the items counted as popped. Our tools cannot show this: in them a seq_cst load gives the
    // newest value.
    index_.store(last ? Index::NextSegment(index) : index + 1, std::memory_order_release);
    return popped;
  }

  // The number of pushes and of pops so far: exact while no thread pushes or pops. If popped() is read first,
  // pushed() - popped() is never negative.
  [[nodiscard]] std::uint64_t pushed() const { return Index::Ticket(tail_.Look()); }
  [[nodiscard]] std::uint64_t popped() const {
    // [M3] acquire: pairs with [M2], so that a later load of the tail sees the push of every popped item.
    // tool-blind: see [M2].
    return Index::Ticket(index_.load(std::memory_order_acquire));
  }

 private:
  static constexpr std::size_t kLookAhead = 64;  // A cache line of flags.

  explicit MpscQueue(Node* first) : tail_(first), node_(first) {}

  // Reads the flags from this slot on and sets `published_` behind the last item that is there. One look
  // serves many items, because each look at a flag takes the flag's cache line from the producers. Returns
  // false if the queue is empty.
  [[gnu::noinline]] bool FindPublished(std::uint64_t index, std::size_t slot) {
    // The queue has just become empty: another look now costs the producers more than it gains. Pause, so
    // that they can fill some cache lines first.
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
  std::uint64_t published_ = 0;  // The consumer knows that all slots below this index are full.
  bool dry_ = true;              // The last look found no item.
};

}  // namespace reprise::lockfree
