// Memory in one piece for values that come and go by hand.
//
// Use when     writing slot_map.h.
// Threads      thread-compatible.
// Memory       grows to twice its size at least, and begins with a line of the cache.
// Errors       a move that throws ends the program: values would be in both places.
#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <new>
#include <utility>

#include "base/check.h"

namespace reprise::lockfree {

template <typename T>
class SlotValues {
 public:
  SlotValues() = default;
  SlotValues(const SlotValues&) = delete;
  SlotValues& operator=(const SlotValues&) = delete;
  // All values have been ended.
  ~SlotValues() { Free(values_); }

  [[nodiscard]] T* data() { return values_; }
  [[nodiscard]] const T* data() const { return values_; }

  // Makes room for so many; each_value(move) calls move(index) for each value that there is.
  template <typename EachValue>
  void Grow(std::size_t count, EachValue each_value) {
    if (count <= capacity_) return;
    const std::size_t capacity = std::max(count, capacity_ * 2);
    T* const grown = static_cast<T*>(::operator new(capacity * sizeof(T), kAlignment));
    each_value([this, grown](std::size_t index) noexcept {
      std::construct_at(grown + index, std::move(values_[index]));
      std::destroy_at(values_ + index);
    });
    Free(std::exchange(values_, grown));
    capacity_ = capacity;
  }

 private:
  static constexpr std::align_val_t kAlignment{std::max<std::size_t>(alignof(T), 64)};

  static void Free(T* values) { ::operator delete(static_cast<void*>(values), kAlignment); }

  T* values_ = nullptr;
  std::size_t capacity_ = 0;
};

}  // namespace reprise::lockfree
