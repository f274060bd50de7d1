// A key names a value in a slot: the slot's index, and the generation, which tells the values apart that have
// been in this slot.
//
// Use when     other code refers to a value that may have been removed by then: an id instead of a pointer.
// Threads      immutable.
// After        the slot maps of Allan Deutsch (C++Now 2017) and of Rust's slotmap.
#pragma once

#include <compare>
#include <cstdint>

namespace reprise::lockfree {

struct SlotKey {
  std::uint32_t index = 0;
  std::uint32_t generation = 0;  // 0, the default, names no value. Always odd in slot_group.h.

  friend auto operator<=>(const SlotKey&, const SlotKey&) = default;
};

}  // namespace reprise::lockfree
