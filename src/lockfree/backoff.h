// Backoff: a thread that lost a compare-exchange pauses before it tries again, twice as long after each loss
// (up to a limit). Meanwhile the winner keeps the cache line and does several operations in a row instead of
// one.
//
// Use when     the loop can succeed without another thread's help. A loop that waits for another thread's
//              write uses Sync::Spin.
// Threads      thread-compatible: one object a loop.
// Progress     wait-free. Under a checker's Sync it does nothing: the checker checks the loop without pauses.
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
  // A pause is some 25 ns here, so the first loss takes 3 us and the third and later ones 13. Each time
  // another thread becomes the winner, a few cache lines move: 50 ns a line between cores that share a cache,
  // 270 between cores that do not. Measured with two producers on two cores, in ns an item, as (cores that
  // share a cache, cores that do not), by kPausesFirst: 16: (-, 27 to 32), 64: (3.2, 7.6), 128: (3.2, 5.3).
  static constexpr unsigned kPausesFirst = 128;
  static constexpr unsigned kLossesMax = 2;
  unsigned losses_ = 0;
};

// Pauses for a microsecond or two without touching shared memory. For a consumer that has just found its
// queue empty: each look at the queue would take a cache line from the producers, who fill some lines in this
// time.
template <typename Sync>
void Linger() {
  if constexpr (std::is_same_v<Sync, StdSync>) {
    // Measured with two threads, one of them the consumer, in ns an item: no pause 23, 20 pauses 9.0, 40 8.5,
    // 60 8.2, 200 7.7.
    constexpr unsigned kPauses = 60;
    for (unsigned i = 0; i < kPauses; ++i) CpuRelax();
  }
}

}  // namespace reprise::lockfree
