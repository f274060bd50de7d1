// A counter that one thread writes and others read.
//
// Threads      Add, Set: the one writer only. Get: thread-safe; the value of some recent moment.
// Progress     wait-free, without a locked instruction.
#pragma once

#include <atomic>
#include <cstdint>

namespace reprise::sched {

class Counter {
 public:
  // Gives the new value.
  std::uint64_t Add() {
    const std::uint64_t value = Get() + 1;
    Set(value);
    return value;
  }
  // [S1] relaxed: a number for people and thieves; no other data depends on it.
  void Set(std::uint64_t value) { value_.store(value, std::memory_order_relaxed); }
  [[nodiscard]] std::uint64_t Get() const { return value_.load(std::memory_order_relaxed); }  // [S1]

 private:
  std::atomic<std::uint64_t> value_{0};
};

}  // namespace reprise::sched
