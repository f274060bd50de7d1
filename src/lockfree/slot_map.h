// A slot map: values under keys that are given out, cost an array's access, and are found out when they are stale.
//
//      tags          [ 3 1 - 1 * ... ]           a byte a slot: its generation; empty; or too long for a byte
//      values        [ a b   d e ... ]           side by side
//      generations   [ 3 1 4 1 900 ... ]         in full: the value's, or the next value's
//      words         [ 11011...  1111...  0100... ]   a bit a slot; words with a free slot are a list
//
//      key {index 1, generation 1} -> b      key {index 2, generation 3} -> gone: the slot is past it
//
// A slot counts its values, so that the key of one that has gone never fits again. A slot whose generations are used
// up is left out for good: a number that wrapped round would fit. A slot's first 127 values are told by its tag alone,
// which is so small that tags stay in the nearest cache; those after them take a look at the generations as well.
//
// Use when     things come and go and others refer to them: entities, sessions, timers.
// Not when     several threads change it: state/entity_storage.h.
// Threads      thread-compatible.
// Progress     every op takes constant time, but Insert moves all values when it outgrows their memory: a pointer to
//              a value is good until the next Insert.
// Memory       five bytes for each value and three words for 64 of them; it never shrinks.
// Order        Insert takes the lowest free slot of the word that was last to get one: keys depend on nothing but
//              the ops so far. ForEach goes by index.
// Errors       a stale or foreign key: no value. 2^32 - 1 values a slot; 2^32 slots is a CHECK.
// After        Rust's slotmap, with words of bits in place of a list through the free slots: inserts go through
//              memory in order, and ForEach passes 64 full slots without looking at them. Values and generations
//              are apart, so that a line of the cache holds nothing but values.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/check.h"
#include "lockfree/slot_bits.h"
#include "lockfree/slot_key.h"
#include "lockfree/slot_values.h"

namespace reprise::lockfree {

template <typename T>
class SlotMap {
 public:
  SlotMap() = default;
  explicit SlotMap(std::size_t expected) {
    tags_.reserve(expected);
    generations_.reserve(expected);
    GrowValues(expected);
  }
  SlotMap(const SlotMap&) = delete;
  SlotMap& operator=(const SlotMap&) = delete;
  ~SlotMap() {
    if constexpr (!std::is_trivially_destructible_v<T>) {
      ForEach([](SlotKey, T& value) { std::destroy_at(&value); });
    }
  }

  [[nodiscard]] std::size_t size() const { return size_; }

  template <typename... Args>
  SlotKey Insert(Args&&... args) {
    if (open_ == kNone) AddWord();
    Word& word = words_[open_];
    const auto bit = static_cast<unsigned>(std::countr_zero(word.free));
    const std::uint32_t index = open_ * kSlotsPerWord + bit;
    std::construct_at(values_.data() + index, std::forward<Args>(args)...);
    const std::uint32_t generation = generations_[index];
    tags_[index] = generation <= kShortMax ? static_cast<std::int8_t>(generation) : kLong;
    word.occupied |= SlotBit(bit);
    word.free &= word.free - 1;
    if (word.free == 0) open_ = word.next_open;
    ++size_;
    return {index, generation};
  }

  // Null for a key whose value has gone.
  T* Get(SlotKey key) { return const_cast<T*>(std::as_const(*this).Get(key)); }
  const T* Get(SlotKey key) const {
    const T* const values = values_.data();
    if (!Contains(key)) return nullptr;
    if (values == nullptr) __builtin_unreachable();  // So that the caller's look for null is Contains's.
    return values + key.index;
  }
  [[nodiscard]] bool Contains(SlotKey key) const {
    const std::int8_t* const tags = tags_.data();
    if (key.index >= slot_count_) [[unlikely]]
      return false;
    const std::int64_t tag = tags[key.index];  // Below 0 it equals no generation.
    if (tag == std::int64_t{key.generation}) [[likely]]
      return true;
    return tag == kLong && generations_[key.index] == key.generation;
  }

  // Whether there was such a value.
  bool Remove(SlotKey key) {
    if (!Contains(key)) return false;
    std::destroy_at(values_.data() + key.index);
    const std::uint32_t next = key.generation + 1;
    generations_[key.index] = next;
    tags_[key.index] = kEmpty;
    --size_;
    Word& word = words_[key.index / kSlotsPerWord];
    const std::uint64_t bit = SlotBit(key.index % kSlotsPerWord);
    word.occupied &= ~bit;
    if (next == 0) return true;  // Used up.
    if (word.free == 0) word.next_open = std::exchange(open_, key.index / kSlotsPerWord);
    word.free |= bit;
    return true;
  }

  // Calls visit(key, value) for each value, by index. It may change the value, not the map.
  template <typename Visit>
  void ForEach(Visit visit) {
    VisitAll(values_.data(), visit);
  }
  template <typename Visit>
  void ForEach(Visit visit) const {
    VisitAll(values_.data(), visit);
  }

  // For tests of the end of generations: as if a slot that is free had been used so often.
  void AgeFreeSlot(std::uint32_t index, std::uint32_t generation) {
    REPRISE_CHECK(index < slot_count_ && tags_[index] == kEmpty && generation != 0);
    generations_[index] = generation;
  }

 private:
  static constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();

  // Tags that are no generation.
  static constexpr std::int8_t kEmpty = -1;
  static constexpr std::int8_t kLong = -2;
  static constexpr std::uint32_t kShortMax = std::numeric_limits<std::int8_t>::max();

  struct Word {
    std::uint64_t occupied = 0;
    std::uint64_t free = ~std::uint64_t{0};
    std::uint32_t next_open = kNone;  // While it has a free slot.
  };

  void GrowValues(std::size_t slots) {
    values_.Grow(slots, [this](auto move) {
      for (std::size_t first = 0; const Word& word : words_) {
        EachSlot(word.occupied, [&move, first](unsigned bit) { move(first + bit); });
        first += kSlotsPerWord;
      }
    });
  }

  [[gnu::noinline]] void AddWord() {
    REPRISE_CHECK(words_.size() < kNone / kSlotsPerWord);
    const std::uint32_t slots = slot_count_ + kSlotsPerWord;
    GrowValues(slots);
    words_.emplace_back();
    tags_.resize(slots, kEmpty);
    generations_.resize(slots, 1);
    open_ = slot_count_ / kSlotsPerWord;
    slot_count_ = slots;
  }

  template <typename SomeT, typename Visit>
  void VisitAll(SomeT* values, Visit& visit) const {
    const std::uint32_t* const generations = generations_.data();
    std::uint32_t first = 0;
    for (const Word& word : words_) {
      EachSlot(word.occupied, [&visit, first, values, generations](unsigned bit) {
        visit(SlotKey{first + bit, generations[first + bit]}, values[first + bit]);
      });
      first += kSlotsPerWord;
    }
  }

  std::vector<std::int8_t> tags_;
  SlotValues<T> values_;
  std::uint32_t slot_count_ = 0;
  std::uint32_t open_ = kNone;  // The first word with a free slot.
  std::vector<std::uint32_t> generations_;
  std::vector<Word> words_;
  std::size_t size_ = 0;
};

}  // namespace reprise::lockfree
