// The memory blocks of freed nodes, which a participant keeps and uses again: memory that is aligned to a
// cache line is expensive to allocate.
//
// Use when     through AtomicBox, or Participant::Make for nodes that are replaced often.
// Threads      thread-compatible (one participant's). A block may be taken from one participant and given to
//              another.
// Progress     wait-free while there are kept blocks; otherwise as the allocator.
// Memory       at most kKept blocks of each size; sizes are whole cache lines, up to kLinesMax; larger blocks
//              are not kept.
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

  // Gives a block back. It came from Take or Allocate with the same `bytes`.
  void Give(void* memory, std::size_t bytes) {
    const std::size_t lines = Lines(bytes);
    if (lines > kLinesMax || kept_[lines - 1].count == kKept) return Free(memory, bytes);
    List& list = kept_[lines - 1];
    list.first = new (memory) Block{list.first};
    ++list.count;
  }

  // From the allocator, without the kept blocks, for callers that are no participant.
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
