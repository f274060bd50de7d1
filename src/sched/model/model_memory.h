// The memory of model runs. A freed block is filled with a pattern and not reused until the run ends; the
// next run gets all memory again. So a use after free is detected, and addresses repeat.
//
// Threads      thread-compatible.
// Memory       everything that a run allocates, freed or not.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "base/site.h"

namespace reprise::sched {

class ModelMemory {
 public:
  static constexpr std::size_t kAlignmentMax = 64;
  static constexpr unsigned char kFresh = 0xcd;
  static constexpr unsigned char kFreed = 0xdd;

  // A block that this run has allocated.
  struct Block {
    std::byte* memory = nullptr;
    std::size_t bytes = 0;
    Site site;
    bool freed = false;
  };

  void* Allocate(std::size_t bytes, std::size_t alignment, Site site);

  // False: no block of this run begins there, or it was freed before.
  bool Free(void* memory);

  // The first block that was not freed; null: none.
  [[nodiscard]] const Block* FirstLeak() const;

  // Ends a run: forgets every block.
  void Reset();

 private:
  static constexpr std::size_t kChunkBytes = 256 * 1024;
  struct Chunk {
    std::unique_ptr<std::byte[]> memory;
    std::size_t bytes;
  };

  std::vector<Chunk> chunks_;
  std::size_t chunk_ = 0;  // The chunk in use; the chunks before it are full.
  std::size_t used_ = 0;   // The used bytes of that chunk.
  std::vector<Block> blocks_;
};

}  // namespace reprise::sched
