// The producers' end of a chain of segments: claims slots in order, appends segments, and keeps drained ones.
//
// A claim is one compare-exchange of the tail's index. Who claims a segment's last slot appends the next segment:
// meanwhile the index stands between segments, and other producers wait. Drained segments come back to a stack.
// Only the appender takes from it, one at a time because of the index, so the stack needs no protection
// against a top that left and came back.
//
// Use when     building a queue of segments: seg_queue.h, mpsc_queue.h.
// Threads      thread-safe.
// Progress     Claim: lock-free, but while a segment is being appended (once in kSlots claims) others wait for
//              the appender. Recycle: lock-free. Look: wait-free.
// Memory       Segments are kept until the destructor: a queue stays as large as it was at its fullest.
// Errors       std::bad_alloc from Claim leaves the queue as it was.
// After        crossbeam's SegQueue (index and block, the last slot's claimer installs); Treiber's stack for the
//              spares.
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

  // Goes by value: what has no address stays in registers.
  struct Claimed {
    std::uint64_t index;
    Node* node;
  };

  explicit SegmentTail(Node* first) : node_(first) {}
  SegmentTail(const SegmentTail&) = delete;
  SegmentTail& operator=(const SegmentTail&) = delete;
  ~SegmentTail() {
    // [T1] relaxed: a destructor is alone.
    Node* spare = spares_.load(std::memory_order_relaxed);
    while (spare != nullptr) Destroy<Sync>(std::exchange(spare, spare->Below()));
  }

  // Claims the next slot, runs on_claimed(ticket), publishes the value. Gives the ticket.
  template <typename F>
  std::uint64_t Push(T&& value, F& on_claimed) {
    static_assert(std::is_nothrow_invocable_v<F&, std::uint64_t>, "a claimed slot must be published");
    const Claimed claimed = Claim();
    const std::uint64_t ticket = Index::Ticket(claimed.index);
    on_claimed(ticket);
    claimed.node->Publish(Index::Slot(claimed.index), std::move(value));
    return ticket;
  }

  // Where the next push goes.
  [[nodiscard]] std::uint64_t Look() const {
    // [T2] seq_cst: pairs with [T5], so that two queues cannot both be found empty by the two threads that have
    // each pushed to one of them before they looked at the other.
    return index_.load(std::memory_order_seq_cst);
  }

  // Takes a segment back that is empty and whose slots nobody claims any more.
  void Recycle(Node* node) {
    // [T7] relaxed: only a guess, which [T8] checks.
    Node* top = spares_.load(std::memory_order_relaxed);
    do {
      node->SetBelow(top);
      // [T8] release: pairs with [T9], so that the segment is empty and what lies beneath it known.
    } while (!spares_.compare_exchange_weak(top, node, std::memory_order_release, std::memory_order_relaxed));
  }

 private:
  // The next slot, to be published by the caller.
  Claimed Claim() {
    // The fast path: no last slot, nobody in between.
    const Claimed seen = LookAtEnd();
    const bool last = Index::Slot(seen.index) >= kSlots - 1;
    if (!last && TryClaim(seen)) [[likely]]
      return seen;
    return ClaimSlowly(!last);
  }

  Claimed LookAtEnd() const {
    // [T3] acquire: pairs with [T12], so that [T4] finds no older segment than the index says.
    const std::uint64_t index = index_.load(std::memory_order_acquire);
    // [T4] relaxed: not older than `index` by [T3]; not newer if [T5] succeeds, because the appender's [T5] would
    // read what this one wrote, and its [T11] comes after.
    return {index, node_.load(std::memory_order_relaxed)};
  }

  bool TryClaim(Claimed seen) {
    // A copy, so that the slot's address does not wait for what the instruction gives back.
    std::uint64_t expected = seen.index;
    // [T5] seq_cst: pairs with [T2]; with itself it keeps [T4] right. A failure has no effect: relaxed.
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
      // Who comes back after a loss stays for a while, as the other one does now.
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

  // Once seen, a spare is there until somebody claims a segment's last slot: only appenders take one.
  [[nodiscard]] bool HasSpare() const {
    // [T6] relaxed: [T9] looks again.
    return spares_.load(std::memory_order_relaxed) != nullptr;
  }

  // The caller alone is here: everybody else waits while the index stands at kSlots.
  void Append(Claimed claimed, Node* fresh) {
    fresh->PrefetchForProducer(0);
    claimed.node->SetNext(fresh);
    // [T11] relaxed: [T12] publishes it.
    node_.store(fresh, std::memory_order_relaxed);
    // [T12] release: pairs with [T3].
    index_.store(Index::NextSegment(claimed.index), std::memory_order_release);
  }

  Node* TakeSpare() {
    for (;;) {
      // [T9] acquire: pairs with [T8].
      Node* spare = spares_.load(std::memory_order_acquire);
      Node* const below = spare->Below();
      // [T10] relaxed: `spare` cannot have left and come back, so [T9] has read the same write.
      if (spares_.compare_exchange_weak(spare, below, std::memory_order_relaxed, std::memory_order_relaxed))
        return spare;
    }
  }

  alignas(Sync::kLineBytes) typename Sync::template Atomic<std::uint64_t> index_{0};
  typename Sync::template Atomic<Node*> node_;
  alignas(Sync::kLineBytes) typename Sync::template Atomic<Node*> spares_{nullptr};
};

}  // namespace reprise::lockfree
