// Where task records come from: blocks of one size that a worker hands out and takes back without a lock.
//
//   worker A: [free]->[free]->[free]        worker B: [free]->[free]
//          \ surplus, by the hundred                / when dry
//           +------> the runtime's shared list ----+
//
// A record is often freed by another worker than made it. So a worker keeps a bounded number and gives the surplus to
// its runtime, where the others look before they ask the system.
//
// Use when     something small lives as long as a task and there are millions of them.
// Threads      TaskMemory: one worker's. TaskMemoryPool: thread-safe.
// Progress     wait-free but once in some hundred blocks, when the pool's lock or the system is asked.
// Memory       as many blocks as ever lived together, and kKept more a worker; all freed with the pool. Larger requests and
//              builds with an address checker go to the heap.
// Errors       std::bad_alloc.
#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <new>
#include <utility>
#include <vector>

#include "sched/spin_lock.h"

namespace reprise::sched {

// What the workers of a runtime share.
class TaskMemoryPool {
 public:
  static constexpr std::size_t kBlockBytes = 256;

  struct Block {
    Block* next;
  };

  TaskMemoryPool() = default;
  TaskMemoryPool(const TaskMemoryPool&) = delete;
  TaskMemoryPool& operator=(const TaskMemoryPool&) = delete;

  // A chain of blocks; never empty.
  Block* TakeChain() {
    const std::lock_guard guard(lock_);
    if (!chains_.empty()) {
      Block* const chain = chains_.back();
      chains_.pop_back();
      return chain;
    }
    slabs_.push_back(std::make_unique<Slab>());
    Slab& slab = *slabs_.back();
    for (std::size_t n = 0; n < kBlocksOfSlab; ++n) {
      Block* const block = new (slab.bytes + n * kBlockBytes) Block;
      block->next =
          n + 1 < kBlocksOfSlab ? reinterpret_cast<Block*>(slab.bytes + (n + 1) * kBlockBytes) : nullptr;
    }
    return reinterpret_cast<Block*>(slab.bytes);
  }

  void ReturnChain(Block* chain) {
    const std::lock_guard guard(lock_);
    chains_.push_back(chain);
  }

 private:
  static constexpr std::size_t kBlocksOfSlab = 256;
  struct Slab {
    alignas(64) std::byte bytes[kBlocksOfSlab * kBlockBytes];
  };

  SpinLock lock_;
  std::vector<std::unique_ptr<Slab>> slabs_;
  std::vector<Block*> chains_;
};

class TaskMemory {
 public:
  using Block = TaskMemoryPool::Block;

  TaskMemory() = default;
  TaskMemory(const TaskMemory&) = delete;
  TaskMemory& operator=(const TaskMemory&) = delete;

  // Before the first block. The pool outlives the blocks.
  void Use(TaskMemoryPool& pool) { pool_ = &pool; }

  void* Allocate(std::size_t bytes) {
    if (!kPooled || bytes > TaskMemoryPool::kBlockBytes) return ::operator new(bytes);
    if (free_ == nullptr) [[unlikely]]
      free_ = pool_->TakeChain();
    else if (kept_ > 0)
      --kept_;
    return std::exchange(free_, free_->next);
  }

  // Of this or another worker of the runtime.
  void Free(void* memory, std::size_t bytes) noexcept {
    if (!kPooled || bytes > TaskMemoryPool::kBlockBytes) return ::operator delete(memory);
    free_ = new (memory) Block{free_};
    if (++kept_ >= kKept) [[unlikely]]
      ReturnSurplus();
  }

 private:
#if defined(__SANITIZE_ADDRESS__)
  static constexpr bool kPooled = false;
#else
  static constexpr bool kPooled = true;
#endif
  static constexpr std::size_t kKept = 4096;

  // Half of what is kept goes where others can have it.
  void ReturnSurplus() {
    Block* const chain = free_;
    Block* last = chain;
    for (std::size_t n = 1; n < kKept / 2; ++n) last = last->next;
    free_ = std::exchange(last->next, nullptr);
    kept_ -= kKept / 2;
    pool_->ReturnChain(chain);
  }

  TaskMemoryPool* pool_ = nullptr;
  Block* free_ = nullptr;
  std::size_t kept_ = 0;  // Freed here and not handed out again; a bound from below on how long the list is.
};

}  // namespace reprise::sched
