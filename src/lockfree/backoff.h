// How long the loser of a compare-exchange stays away: twice as long after each loss, so that the winner keeps the
// line for several operations in a row instead of one.
//
// Use when     the loop goes on without anybody else's help. Who waits for another thread's write uses Sync::Spin.
// Threads      thread-compatible: one object a loop.
// Progress     wait-free. Under a checker's Sync it does nothing: the loop alone is what is checked.
#pragma once

#include <type_traits>

#include "lockfree/sync.h"

namespace reprise::lockfree {

template <typename Sync>
class Backoff {
 public:
  void Lost() {
    if constexpr (std::is_same_v<Sync, StdSync>) {
      for (unsigned i = 0; i < kPausesFirst << losses_; ++i) CpuRelax();
      if (losses_ < kLossesMax) ++losses_;
    }
  }

 private:
  // A pause is some 25 ns here, so the first loss takes 3 us and the third and later ones 13. Each change of turns
  // costs a few lines: 50 ns each between cores that share a cache, 270 between those that do not. Two producers on two
  // cores, ns an item, near and far: from 16 pauses - and 27 to 32, from 64 3.2 and 7.6, from 128 3.2 and 5.3.
  static constexpr unsigned kPausesFirst = 128;
  static constexpr unsigned kLossesMax = 2;
  unsigned losses_ = 0;
};

// A microsecond or two without touching shared memory, for a consumer that has just run dry: each look takes a line
// from the producers, and they fill some lines meanwhile.
template <typename Sync>
void Linger() {
  if constexpr (std::is_same_v<Sync, StdSync>) {
    // Measured between two threads, one consumer: without 23 ns an item, 20 pauses 9.0, 40 8.5, 60 8.2, 200 7.7.
    constexpr unsigned kPauses = 60;
    for (unsigned i = 0; i < kPauses; ++i) CpuRelax();
  }
}

}  // namespace reprise::lockfree
