// Prefetches memory that this thread will write soon, so that all its cache lines come at the same time.
//
// A line that another core used last must be fetched from that core: 50 ns between two cores that share a
// cache, 270 between two that do not. A thread that writes lines one after the other, with a locked
// instruction between them (which waits for all stores before it), pays this time for each line. Prefetched
// lines come while the thread goes on.
//
// Use when     other cores no longer use the lines, and this thread will write most of them.
// Not when     another core still uses a line: the prefetch takes the line away from it.
// Threads      thread-safe: it affects only the speed. Under a checker's Sync it does nothing.
// Progress     wait-free.
#pragma once

#include <cstddef>
#include <type_traits>

#include "lockfree/sync.h"

namespace reprise::lockfree {

template <typename Sync>
void PrefetchToWrite(const void* memory, std::size_t bytes) {
  if constexpr (std::is_same_v<Sync, StdSync>) {
    const char* const begin = static_cast<const char*>(memory);
    for (std::size_t offset = 0; offset < bytes; offset += Sync::kLineBytes) {
#if defined(__x86_64__)
      // In assembler, because without an option for newer processors the compiler turns __builtin_prefetch(p,
      // 1) into a prefetch for reading, which leaves the copy in the other core valid. Processors that lack
      // prefetchw ignore it.
      asm volatile("prefetchw %0" : : "m"(begin[offset]));
#else
      __builtin_prefetch(begin + offset, 1);
#endif
    }
  }
}

}  // namespace reprise::lockfree
