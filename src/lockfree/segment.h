// A segment: an array of slots. The unbounded queues are chains of segments.
//
// A slot is claimed (by an index outside), published and taken; when all are taken, the segment is as good as new.
// A flag is up if it shows the segment's turn: another turn takes all flags down at once. Producers write one array of
// flags and consumers another: neither takes the other one's line away with each item. Flags stand apart from values: a
// line that moves from core to core brings eight values of 8 bytes or 64 flags, and a slot's address is one shift away
// from its number.
//
// Threads      thread-safe: a slot has one producer and one consumer at a time, as their claims say.
// Progress     wait-free, but for Wait.
// Memory       Destroying a segment destroys no value.
// After        crossbeam's SegQueue, which marks with locked operations what is a plain store here.
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

// A place in a chain: a segment's number, and a slot in it; kSlots means that the next segment is being entered.
template <std::size_t kSlots>
struct SegmentIndex {
  static constexpr unsigned kShift = std::bit_width(kSlots);
  static constexpr std::uint64_t kMask = (std::uint64_t{1} << kShift) - 1;

  static constexpr std::size_t Slot(std::uint64_t index) { return index & kMask; }
  static constexpr std::uint64_t NextSegment(std::uint64_t index) { return (index | kMask) + 1; }
  // How many slots are before this place: dense, while indices skip.
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
    // [S7] relaxed: nobody else knows the segment yet.
    full_[kSlots].store(kNoTurn, std::memory_order_relaxed);
  }

  // For a producer that will use many slots from this one on, whose lines other cores used last: consumers in the
  // segment's last turn, or the producer that was in the way.
  void PrefetchForProducer(std::size_t from) const {
    PrefetchToWrite<Sync>(&full_[from], kSlots - from);
    PrefetchToWrite<Sync>(&values_[from], std::min(kSlots - from, kSlotsAtOnce) * sizeof(T));
  }

  void Publish(std::size_t slot, T&& value) {
    if constexpr (kSlotsAtOnce != 0 && kSlotsAtOnce < kSlots) {
      PrefetchToWrite<Sync>(&values_[std::min(slot + kSlotsAtOnce, kSlots - 1)], sizeof(T));
    }
    values_[slot].Construct(Site::Here(), std::move(value));
    // [S1] release: pairs with [S2], so that who sees the flag finds the value, and the next segment behind a last
    // slot. It is the last touch by the slot's producer.
    full_[slot].store(Now(), std::memory_order_release);
  }

  // Harmless with a slot that is not the caller's. kSlots is never full.
  [[nodiscard]] bool IsFull(std::size_t slot) const {
    // [S2] acquire: pairs with [S1], so that the value is there.
    return full_[slot].load(std::memory_order_acquire) == Now();
  }

  // Waits a moment for a producer between its claim and its publication.
  void Wait(std::size_t slot, typename Sync::Spin& spin) const { spin.Wait(full_[slot]); }

  // Takes a published value out. MarkTaken is then the consumer's last touch.
  T TakeValue(std::size_t slot) { return values_[slot].Take(); }
  void MarkTaken(std::size_t slot) {
    // [S3] release: pairs with [S4], so that the value was out before another one comes in.
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

  // For whoever found all taken, or took all: as new. Who gets the segment next is told by an order of its own.
  void Renew() {
    // [S6] relaxed: alone; a straggler that looks at the flags has a claim that will fail.
    turn_.store(Now() ^ 1, std::memory_order_relaxed);
  }

  // The segment behind this one: set before the last slot is published.
  void SetNext(Segment* next) { next_.Store(next); }
  Segment* Next() const { return next_.Load(); }

  // The segment beneath this one in a stack of segments that no queue uses.
  void SetBelow(Segment* below) { below_.Store(below); }
  Segment* Below() const { return below_.Load(); }

 private:
  using Turn = std::uint8_t;  // 0 and 1 in turn: each flag was up once in between.
  static constexpr Turn kNoTurn = 2;
  // How many values' lines are asked for together: some 4 KiB. The lines of later values follow one by one as slots are
  // published. Values larger than that come as they are written.
  static constexpr std::size_t kSlotsAtOnce = std::min(kSlots, 4096 / sizeof(T));

  Turn Now() const {
    // [S5] relaxed: who has a slot came to the segment by an order that [S6] is before, and the turn stays until the
    // slot is taken; others look for nothing, as [S6] says.
    return turn_.load(std::memory_order_relaxed);
  }

  typename Sync::template Atomic<Turn> turn_{1};
  typename Sync::template Cell<Segment*> next_{nullptr};
  typename Sync::template Cell<Segment*> below_{nullptr};
  // One more flag than slots, never up: a place between segments is not full.
  alignas(Sync::kLineBytes) typename Sync::template Atomic<Turn> full_[kSlots + 1];
  alignas(Sync::kLineBytes) typename Sync::template Atomic<Turn> taken_[kSlots];
  alignas(Sync::kLineBytes) typename Sync::template Storage<T> values_[kSlots];
};

}  // namespace reprise::lockfree
