// A slot map: values under keys that are given out, cost an array's access, and are found out when they are stale.
//
//      slots   [ 3 a | 1 b | (4) - | 1 d | ... ]   generation and value, or the next value's generation
//      words   [ 1101...  1111...  0100... ]       one bit a slot; those with a free slot are a list
//
//      key {index 1, generation 1} -> b      key {index 2, generation 3} -> gone: the slot is past it
//
// A slot counts its values, so that the key of one that has gone never fits again. A slot whose generations are used
// up is left out for good: a number that wrapped round would fit.
//
// Use when     things come and go and others refer to them: entities, sessions, timers.
// Not when     several threads change it: state/entity_storage.h.
// Threads      thread-compatible.
// Progress     every op takes constant time, but Insert moves all values when it outgrows their memory.
// Memory       a generation beside each value, and three words for 64 of them; it never shrinks.
// Order        Insert takes the lowest free slot of the word that was last to get one: keys depend on nothing but
//              the ops so far. ForEach goes by index.
// Errors       a stale or foreign key: no value. 2^32 - 1 values a slot; 2^32 slots is a CHECK.
// After        Rust's slotmap, with words of bits in place of a list through the free slots: inserts go through
//              memory in order, and ForEach passes 64 full slots without looking at them.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <utility>
#include <vector>

#include "base/check.h"
#include "lockfree/slot_bits.h"
#include "lockfree/slot_key.h"

namespace reprise::lockfree {

template <typename T>
class SlotMap {
 public:
  SlotMap() = default;
  explicit SlotMap(std::size_t expected) { slots_.reserve(expected); }

  [[nodiscard]] std::size_t size() const { return size_; }

  template <typename... Args>
  SlotKey Insert(Args&&... args) {
    if (open_ == kNone) AddWord();
    Word& word = words_[open_];
    const auto bit = static_cast<unsigned>(std::countr_zero(word.free));
    const std::uint32_t index = open_ * kSlotsPerWord + bit;
    Slot& slot = slots_[index];
    std::construct_at(&slot.value, std::forward<Args>(args)...);
    slot.tag &= ~kEmpty;
    word.occupied |= SlotBit(bit);
    word.free &= word.free - 1;
    if (word.free == 0) open_ = word.next_open;
    ++size_;
    return {index, Generation(slot.tag)};
  }

  // Null for a key whose value has gone.
  T* Get(SlotKey key) { return const_cast<T*>(std::as_const(*this).Get(key)); }
  const T* Get(SlotKey key) const {
    if (!Contains(key)) return nullptr;
    return &slots_.data()[key.index].value;
  }
  [[nodiscard]] bool Contains(SlotKey key) const {
    return key.index < slot_count_ && slots_.data()[key.index].tag == key.generation;
  }

  // Whether there was such a value.
  bool Remove(SlotKey key) {
    if (!Contains(key)) return false;
    Slot& slot = slots_[key.index];
    std::destroy_at(&slot.value);
    const std::uint32_t next = key.generation + 1;
    slot.tag = kEmpty | next;
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
    VisitAll(words_, slots_.data(), visit);
  }
  template <typename Visit>
  void ForEach(Visit visit) const {
    VisitAll(words_, slots_.data(), visit);
  }

  // For tests of the end of generations: as if a slot that is free had been used so often.
  void AgeFreeSlot(std::uint32_t index, std::uint32_t generation) {
    REPRISE_CHECK(index < slot_count_ && (slots_[index].tag & kEmpty) != 0 && generation != 0);
    slots_[index].tag = kEmpty | generation;
  }

 private:
  static constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();

  // In a tag above the generation: no key equals it.
  static constexpr std::uint64_t kEmpty = std::uint64_t{1} << 32;
  static constexpr std::uint32_t Generation(std::uint64_t tag) { return static_cast<std::uint32_t>(tag); }

  // The tag comes first: it then lies in one line of the cache with the beginning of its value.
  struct Slot {
    Slot() {}  // NOLINT(modernize-use-equals-default): the value comes and goes by hand.
    Slot(Slot&& other) noexcept : tag(other.tag) {
      if ((tag & kEmpty) == 0) std::construct_at(&value, std::move(other.value));
    }
    Slot& operator=(Slot&&) = delete;
    ~Slot() {
      if ((tag & kEmpty) == 0) std::destroy_at(&value);
    }

    std::uint64_t tag = kEmpty | 1;
    union {
      T value;
    };
  };

  struct Word {
    std::uint64_t occupied = 0;
    std::uint64_t free = ~std::uint64_t{0};
    std::uint32_t next_open = kNone;  // While it has a free slot.
  };

  [[gnu::noinline]] void AddWord() {
    REPRISE_CHECK(words_.size() < kNone / kSlotsPerWord);
    open_ = static_cast<std::uint32_t>(words_.size());
    words_.emplace_back();
    slots_.resize(words_.size() * kSlotsPerWord);
    slot_count_ += kSlotsPerWord;
  }

  template <typename SomeSlot, typename Visit>
  static void VisitAll(const std::vector<Word>& words, SomeSlot* slots, Visit& visit) {
    std::uint32_t first = 0;
    for (const Word& word : words) {
      EachSlot(word.occupied, [&visit, first, some = slots + first](unsigned bit) {
        visit(SlotKey{first + bit, Generation(some[bit].tag)}, some[bit].value);
      });
      first += kSlotsPerWord;
    }
  }

  std::vector<Slot> slots_;
  std::uint32_t slot_count_ = 0;  // slots_.size(), which would be a division.
  std::uint32_t open_ = kNone;    // The first word with a free slot.
  std::vector<Word> words_;
  std::size_t size_ = 0;
};

}  // namespace reprise::lockfree
