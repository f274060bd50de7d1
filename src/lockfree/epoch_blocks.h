// Blocks of freed nodes that a participant keeps to use again: memory that begins a line is dear to ask for.
//
// Use when     through AtomicBox, or Participant::Make for nodes that are replaced all the time.
// Threads      thread-compatible (one participant's). A block may come from one participant and be given to another.
// Progress     wait-free while blocks are kept; else as the allocator.
// Memory       at most kKept blocks of each size; sizes are whole lines, up to kLinesMax; larger ones are not kept.
// After        the magazines of slab allocators.
#pragma once

#include <array>
#include <cstddef>
#include <new>

namespace reprise::lockfree {

template <typename Sync, std::size_t kKept>
class EpochBlocks {
 public:
  static constexpr std::size_t kLinesMax = 8;

  EpochBlocks() = default;
  EpochBlocks(const EpochBlocks&) = delete;
  EpochBlocks& operator=(const EpochBlocks&) = delete;

  ~EpochBlocks() {
    for (std::size_t lines = 1; lines <= kLinesMax; ++lines) {
      while (kept_[lines - 1].first != nullptr) Free(Pop(kept_[lines - 1]), lines * Sync::kLineBytes);
    }
  }

  void* Take(std::size_t bytes) {
    const std::size_t lines = Lines(bytes);
    if (lines <= kLinesMax && kept_[lines - 1].first != nullptr) return Pop(kept_[lines - 1]);
    return Allocate(bytes);
  }

  // Takes what Take or Allocate gave for as many bytes.
  void Give(void* memory, std::size_t bytes) {
    const std::size_t lines = Lines(bytes);
    if (lines > kLinesMax || kept_[lines - 1].count == kKept) return Free(memory, bytes);
    List& list = kept_[lines - 1];
    list.first = new (memory) Block{list.first};
    ++list.count;
  }

  // Past all caches, for who is no participant.
  static void* Allocate(std::size_t bytes) {
    return Sync::Allocate(Lines(bytes) * Sync::kLineBytes, Sync::kLineBytes);
  }
  static void Free(void* memory, std::size_t bytes) {
    Sync::Free(memory, Lines(bytes) * Sync::kLineBytes, Sync::kLineBytes);
  }

 private:
  struct Block {
    Block* next;
  };
  struct List {
    Block* first = nullptr;
    std::size_t count = 0;
  };

  static constexpr std::size_t Lines(std::size_t bytes) {
    return (bytes + Sync::kLineBytes - 1) / Sync::kLineBytes;
  }
  static void* Pop(List& list) {
    Block* const block = list.first;
    list.first = block->next;
    --list.count;
    return block;
  }

  std::array<List, kLinesMax> kept_;
};

}  // namespace reprise::lockfree
