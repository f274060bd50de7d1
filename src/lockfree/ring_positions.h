// How a ring of any capacity counts: positions, which give a slot's index without a division, and their
// tickets.
//
// A position holds the lap in its high bits and the slot's index below it; its lowest bit is free for a flag.
// A lap is one round through the ring. Its length is a power of two; indexes from `capacity` on are not used:
//
//   capacity 3:   lap 0: 0 2 4    lap 1: 8 10 12    lap 2: 16 18 20    ...    tickets: 0 1 2  3 4 5  6 7 8
//
// So positions grow with the tickets. At least 2^62 positions pass before they wrap; with a capacity that is
// a power of two no position is unused.
//
// Use when     slots are used again in order, by tickets that are dense from 0.
// Threads      immutable.
// Source       crossbeam's ArrayQueue, whose stamps also consist of lap and index.
#pragma once

#include <bit>
#include <cstdint>

#include "base/check.h"

namespace reprise::lockfree {

class RingPositions {
 public:
  static constexpr std::uint64_t kFlag = 1;

  explicit RingPositions(std::uint64_t capacity)
      : capacity_(Checked(capacity)),
        index_mask_(2 * std::bit_ceil(capacity) - 1),
        lap_shift_(std::bit_width(index_mask_)) {}

  [[nodiscard]] std::uint64_t capacity() const { return capacity_; }
  [[nodiscard]] std::uint64_t Index(std::uint64_t position) const { return (position & index_mask_) >> 1; }

  // The position `steps` after this one; `steps` is at most `capacity`. Keeps the flag.
  [[nodiscard]] std::uint64_t After(std::uint64_t position, std::uint64_t steps) const {
    const std::uint64_t gap = Index(position) + steps < capacity_ ? 0 : index_mask_ + 1 - 2 * capacity_;
    return position + 2 * steps + gap;
  }

  // The same slot's position one lap later, and one lap before.
  [[nodiscard]] std::uint64_t NextLap(std::uint64_t position) const { return position + index_mask_ + 1; }
  [[nodiscard]] std::uint64_t LapBefore(std::uint64_t position) const { return position - index_mask_ - 1; }

  [[nodiscard]] std::uint64_t Ticket(std::uint64_t position) const {
    return (position >> lap_shift_) * capacity_ + Index(position);
  }

 private:
  static constexpr std::uint64_t kCapacityMost = std::uint64_t{1} << 40;

  static std::uint64_t Checked(std::uint64_t capacity) {
    REPRISE_CHECK(capacity >= 1 && capacity <= kCapacityMost);
    return capacity;
  }

  const std::uint64_t capacity_;
  const std::uint64_t index_mask_;  // The bits of index and flag: a lap's length minus 1.
  const int lap_shift_;
};

}  // namespace reprise::lockfree
