// The places for a channel's messages. Their number is a power of two, so that a mask gives a ticket's place.
//
// Use when     an object keeps a limited number of messages and counts them by ticket. The object itself
//              knows which places are full.
// Threads      thread-compatible: the caller holds the channel's lock.
// Progress     wait-free.
// Memory       allocated once, when the channel is made; no allocation for a message.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <type_traits>
#include <utility>

#include "base/check.h"

namespace reprise::channel {

template <typename T>
class Slots {
 public:
  static_assert(std::is_nothrow_move_constructible_v<T> && std::is_nothrow_destructible_v<T>,
                "a message is moved under a channel's lock");

  // At least `capacity` places, none of them full.
  explicit Slots(std::uint64_t capacity) {
    REPRISE_CHECK(capacity > 0 && capacity <= kCapacityMax);
    const std::uint64_t places = std::bit_ceil(capacity);
    mask_ = places - 1;
    slots_ = std::allocator<T>().allocate(places);
  }
  ~Slots() { std::allocator<T>().deallocate(slots_, mask_ + 1); }
  Slots(const Slots&) = delete;
  Slots& operator=(const Slots&) = delete;

  [[nodiscard]] std::uint64_t places() const { return mask_ + 1; }

  T& operator[](std::uint64_t ticket) { return slots_[ticket & mask_]; }

  void Put(std::uint64_t ticket, T&& message) { new (&slots_[ticket & mask_]) T(std::move(message)); }

  T Take(std::uint64_t ticket) {
    T& slot = (*this)[ticket];
    const Emptied emptied{slot};
    return std::move(slot);
  }

  void Drop(std::uint64_t ticket) { std::destroy_at(&(*this)[ticket]); }

  // Destroys the messages of the tickets [first, end). Precondition: their places are full.
  void DropAll(std::uint64_t first, std::uint64_t end) {
    if constexpr (!std::is_trivially_destructible_v<T>) {
      for (; first != end; ++first) Drop(first);
    }
  }

 private:
  static constexpr std::uint64_t kCapacityMax = std::uint64_t{1} << 32;

  struct Emptied {
    T& slot;
    ~Emptied() { std::destroy_at(&slot); }
  };

  T* slots_;
  std::uint64_t mask_;
};

}  // namespace reprise::channel
