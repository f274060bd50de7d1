// An unbounded queue of linked segments: many producers, many consumers.
//
// Use when     a burst must not block its senders, and consumers keep up on average.
// Not when     the backlog must be bounded (ring.h), or one consumer takes everything (mpsc_queue.h is cheaper).
// Threads      thread-safe.
// Progress     Push: lock-free, and one allocation for kSlots pushes while the queue grows; once in kSlots pushes
//              or pops others wait an instant for the thread that enters the next segment. TryPop waits for a
//              producer that has claimed the slot and not published it yet.
// Memory       Drained segments are recycled, and freed by the destructor: a queue stays as large as it was at its
//              fullest. A consumer that stalls in TryPop keeps its segment from being recycled, no more.
// Order        FIFO. Push linearizes at [T5] of segment_tail.h, TryPop at [Q3], an empty TryPop at [T2] there.
//              Tickets count pushes and pops, each from 0: the item that was pushed as n is popped as n.
// Errors       Push: std::bad_alloc before the claim. T's move and destructor must not throw, nor on_claimed.
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
    // [Q9] relaxed: a destructor is alone.
    Destroy<Sync>(node_.load(std::memory_order_relaxed));
    // [Q10] relaxed: as [Q9].
    Node* unread = unread_.load(std::memory_order_relaxed);
    while (unread != nullptr) Destroy<Sync>(std::exchange(unread, unread->Below()));
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
    // The fast path: the oldest slot is published, and nobody is in between.
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

  // How many were pushed and popped so far. Exact when nobody is at it; read popped() first, and pushed() - popped()
  // is never negative.
  [[nodiscard]] std::uint64_t pushed() const { return Index::Ticket(tail_.Look()); }
  [[nodiscard]] std::uint64_t popped() const {
    // [Q8] acquire: pairs with [Q3], so that a look at the tail afterwards sees every popped item's push.
    // tool-blind: as [Q3].
    return Index::Ticket(index_.load(std::memory_order_acquire));
  }

 private:
  explicit SegQueue(Node* first) : tail_(first), node_(first) {}

  // Where the next pop takes. The node may have left the queue meanwhile: then Claim fails.
  Claimed Look() const {
    // [Q1] acquire: pairs with [Q3] and [Q5]: the tail is seen at least here, and [Q2] finds no older segment.
    const std::uint64_t index = index_.load(std::memory_order_acquire);
    // [Q2] acquire: pairs with [Q4], so that a segment newer than the index says can be looked at; and [Q3] then
    // fails, because the index moved before the segment was entered.
    return {index, node_.load(std::memory_order_acquire)};
  }

  // Success says that the head stood at `seen.index` since it was seen, so that `seen.node` is its segment.
  bool Claim(Claimed seen) {
    // A copy, so that the slot's address does not wait for what the instruction gives back.
    std::uint64_t expected = seen.index;
    // [Q3] release: pairs with [Q1] and [Q8], so that who sees this pop sees its push. A failure has no effect:
    // relaxed.
    // tool-blind (release): a load of the tail that is older than the pushes whose pops the head shows; here every
    // seq_cst load gives the newest value.
    return index_.compare_exchange_strong(expected, seen.index + 1, std::memory_order_release,
                                          std::memory_order_relaxed);
  }

  // The first to run dry at this place stays away for a moment.
  void LingerOnce(std::uint64_t index) {
    // [Q12] relaxed: a hint; at worst somebody lingers once more, or not.
    if (dry_at_.load(std::memory_order_relaxed) == index) return;
    // [Q13] relaxed: as [Q12].
    dry_at_.store(index, std::memory_order_relaxed);
    Linger<Sync>();
  }

  // After the fast path found nothing at `index`, or lost. No node: the queue is empty.
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
        // A producer is at it. Claiming the slot before it is published would leave no flag that says so.
        seen.node->Wait(slot, spin);
        continue;
      }
      if (Claim(seen)) return seen;
      backoff.Lost();
    }
  }

  // By whoever claimed a segment's last slot.
  [[gnu::noinline]] void EnterNext(Claimed claimed) {
    // [Q4] release: pairs with [Q2].
    node_.store(claimed.node->Next(), std::memory_order_release);
    // [Q5] release: pairs with [Q1].
    index_.store(Index::NextSegment(claimed.index), std::memory_order_release);
  }

  // Recycles what is all taken, of this segment and those that waited for a consumer; the others wait on.
  [[gnu::noinline]] void Retire(Node* node) {
    // [Q6] acquire: pairs with [Q7], so that what lies beneath a segment is known.
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
    // [Q11] relaxed: only a guess, which [Q7] checks.
    Node* top = unread_.load(std::memory_order_relaxed);
    do {
      node->SetBelow(top);
      // [Q7] release: pairs with [Q6].
    } while (!unread_.compare_exchange_weak(top, node, std::memory_order_release, std::memory_order_relaxed));
  }

  Tail tail_;
  alignas(Sync::kLineBytes) typename Sync::template Atomic<std::uint64_t> index_{0};
  typename Sync::template Atomic<Node*> node_;
  typename Sync::template Atomic<std::uint64_t> dry_at_{
      ~std::uint64_t{0}};  // Where consumers last found nothing.
  // Segments that the head has left while a consumer still took its value out.
  typename Sync::template Atomic<Node*> unread_{nullptr};
};

}  // namespace reprise::lockfree
