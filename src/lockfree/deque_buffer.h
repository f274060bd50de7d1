// The ring of slots below a work-stealing deque: it never shrinks, and a fuller one remembers the one it replaced.
//
// A thief may still read a ring that its owner has just left. Rings therefore stay until the deque ends: each has
// twice the slots of the one before, so all the old ones together are smaller than the newest.
//
// Use when     writing work_stealing_deque.h.
// Threads      thread-compatible; a slot may be read while its owner writes it.
// Progress     wait-free.
// Memory       one allocation for head and slots.
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

  // This one and all before it.
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
