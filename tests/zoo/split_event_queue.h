// An event queue that counts its events beside the queue, with a bug that real programs have: push puts the event in
// and counts it afterwards, so a pop can take it and count it off before it was counted, and the count falls below
// zero. And its mended twin, which counts as state/event_queue.h does.
//
// Threads      thread-safe, or so it was thought.
#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <utility>

#include "lockfree/seg_queue.h"
#include "lockfree/sync.h"

namespace reprise::zoo {

template <typename Sync>
class SplitEventQueue {
 public:
  void Push(std::uint64_t event) {
    events_.Push(event);
    count_.fetch_add(1, std::memory_order_relaxed);
  }
  std::optional<std::uint64_t> TryPop() {
    auto popped = events_.TryPop();
    if (!popped) return std::nullopt;
    count_.fetch_sub(1, std::memory_order_relaxed);
    return popped->value;
  }
  [[nodiscard]] std::uint64_t Count() const { return count_.load(std::memory_order_relaxed); }

 private:
  lockfree::SegQueue<std::uint64_t, Sync, 2> events_;
  typename Sync::template Atomic<std::uint64_t> count_{0};
};

// The count is the distance of the queue's own ends.
template <typename Sync>
class MendedEventQueue {
 public:
  void Push(std::uint64_t event) { events_.Push(event); }
  std::optional<std::uint64_t> TryPop() {
    auto popped = events_.TryPop();
    if (!popped) return std::nullopt;
    return popped->value;
  }
  [[nodiscard]] std::uint64_t Count() const {
    const std::uint64_t popped = events_.popped();  // First: it is never ahead of what is pushed by then.
    return events_.pushed() - popped;
  }

 private:
  lockfree::SegQueue<std::uint64_t, Sync, 2> events_;
};

}  // namespace reprise::zoo
