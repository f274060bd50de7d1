// One block of memory for values that the owner constructs and destroys explicitly.
//
// Use when     writing slot_map.h.
// Threads      thread-compatible.
// Memory       grows at least to twice its size; begins at a cache line.
// Errors       a move that throws ends the program, because some values would be in the old block and some in
//              the new one.
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
  // Precondition: all values have been destroyed.
  ~SlotValues() { Free(values_); }

  [[nodiscard]] T* data() { return values_; }
  [[nodiscard]] const T* data() const { return values_; }

  // Makes room for `count` values. each_value(move) must call move(index) for each value that exists.
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
