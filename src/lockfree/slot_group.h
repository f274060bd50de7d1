// 64 slots, with one bit for each slot in a word: the unit that an entity tree copies.
//
// A slot's generation is odd while the slot holds a value. It grows by one with each insert and each removal,
// so that the key of a removed value never matches again. When a slot's generations are used up, the slot is
// never used again: after a wrap-around a stale key would match.
//
// Use when     writing state/entity_tree.h.
// Threads      thread-compatible.
// Memory       64 values and generations in one block; values do not move.
// Errors       an insert without a free slot, or a removal from an empty slot, fails a CHECK.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <type_traits>
#include <utility>

#include "base/check.h"
#include "lockfree/slot_bits.h"

namespace reprise::lockfree {

template <typename T>
class SlotGroup {
 public:
  static constexpr unsigned kSlots = kSlotsPerWord;

  SlotGroup() = default;
  // Called only if T can be copied.
  SlotGroup(const SlotGroup& other)
      : occupied_(other.occupied_), free_(other.free_), generations_(other.generations_) {
    if constexpr (std::is_trivially_copyable_v<T>) {
      std::memcpy(static_cast<void*>(&values_), &other.values_, sizeof values_);
    } else {
      EachSlot(occupied_, [&](unsigned slot) { std::construct_at(&At(slot), other.At(slot)); });
    }
  }
  SlotGroup& operator=(const SlotGroup&) = delete;
  ~SlotGroup() {
    if constexpr (!std::is_trivially_destructible_v<T>) {
      EachSlot(occupied_, [&](unsigned slot) { std::destroy_at(&At(slot)); });
    }
  }

  [[nodiscard]] std::uint64_t occupied() const { return occupied_; }
  [[nodiscard]] bool HasFree() const { return free_ != 0; }

  [[nodiscard]] std::uint32_t GenerationOf(unsigned slot) const { return generations_[slot]; }
  // True if the slot holds the value with this generation.
  [[nodiscard]] bool Holds(unsigned slot, std::uint32_t generation) const {
    return generations_[slot] == generation && (generation & 1) != 0;
  }

  T& At(unsigned slot) { return values_[slot].value; }
  const T& At(unsigned slot) const { return values_[slot].value; }

  // The slot for the next insert.
  [[nodiscard]] unsigned FirstFree() const { return static_cast<unsigned>(std::countr_zero(free_)); }

  // Puts a value into the slot FirstFree() and returns its generation.
  template <typename... Args>
  std::uint32_t Insert(Args&&... args) {
    REPRISE_CHECK(HasFree());
    const unsigned slot = FirstFree();
    std::construct_at(&At(slot), std::forward<Args>(args)...);
    free_ &= free_ - 1;
    occupied_ |= SlotBit(slot);
    return ++generations_[slot];
  }

  // Destroys the value. The slot is free again unless its generations are used up.
  void Remove(unsigned slot) {
    REPRISE_CHECK((occupied_ & SlotBit(slot)) != 0);
    std::destroy_at(&At(slot));
    occupied_ &= ~SlotBit(slot);
    if (++generations_[slot] != 0) free_ |= SlotBit(slot);
  }

  // For tests of used-up generations: sets the generation of a free slot.
  void SetGeneration(unsigned slot, std::uint32_t generation) {
    REPRISE_CHECK((free_ & SlotBit(slot)) != 0 && (generation & 1) == 0);
    generations_[slot] = generation;
  }

 private:
  union Place {
    Place() {}   // NOLINT(modernize-use-equals-default): values are constructed and destroyed explicitly.
    ~Place() {}  // NOLINT(modernize-use-equals-default)
    T value;
  };

  std::uint64_t occupied_ = 0;
  std::uint64_t free_ = ~std::uint64_t{0};
  std::array<std::uint32_t, kSlots> generations_{};
  std::array<Place, kSlots> values_;
};

}  // namespace reprise::lockfree
