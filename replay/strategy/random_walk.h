// A strategy that picks each time uniformly among all ready tasks, and each value uniformly below its bound, from a
// seed.
//
// Use when     schedules are sampled without any idea of the bug.
// Threads      thread-compatible.
// Source       the baseline of every paper on randomised concurrency testing.
#pragma once

#include <cstdint>

#include "base/prng.h"
#include "replay/strategy/search.h"

namespace reprise::strategy {

class RandomWalk final : public Search {
 public:
  explicit RandomWalk(std::uint64_t seed) : seed_(seed), prng_(seed) {}

  // Each run has its own draws, so that what one run does moves no other.
  bool Next() override {
    prng_ = Prng(DeriveSeed(seed_, run_++));
    return true;
  }
  std::size_t Pick(std::span<const sched::Op> ready) override { return prng_.Below(ready.size()); }
  std::uint64_t Choose(const sched::Op&, std::uint64_t bound) override { return prng_.Below(bound); }

 private:
  const std::uint64_t seed_;
  std::uint64_t run_ = 0;
  Prng prng_;
};

}  // namespace reprise::strategy
