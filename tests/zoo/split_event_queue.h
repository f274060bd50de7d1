// An event queue that counts its events beside the queue, with a bug that real programs have: push puts the event in and
// counts it afterwards, so a pop can take it and count it off before it was counted, and the count falls below zero.
//
// Threads      thread-safe, or so it was thought.
#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <utility>

#include "lockfree/ring.h"
#include "lockfree/sync.h"

namespace reprise::zoo {

// Mended: an event is counted before it can be found.
template <typename Sync, bool kMended>
class SplitEventQueue {
 public:
  void Push(std::uint64_t event) {
    if (kMended) count_.fetch_add(1, std::memory_order_relaxed);
    events_.TryPush(std::move(event));
    if (!kMended) count_.fetch_add(1, std::memory_order_relaxed);
  }
  std::optional<std::uint64_t> TryPop() {
    auto popped = events_.TryPop();
    if (popped.value) count_.fetch_sub(1, std::memory_order_relaxed);
    return popped.value;
  }
  [[nodiscard]] std::uint64_t Count() const { return count_.load(std::memory_order_relaxed); }

 private:
  lockfree::BoundedRing<std::uint64_t, Sync> events_{
      8};  // Never full here: it stands for an unbounded queue.
  typename Sync::template Atomic<std::uint64_t> count_{0};
};

}  // namespace reprise::zoo
