// The producers' end of a chain of segments: claims slots in order, appends segments, and keeps drained ones.
//
// A claim is one compare-exchange of the tail's index. The producer that claims a segment's last slot appends
// the next segment (it is the appender): meanwhile the index points between the segments, and other producers
// wait. Drained segments are kept on a stack. Only the appender takes from this stack, and the index allows
// one appender at a time. So the stack has no ABA problem (a top that left and came back).
//
// Use when     building a queue of segments: seg_queue.h, mpsc_queue.h.
// Threads      thread-safe.
// Progress     Claim: lock-free, except that other producers wait for the appender once in kSlots claims.
//              Recycle: lock-free. Look: wait-free.
// Memory       Segments are kept until the destructor: a queue keeps the memory of its largest length.
// Errors       std::bad_alloc from Claim: the queue is unchanged.
// After        crossbeam's SegQueue (index and block, the last slot's claimer installs); Treiber's stack for
//              the kept segments.
#pragma once

#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>

#include "lockfree/backoff.h"
#include "lockfree/segment.h"
#include "lockfree/sync.h"

namespace reprise::lockfree {

template <typename T, typename Sync, std::size_t kSlots>
class SegmentTail {
 public:
  using Node = Segment<T, Sync, kSlots>;
  using Index = SegmentIndex<kSlots>;

  // Passed by value, so that it stays in registers.
  struct Claimed {
    std::uint64_t index;
    Node* node;
  };

  explicit SegmentTail(Node* first) : node_(first) {}
  SegmentTail(const SegmentTail&) = delete;
  SegmentTail& operator=(const SegmentTail&) = delete;
  ~SegmentTail() {
    // [T1] relaxed: no other thread uses the queue during its destruction.
    Node* spare = spares_.load(std::memory_order_relaxed);
    while (spare != nullptr) Destroy<Sync>(std::exchange(spare, spare->Below()));
  }

  // Claims the next slot, calls on_claimed(ticket), publishes the value. Returns the ticket.
  template <typename F>
  std::uint64_t Push(T&& value, F& on_claimed) {
    static_assert(std::is_nothrow_invocable_v<F&, std::uint64_t>, "a claimed slot must be published");
    const Claimed claimed = Claim();
    const std::uint64_t ticket = Index::Ticket(claimed.index);
    on_claimed(ticket);
    claimed.node->Publish(Index::Slot(claimed.index), std::move(value));
    return ticket;
  }

  // The index of the next push.
  [[nodiscard]] std::uint64_t Look() const {
    // [T2] seq_cst: pairs with [T5], so that this cannot happen: two threads each push to one of two queues,
    // then look at the other queue, and both find it empty.
    return index_.load(std::memory_order_seq_cst);
  }

  // Takes back an empty segment whose slots no thread claims any more.
  void Recycle(Node* node) {
    // [T7] relaxed: only a guess for [T8], which checks it.
    Node* top = spares_.load(std::memory_order_relaxed);
    do {
      node->SetBelow(top);
      // [T8] release: pairs with [T9], so that the taker sees the segment empty, and its `below` link.
    } while (!spares_.compare_exchange_weak(top, node, std::memory_order_release, std::memory_order_relaxed));
  }

 private:
  // Claims the next slot; the caller must publish it.
  Claimed Claim() {
    // The fast path: not the last slot, and no other producer interferes.
    const Claimed seen = LookAtEnd();
    const bool last = Index::Slot(seen.index) >= kSlots - 1;
    if (!last && TryClaim(seen)) [[likely]]
      return seen;
    return ClaimSlowly(!last);
  }

  Claimed LookAtEnd() const {
    // [T3] acquire: pairs with [T12], so that [T4] reads no older segment than the one that `index` lies in.
    const std::uint64_t index = index_.load(std::memory_order_acquire);
    // [T4] relaxed: by [T3] the node is not older than `index`. If our [T5] succeeds, the node is not newer
    // either: the appender of a newer node stores it ([T11]) after its own [T5], which reads the value that
    // our [T5] wrote.
    return {index, node_.load(std::memory_order_relaxed)};
  }

  bool TryClaim(Claimed seen) {
    // A copy, so that the computation of the slot's address does not wait for the instruction's result.
    std::uint64_t expected = seen.index;
    // [T5] seq_cst: pairs with [T2]; the order between two [T5] makes [T4] correct. Relaxed on failure: it
    // has no effect.
    return index_.compare_exchange_strong(expected, seen.index + 1, std::memory_order_seq_cst,
                                          std::memory_order_relaxed);
  }

  [[gnu::noinline]] Claimed ClaimSlowly(bool lost) {
    Node* fresh = nullptr;
    Backoff<Sync> backoff;
    if (lost) backoff.Lost();
    typename Sync::Spin spin;
    for (;;) {
      const Claimed seen = LookAtEnd();
      const std::size_t slot = Index::Slot(seen.index);
      if (slot == kSlots) {
        spin.Wait(index_);
        continue;
      }
      if (slot == kSlots - 1 && fresh == nullptr && !HasSpare()) fresh = Create<Node, Sync>();
      // After a loss (and its backoff) this producer will probably claim many slots in a row, as its rival
      // does now.
      seen.node->PrefetchForProducer(slot);
      if (!TryClaim(seen)) {
        backoff.Lost();
        continue;
      }
      if (slot == kSlots - 1) {
        Append(seen, fresh != nullptr ? fresh : TakeSpare());
      } else if (fresh != nullptr) {
        Recycle(fresh);
      }
      return seen;
    }
  }

  // Only appenders take a spare segment: a spare that was seen stays until a producer claims a segment's last
  // slot.
  [[nodiscard]] bool HasSpare() const {
    // [T6] relaxed: [T9] loads it again.
    return spares_.load(std::memory_order_relaxed) != nullptr;
  }

  // Only one thread is here: other producers wait while the slot in the index is kSlots.
  void Append(Claimed claimed, Node* fresh) {
    fresh->PrefetchForProducer(0);
    claimed.node->SetNext(fresh);
    // [T11] relaxed: [T12] publishes this store.
    node_.store(fresh, std::memory_order_relaxed);
    // [T12] release: pairs with [T3].
    index_.store(Index::NextSegment(claimed.index), std::memory_order_release);
  }

  Node* TakeSpare() {
    for (;;) {
      // [T9] acquire: pairs with [T8].
      Node* spare = spares_.load(std::memory_order_acquire);
      Node* const below = spare->Below();
      // [T10] relaxed: `spare` cannot have left the stack and come back, so this exchange replaces the same
      // write that [T9] read.
      if (spares_.compare_exchange_weak(spare, below, std::memory_order_relaxed, std::memory_order_relaxed))
        return spare;
    }
  }

  alignas(Sync::kLineBytes) typename Sync::template Atomic<std::uint64_t> index_{0};
  typename Sync::template Atomic<Node*> node_;
  alignas(Sync::kLineBytes) typename Sync::template Atomic<Node*> spares_{nullptr};
};

}  // namespace reprise::lockfree
