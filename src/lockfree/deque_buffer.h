// The ring of slots of a work-stealing deque. A ring never shrinks; a bigger ring points to the ring that it
// replaced.
//
// A thief may still read a ring that the owner has just replaced. So all rings stay until the deque is
// destroyed. Each ring has twice the slots of the ring before it, so all old rings together are smaller than
// the newest one.
//
// Use when     writing work_stealing_deque.h.
// Threads      thread-compatible; a slot may be read while its owner writes it.
// Progress     wait-free.
// Memory       one allocation for the ring's head and its slots.
// After        Chase and Lev, "Dynamic Circular Work-Stealing Deque", SPAA 2005.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "base/check.h"
#include "lockfree/sync.h"

namespace reprise::lockfree {

template <typename Sync>
class DequeBuffer {
 public:
  using Slot = typename Sync::template Atomic<std::uint64_t>;

  static DequeBuffer* Make(std::size_t slots, DequeBuffer* previous) {
    REPRISE_CHECK(slots > 0 && (slots & (slots - 1)) == 0);
    void* const memory = Sync::Allocate(Bytes(slots), alignof(DequeBuffer));
    auto* const buffer = std::construct_at(static_cast<DequeBuffer*>(memory), slots, previous);
    for (std::size_t i = 0; i < slots; ++i) std::construct_at(buffer->slots() + i);
    return buffer;
  }

  // Destroys this ring and all rings before it.
  static void EndAll(DequeBuffer* buffer) {
    while (buffer != nullptr) {
      DequeBuffer* const previous = buffer->previous_;
      const std::size_t bytes = Bytes(buffer->capacity());
      for (std::size_t i = 0; i < buffer->capacity(); ++i) std::destroy_at(buffer->slots() + i);
      std::destroy_at(buffer);
      Sync::Free(buffer, bytes, alignof(DequeBuffer));
      buffer = previous;
    }
  }

  DequeBuffer(std::size_t slots, DequeBuffer* previous) : mask_(slots - 1), previous_(previous) {}

  [[nodiscard]] std::size_t capacity() const { return mask_ + 1; }
  Slot& At(std::int64_t index) { return slots()[static_cast<std::size_t>(index) & mask_]; }

 private:
  static constexpr std::size_t HeadBytes() {
    return (sizeof(DequeBuffer) + alignof(Slot) - 1) / alignof(Slot) * alignof(Slot);
  }
  static constexpr std::size_t Bytes(std::size_t slots) { return HeadBytes() + slots * sizeof(Slot); }
  Slot* slots() { return reinterpret_cast<Slot*>(reinterpret_cast<std::byte*>(this) + HeadBytes()); }

  const std::size_t mask_;
  DequeBuffer* const previous_;
};

}  // namespace reprise::lockfree
