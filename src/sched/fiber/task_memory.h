// The allocator of task records: blocks of one size that a worker gives out and takes back without a lock.
//
//   worker A: [free]->[free]->[free]        worker B: [free]->[free]
//          \ surplus, by the thousand              / if empty
//           +------> the process's list -----------+
//
//   void* memory = worker.memory.Allocate(bytes);
//   worker.memory.Free(memory, bytes);                  // on this or on another worker, with the same size
//
// A record is often freed by another worker than the one that allocated it. So a worker keeps a bounded
// number of free blocks and gives the surplus to the process's list; a worker without free blocks takes from
// that list before it asks the system.
//
// Use when     something small lives as long as a task and there are millions of them.
// Threads      TaskMemory: one worker only. TaskMemoryPool: thread-safe.
// Progress     wait-free, but for one call in some hundred: it takes the pool's lock or asks the system.
// Memory       as many blocks as ever lived together, and kKept more for each worker; the process keeps them
//              for its next runtime, as a heap does. Larger requests, and all requests in builds with an
//              address checker, go to the heap.
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

// What the workers of all runtimes share.
class TaskMemoryPool {
 public:
  // Three cache lines: a record, and a small body and result.
  static constexpr std::size_t kBlockBytes = 192;
  static constexpr std::size_t kAlignment = __STDCPP_DEFAULT_NEW_ALIGNMENT__;

  struct Block {
    Block* next;
  };
  // Adjacent blocks that were never used.
  struct Fresh {
    std::byte* next = nullptr;
    std::byte* end = nullptr;
  };

  static TaskMemoryPool& OfThisProcess() {
    static TaskMemoryPool* const pool = new TaskMemoryPool;  // Outlives every thread.
    return *pool;
  }

  TaskMemoryPool() = default;
  TaskMemoryPool(const TaskMemoryPool&) = delete;
  TaskMemoryPool& operator=(const TaskMemoryPool&) = delete;

  // Gives a chain of used blocks; or null, and `fresh` then holds blocks that were never used.
  Block* Take(Fresh& fresh) {
    const std::lock_guard guard(lock_);
    if (!chains_.empty()) {
      Block* const chain = chains_.back();
      chains_.pop_back();
      return chain;
    }
    chains_.reserve(kBlocksOfSlab * (slabs_.size() + 1));  // So that Return does not allocate.
    slabs_.emplace_back(new Slab);
    fresh = {slabs_.back()->bytes, slabs_.back()->bytes + sizeof(Slab)};
    return nullptr;
  }

  void Return(Block* chain) noexcept {
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
#if defined(__SANITIZE_ADDRESS__)
  static constexpr bool kPooled = false;
#else
  static constexpr bool kPooled = true;
#endif

  TaskMemory() = default;
  TaskMemory(const TaskMemory&) = delete;
  TaskMemory& operator=(const TaskMemory&) = delete;
  // Gives the remaining blocks to the pool, for the next runtime.
  ~TaskMemory() {
    for (; fresh_.next != fresh_.end; fresh_.next += TaskMemoryPool::kBlockBytes) {
      free_ = new (fresh_.next) Block{free_};
    }
    if (free_ != nullptr) TaskMemoryPool::OfThisProcess().Return(free_);
  }

  void* Allocate(std::size_t bytes) {
    if (!kPooled || bytes > TaskMemoryPool::kBlockBytes) return ::operator new(bytes);
    if (free_ == nullptr) [[unlikely]]
      return AllocateFresh();
    if (kept_ > 0) --kept_;
    return std::exchange(free_, free_->next);
  }

  // For memory that this or another worker allocated.
  void Free(void* memory, std::size_t bytes) noexcept {
    if (!kPooled || bytes > TaskMemoryPool::kBlockBytes) return ::operator delete(memory);
    free_ = new (memory) Block{free_};
    if (++kept_ >= kKept) [[unlikely]]
      ReturnSurplus();
  }

 private:
  using Block = TaskMemoryPool::Block;
  static constexpr std::size_t kKept = 4096;

  [[gnu::noinline]] void* AllocateFresh() {
    if (fresh_.next == fresh_.end) free_ = TaskMemoryPool::OfThisProcess().Take(fresh_);
    if (free_ != nullptr) return std::exchange(free_, free_->next);
    return std::exchange(fresh_.next, fresh_.next + TaskMemoryPool::kBlockBytes);
  }

  // Gives half of the kept blocks to the pool, where other workers can take them.
  [[gnu::noinline]] void ReturnSurplus() noexcept {
    Block* const chain = free_;
    Block* last = chain;
    for (std::size_t n = 1; n < kKept / 2; ++n) last = last->next;
    free_ = std::exchange(last->next, nullptr);
    kept_ -= kKept / 2;
    TaskMemoryPool::OfThisProcess().Return(chain);
  }

  Block* free_ = nullptr;
  TaskMemoryPool::Fresh fresh_;
  std::size_t kept_ = 0;  // Blocks freed here and not given out again: a lower bound of the list's length.
};

}  // namespace reprise::sched
