// A strategy that picks each time uniformly among all ready tasks, from a seed.
//
// Use when     schedules are sampled without any idea of the bug.
// Threads      thread-compatible.
// Source       the baseline of every paper on randomised concurrency testing.
#pragma once

#include <cstdint>

#include "base/prng.h"
#include "sched/strategy.h"

namespace reprise::strategy {

class RandomWalk final : public sched::Strategy {
 public:
  explicit RandomWalk(std::uint64_t seed) : prng_(seed) {}

  std::size_t Pick(std::span<const sched::Op> ready) override { return prng_.Below(ready.size()); }
  sched::Outcome Decide(const sched::Op&) override { return {}; }
  void Blocked(std::span<const sched::Op>) override {}

 private:
  Prng prng_;
};

}  // namespace reprise::strategy
