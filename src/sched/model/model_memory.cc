#include "sched/model/model_memory.h"

#include <algorithm>
#include <cstring>

#include "base/check.h"

namespace reprise::sched {

void* ModelMemory::Allocate(std::size_t bytes, std::size_t alignment, Site site) {
  REPRISE_CHECK(alignment <= kAlignmentMax);
  const std::size_t room =
      (std::max<std::size_t>(bytes, 1) + kAlignmentMax - 1) / kAlignmentMax * kAlignmentMax;
  while (chunk_ < chunks_.size() && used_ + room > chunks_[chunk_].bytes) {
    ++chunk_;
    used_ = 0;
  }
  if (chunk_ == chunks_.size()) {
    const std::size_t chunk_bytes = std::max(kChunkBytes, room);
    chunks_.push_back({std::make_unique<std::byte[]>(chunk_bytes + kAlignmentMax), chunk_bytes});
  }
  void* begin = chunks_[chunk_].memory.get();
  std::size_t space = chunks_[chunk_].bytes + kAlignmentMax;
  std::byte* const memory =
      static_cast<std::byte*>(std::align(kAlignmentMax, chunks_[chunk_].bytes, begin, space)) + used_;
  used_ += room;
  std::memset(memory, kFresh, bytes);
  blocks_.push_back({memory, bytes, site, false});
  return memory;
}

bool ModelMemory::Free(void* memory) {
  // Searches the youngest blocks first: a block that is freed is seldom old.
  const auto found = std::find_if(blocks_.rbegin(), blocks_.rend(),
                                  [memory](const Block& block) { return block.memory == memory; });
  if (found == blocks_.rend() || found->freed) return false;
  found->freed = true;
  std::memset(found->memory, kFreed, found->bytes);
  asm volatile("" ::: "memory");  // Else a compiler drops the memset: no valid code reads the block again.
  return true;
}

const ModelMemory::Block* ModelMemory::FirstLeak() const {
  const auto found =
      std::find_if(blocks_.begin(), blocks_.end(), [](const Block& block) { return !block.freed; });
  return found == blocks_.end() ? nullptr : &*found;
}

void ModelMemory::Reset() {
  blocks_.clear();
  chunk_ = used_ = 0;
}

}  // namespace reprise::sched
