// Walks the set bits of a word: one bit for each slot, 64 slots in a word.
//
// Use when     writing slot_map.h or slot_group.h.
// Threads      immutable.
#pragma once

#include <bit>
#include <cstdint>

namespace reprise::lockfree {

inline constexpr unsigned kSlotsPerWord = 64;

constexpr std::uint64_t SlotBit(unsigned slot) { return std::uint64_t{1} << slot; }

// Calls visit(slot) for each bit, the lowest first. A full word, the usual case, takes a plain loop that is
// unrolled eight times.
template <typename Visit>
constexpr void EachSlot(std::uint64_t bits, Visit visit) {
  if (bits == ~std::uint64_t{0}) {
#pragma GCC unroll 8
    for (unsigned slot = 0; slot < kSlotsPerWord; ++slot) visit(slot);
    return;
  }
  for (; bits != 0; bits &= bits - 1) visit(static_cast<unsigned>(std::countr_zero(bits)));
}

}  // namespace reprise::lockfree
