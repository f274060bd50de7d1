// Asks for memory that this thread will write soon, so that all of its lines come at the same time.
//
// A line that another core used last has to come from there: 50 ns between two cores that share a cache, 270 between
// two that do not. Who writes lines one after the other and runs a locked instruction in between (it waits for all
// stores before it) pays that for each line. Lines that were asked for come while the thread works on.
//
// Use when     other cores are done with the lines, and most of them will be written.
// Not when     another core still works there: the line is taken from it, and has to come back.
// Threads      thread-safe: no effect but on speed. Under a checker's Sync it does nothing.
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
      // By hand: for processors of any age the compiler turns __builtin_prefetch(p, 1) into a prefetch to read, which
      // leaves the other core's copy where it is. Processors that lack this instruction skip it.
      asm volatile("prefetchw %0" : : "m"(begin[offset]));
#else
      __builtin_prefetch(begin + offset, 1);
#endif
    }
  }
}

}  // namespace reprise::lockfree
