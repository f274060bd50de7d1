// A slot map: a container that gives a key for each value. A lookup costs one array access, and the map
// recognises stale keys.
//
//      tags          [ 3 1 - 1 * ... ]           a byte a slot: its generation; empty; or too long for a byte
//      values        [ a b   d e ... ]           side by side
//      generations   [ 3 1 4 1 900 ... ]         in full: the value's, or the next value's
//      words         [ 11011...  1111...  0100... ]   a bit a slot; words with a free slot are a list
//
//      key {index 1, generation 1} -> b      key {index 2, generation 3} -> gone: the slot is past it
//
// A slot counts its values (its generation), so that the key of a removed value never matches again. When a
// slot's generations are used up, the slot is never used again: after a wrap-around a stale key would match.
// For a slot's first 127 values the tag alone, one byte, identifies the value, and tags are so small that
// they stay in the nearest cache. For later values the lookup also reads the full generation.
//
//   SlotMap<Unit> units;
//   const SlotKey key = units.Insert(unit);
//   if (Unit* found = units.Get(key)) found->health -= 1;  // Null after units.Remove(key).
//
// Use when     values are inserted and removed, and other code refers to them: entities, sessions, timers.
// Not when     several threads change it: state/entity_storage.h.
// Threads      thread-compatible.
// Progress     every operation takes constant time, except an Insert that must grow the memory: it moves all
//              values. So a pointer to a value is valid until the next Insert.
// Memory       five bytes for each value and three words for 64 of them; it never shrinks.
// Order        Insert takes the lowest free slot of the word that most recently was added or became not full.
//              So keys depend only on the operations so far. ForEach visits in the order of the index.
// Errors       a stale or foreign key: no value. A slot holds 2^32 - 1 values over time; 2^32 slots fail a
//              CHECK.
// After        Rust's slotmap, with words of bits instead of a linked list of free slots: inserts go through
//              memory in order, and ForEach handles 64 full slots without testing each. Values and
//              generations are apart, so that a cache line of values holds only values.
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

  // Null if the key's value has been removed.
  T* Get(SlotKey key) { return const_cast<T*>(std::as_const(*this).Get(key)); }
  const T* Get(SlotKey key) const {
    const T* const values = values_.data();
    if (!Contains(key)) return nullptr;
    if (values == nullptr) __builtin_unreachable();  // So that Contains is the caller's null test.
    return values + key.index;
  }
  [[nodiscard]] bool Contains(SlotKey key) const {
    const std::int8_t* const tags = tags_.data();
    if (key.index >= slot_count_) [[unlikely]]
      return false;
    const std::int64_t tag = tags[key.index];  // A negative tag equals no generation.
    if (tag == std::int64_t{key.generation}) [[likely]]
      return true;
    return tag == kLong && generations_[key.index] == key.generation;
  }

  // Returns true if the key's value was there.
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

  // Calls visit(key, value) for each value, in the order of the index. `visit` may change the value, not the
  // map.
  template <typename Visit>
  void ForEach(Visit visit) {
    VisitAll(values_.data(), visit);
  }
  template <typename Visit>
  void ForEach(Visit visit) const {
    VisitAll(values_.data(), visit);
  }

  // For tests of used-up generations: sets the generation of a free slot.
  void AgeFreeSlot(std::uint32_t index, std::uint32_t generation) {
    REPRISE_CHECK(index < slot_count_ && tags_[index] == kEmpty && generation != 0);
    generations_[index] = generation;
  }

 private:
  static constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();

  // Tags with a special meaning: no value, and a generation too large for a tag.
  static constexpr std::int8_t kEmpty = -1;
  static constexpr std::int8_t kLong = -2;
  static constexpr std::uint32_t kShortMax = std::numeric_limits<std::int8_t>::max();

  struct Word {
    std::uint64_t occupied = 0;
    std::uint64_t free = ~std::uint64_t{0};
    std::uint32_t next_open = kNone;  // Next in the list of words with a free slot.
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
