// An unbounded queue of linked segments: many producers, many consumers.
//
//   SegQueue<Job> queue;
//   const std::uint64_t ticket = queue.Push(job);         // Any thread.
//   if (auto popped = queue.TryPop()) Run(popped->value);  // Any thread; popped->ticket is the push's.
//
// Use when     a burst must not block its senders, and consumers keep up on average.
// Not when     the backlog must be bounded (ring.h), or one consumer takes everything (mpsc_queue.h is
//              cheaper).
// Threads      thread-safe.
// Progress     Push: lock-free; one allocation for kSlots pushes while the queue grows. Once in kSlots pushes
//              or pops, other threads wait for the thread that enters the next segment. TryPop waits for a
//              producer that has claimed the slot and not published it yet.
// Memory       Drained segments are recycled, and freed by the destructor: a queue keeps the memory of its
//              largest length. A consumer that stalls in TryPop keeps one segment, its own, from being
//              recycled.
// Order        FIFO. Push linearizes at [T5] of segment_tail.h, TryPop at [Q3], an empty TryPop at [T2]
//              there. Tickets count pushes and pops, each from 0: the item with push ticket n has pop ticket
//              n.
// Errors       Push: std::bad_alloc before the claim. T's move, T's destructor and on_claimed must not throw.
// After        crossbeam's SegQueue (docs/lockfree/seg_queue.md says what differs). Checked by
//              tests/relacy/seg_queue_relacy.cc and tests/threads/seg_queue_threads.cc.
#pragma once

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
class SegQueue {
  using Tail = SegmentTail<T, Sync, kSlots>;
  using Node = typename Tail::Node;
  using Index = typename Tail::Index;
  using Claimed = typename Tail::Claimed;

 public:
  struct Popped {
    std::uint64_t ticket;
    T value;
  };

  SegQueue() : SegQueue(Create<Node, Sync>()) {}
  SegQueue(const SegQueue&) = delete;
  SegQueue& operator=(const SegQueue&) = delete;
  ~SegQueue() {
    while (TryPop()) {
    }
    // [Q9] relaxed: no other thread uses the queue during its destruction.
    Destroy<Sync>(node_.load(std::memory_order_relaxed));
    // [Q10] relaxed: as [Q9].
    Node* unread = unread_.load(std::memory_order_relaxed);
    while (unread != nullptr) Destroy<Sync>(std::exchange(unread, unread->Below()));
  }

  // Returns the ticket.
  std::uint64_t Push(T value) {
    return Push(std::move(value), [](std::uint64_t) noexcept {});
  }

  // Calls on_claimed(ticket) after the claim and before any consumer can take the value.
  template <typename F>
  std::uint64_t Push(T value, F on_claimed) {
    return tail_.Push(std::move(value), on_claimed);
  }

  // The oldest item; nothing if the queue is empty.
  std::optional<Popped> TryPop() {
    // The fast path: the oldest slot is published, and no other thread interferes.
    Claimed claimed = Look();
    const bool full = claimed.node->IsFull(Index::Slot(claimed.index));
    if (!full || !Claim(claimed)) [[unlikely]] {
      claimed = ClaimSlowly(claimed.index, full);
      if (claimed.node == nullptr) return std::nullopt;
    }
    const std::size_t slot = Index::Slot(claimed.index);
    const bool last = slot == kSlots - 1;
    if (last) [[unlikely]]
      EnterNext(claimed);
    std::optional<Popped> popped(std::in_place,
                                 Popped{Index::Ticket(claimed.index), claimed.node->TakeValue(slot)});
    claimed.node->MarkTaken(slot);
    if (last) [[unlikely]]
      Retire(claimed.node);
    return popped;
  }

  // The number of pushes and of pops so far: exact while no thread pushes or pops. If popped() is read first,
  // pushed() - popped() is never negative.
  [[nodiscard]] std::uint64_t pushed() const { return Index::Ticket(tail_.Look()); }
  [[nodiscard]] std::uint64_t popped() const {
    // [Q8] acquire: pairs with [Q3], so that a later load of the tail sees the push of every popped item.
    // tool-blind: see [Q3].
    return Index::Ticket(index_.load(std::memory_order_acquire));
  }

 private:
  explicit SegQueue(Node* first) : tail_(first), node_(first) {}

  // The place from which the next pop takes. If the node has left the queue meanwhile, Claim fails.
  Claimed Look() const {
    // [Q1] acquire: pairs with [Q3] and [Q5]: a later load of the tail sees at least this index, and [Q2]
    // finds no older segment.
    const std::uint64_t index = index_.load(std::memory_order_acquire);
    // [Q2] acquire: pairs with [Q4], so that a segment that is newer than the index can be read safely. [Q3]
    // then fails, because the index moved on before the newer segment was stored.
    return {index, node_.load(std::memory_order_acquire)};
  }

  // Success means that the head was at `seen.index` all the time since Look, so `seen.node` is its segment.
  bool Claim(Claimed seen) {
    // A copy, so that the computation of the slot's address does not wait for the instruction's result.
    std::uint64_t expected = seen.index;
    // [Q3] release: pairs with [Q1] and [Q8], so that a thread that sees this pop also sees the item's push.
    // Relaxed on failure: it has no effect.
    // tool-blind (release): without it, a load of the tail could be older than the pushes of items that the
    // head shows as popped. Our tools cannot show this: in them a seq_cst load gives the newest value.
    return index_.compare_exchange_strong(expected, seen.index + 1, std::memory_order_release,
                                          std::memory_order_relaxed);
  }

  // The first consumer that finds the queue empty at this index pauses for a moment.
  void LingerOnce(std::uint64_t index) {
    // [Q12] relaxed: a hint; at worst a consumer pauses once too often or not at all.
    if (dry_at_.load(std::memory_order_relaxed) == index) return;
    // [Q13] relaxed: as [Q12].
    dry_at_.store(index, std::memory_order_relaxed);
    Linger<Sync>();
  }

  // The slow path, after the fast path found nothing at `index` or lost the compare-exchange. The result's
  // node is null if the queue is empty.
  [[gnu::noinline]] Claimed ClaimSlowly(std::uint64_t index, bool lost) {
    Backoff<Sync> backoff;
    if (lost) {
      backoff.Lost();
    } else {
      LingerOnce(index);
    }
    typename Sync::Spin spin;
    for (;;) {
      const Claimed seen = Look();
      const std::size_t slot = Index::Slot(seen.index);
      if (slot == kSlots) {
        spin.Wait(index_);
        continue;
      }
      if (!seen.node->IsFull(slot)) {
        if (tail_.Look() == seen.index) return {seen.index, nullptr};
        // A producer has claimed the slot and will publish it. The consumer does not claim the slot before
        // that, because no flag would show such a claim.
        seen.node->Wait(slot, spin);
        continue;
      }
      if (Claim(seen)) return seen;
      backoff.Lost();
    }
  }

  // Called by the consumer that claimed the segment's last slot.
  [[gnu::noinline]] void EnterNext(Claimed claimed) {
    // [Q4] release: pairs with [Q2].
    node_.store(claimed.node->Next(), std::memory_order_release);
    // [Q5] release: pairs with [Q1].
    index_.store(Index::NextSegment(claimed.index), std::memory_order_release);
  }

  // Recycles this segment and the postponed segments if all their values are taken out; postpones the others.
  [[gnu::noinline]] void Retire(Node* node) {
    // [Q6] acquire: pairs with [Q7], so that the segments' `below` links are visible.
    node->SetBelow(unread_.exchange(nullptr, std::memory_order_acquire));
    while (node != nullptr) {
      Node* const rest = node->Below();
      if (node->AllTaken()) {
        node->Renew();
        tail_.Recycle(node);
      } else {
        Postpone(node);
      }
      node = rest;
    }
  }

  void Postpone(Node* node) {
    // [Q11] relaxed: only a guess for [Q7], which checks it.
    Node* top = unread_.load(std::memory_order_relaxed);
    do {
      node->SetBelow(top);
      // [Q7] release: pairs with [Q6].
    } while (!unread_.compare_exchange_weak(top, node, std::memory_order_release, std::memory_order_relaxed));
  }

  Tail tail_;
  alignas(Sync::kLineBytes) typename Sync::template Atomic<std::uint64_t> index_{0};
  typename Sync::template Atomic<Node*> node_;
  // The index at which consumers last found nothing.
  typename Sync::template Atomic<std::uint64_t> dry_at_{~std::uint64_t{0}};
  // Postponed segments: the head has left them, but a consumer had not taken its value out yet.
  typename Sync::template Atomic<Node*> unread_{nullptr};
};

}  // namespace reprise::lockfree
