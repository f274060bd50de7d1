// The name of something in a slot: which slot, and which of the things that have been in it.
//
// Use when     something is referred to from elsewhere and may be gone by then: an id instead of a pointer.
// Threads      immutable.
// After        the slot maps of Allan Deutsch (C++Now 2017) and of Rust's slotmap.
#pragma once

#include <compare>
#include <cstdint>

namespace reprise::lockfree {

struct SlotKey {
  std::uint32_t index = 0;
  std::uint32_t generation = 0;  // Odd; the default names nothing.

  friend auto operator<=>(const SlotKey&, const SlotKey&) = default;
};

}  // namespace reprise::lockfree
