// A segment: an array of slots. The unbounded queues are chains of segments.
//
// A slot is claimed (by an index outside), published and taken. When all slots are taken, the segment can be
// used again. A flag is set if it equals the segment's turn, a number that changes with each use: changing
// the turn clears all flags at once. Producers write one array of flags and consumers write another one, so
// that they do not take each other's cache line with each item. Flags are apart from values: a cache line
// holds eight values of 8 bytes or 64 flags, and a slot's address is computed from its number with one shift.
//
// Threads      thread-safe: a slot has one producer and one consumer at a time, as their claims say.
// Progress     wait-free, except Wait.
// Memory       Destroying a segment destroys no value.
// After        crossbeam's SegQueue, which marks slots with locked operations; here a plain store does it.
#pragma once

#include <algorithm>
#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>

#include "base/site.h"
#include "lockfree/prefetch.h"

namespace reprise::lockfree {

// A place in a chain: a segment's number, and a slot in it; kSlots means that the next segment is being
// entered.
template <std::size_t kSlots>
struct SegmentIndex {
  static constexpr unsigned kShift = std::bit_width(kSlots);
  static constexpr std::uint64_t kMask = (std::uint64_t{1} << kShift) - 1;

  static constexpr std::size_t Slot(std::uint64_t index) { return index & kMask; }
  static constexpr std::uint64_t NextSegment(std::uint64_t index) { return (index | kMask) + 1; }
  // The number of slots before this place. Tickets are dense; indexes have gaps.
  static constexpr std::uint64_t Ticket(std::uint64_t index) {
    return (index >> kShift) * kSlots + Slot(index);
  }
};

template <typename T, typename Sync, std::size_t kSlots>
class Segment {
  static_assert(std::is_nothrow_move_constructible_v<T> && std::is_nothrow_destructible_v<T>,
                "nothing may throw between a claim and its publication");
  static_assert(kSlots >= 2);

 public:
  static constexpr std::size_t kSlotCount = kSlots;

  Segment() {
    // [S7] relaxed: no other thread knows the segment yet.
    full_[kSlots].store(kNoTurn, std::memory_order_relaxed);
  }

  // For a producer that will use many slots from this one on. Other cores used their cache lines last:
  // consumers in the segment's last turn, or the producer that won the compare-exchange.
  void PrefetchForProducer(std::size_t from) const {
    PrefetchToWrite<Sync>(&full_[from], kSlots - from);
    PrefetchToWrite<Sync>(&values_[from], std::min(kSlots - from, kSlotsAtOnce) * sizeof(T));
  }

  void Publish(std::size_t slot, T&& value) {
    if constexpr (kSlotsAtOnce != 0 && kSlotsAtOnce < kSlots) {
      PrefetchToWrite<Sync>(&values_[std::min(slot + kSlotsAtOnce, kSlots - 1)], sizeof(T));
    }
    values_[slot].Construct(Site::Here(), std::move(value));
    // [S1] release: pairs with [S2], so that a consumer that sees the flag sees the value, and after a last
    // slot also the next segment. The producer does not touch the slot after this store.
    full_[slot].store(Now(), std::memory_order_release);
  }

  // Safe to call for a slot that the caller has not claimed. For slot == kSlots it returns false.
  [[nodiscard]] bool IsFull(std::size_t slot) const {
    // [S2] acquire: pairs with [S1], so that the value is visible.
    return full_[slot].load(std::memory_order_acquire) == Now();
  }

  // Waits a moment for a producer that has claimed the slot and not published it yet.
  void Wait(std::size_t slot, typename Sync::Spin& spin) const { spin.Wait(full_[slot]); }

  // Takes a published value out. The consumer then calls MarkTaken and does not touch the slot after that.
  T TakeValue(std::size_t slot) { return values_[slot].Take(); }
  void MarkTaken(std::size_t slot) {
    // [S3] release: pairs with [S4], so that the value is taken out before the next value is put in.
    taken_[slot].store(Now(), std::memory_order_release);
  }
  [[nodiscard]] bool AllTaken() const {
    unsigned sum = 0;
#pragma GCC unroll 15
    for (std::size_t slot = 0; slot < kSlots; ++slot) {
      // [S4] acquire: pairs with [S3].
      sum += taken_[slot].load(std::memory_order_acquire);
    }
    return sum == Now() * kSlots;
  }

  // Makes the segment ready for its next use. Called by the thread that saw all slots taken or took all
  // itself. The caller passes the segment on with its own release.
  void Renew() {
    // [S6] relaxed: no other thread has a slot of the segment. A late consumer may still read the flags, but
    // its claim will fail.
    turn_.store(Now() ^ 1, std::memory_order_relaxed);
  }

  // The next segment in the chain: set before this segment's last slot is published.
  void SetNext(Segment* next) { next_.Store(next); }
  Segment* Next() const { return next_.Load(); }

  // The segment below this one in a stack of segments that are not in use.
  void SetBelow(Segment* below) { below_.Store(below); }
  Segment* Below() const { return below_.Load(); }

 private:
  using Turn = std::uint8_t;  // Alternately 0 and 1. Two values suffice: each flag is set once a turn.
  static constexpr Turn kNoTurn = 2;
  // How many values are prefetched together: some 4 KiB. Later values are prefetched one by one as slots are
  // published. Values larger than 4 KiB are not prefetched.
  static constexpr std::size_t kSlotsAtOnce = std::min(kSlots, 4096 / sizeof(T));

  Turn Now() const {
    // [S5] relaxed: for a thread that has claimed a slot, [S6] happened before it got the segment, and the
    // turn does not change until its slot is taken. For other threads the result does not matter: their claim
    // fails (see [S6]).
    return turn_.load(std::memory_order_relaxed);
  }

  typename Sync::template Atomic<Turn> turn_{1};
  typename Sync::template Cell<Segment*> next_{nullptr};
  typename Sync::template Cell<Segment*> below_{nullptr};
  // One more flag than slots; the last one is never set: the index kSlots, between two segments, is never
  // full.
  alignas(Sync::kLineBytes) typename Sync::template Atomic<Turn> full_[kSlots + 1];
  alignas(Sync::kLineBytes) typename Sync::template Atomic<Turn> taken_[kSlots];
  alignas(Sync::kLineBytes) typename Sync::template Storage<T> values_[kSlots];
};

}  // namespace reprise::lockfree
