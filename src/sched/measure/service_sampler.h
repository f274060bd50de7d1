// How long the turns of one worker's tasks take, by type, from a sample of them.
//
//   sampler.Resumed(type, MonotonicNanos);            // A task's turn begins, ...
//   std::uint64_t now = sampler.Left(MonotonicNanos); // ... and ends. 0: this turn was not measured.
//   ServiceSampler::Sum sum = sampler.Read(type);     // Mean: sum.nanos / sum.turns.
//
// One turn in kOneIn is measured. A random generator draws it, so that a rhythm of the program cannot hide a
// kind of turn. After a turn of kLongNanos or more the next one is always measured, because there the clock
// read costs little. A drawn turn counts as kOneIn turns, one after a long turn as 1: the mean is unbiased.
//
// Use when     code acts on the cost of turns while the run goes on (sched/parallel/pool_balancer.h).
// Not when     people look at percentiles afterwards: sched/measure/meter.h measures every turn.
// Threads      Read: thread-safe. The rest: its worker only.
// Progress     wait-free. Some 8 ns for each turn: a draw, and two clock reads if the turn is measured.
// Order        the run cannot see the clock: nothing in the run depends on what is measured.
// Units        nanoseconds.
// Source       Horvitz and Thompson 1952, for samples of unequal chances.
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

#include "base/prng.h"
#include "sched/pool_options.h"

namespace reprise::sched {

class alignas(64) ServiceSampler {
 public:
  static constexpr std::uint64_t kOneIn = 16;
  static constexpr std::uint64_t kLongNanos = 10'000;

  // Estimates: how many turns there were, and how long they took together.
  struct Sum {
    std::uint64_t turns = 0;
    std::uint64_t nanos = 0;
  };

  explicit ServiceSampler(std::uint64_t seed) : prng_(seed) {}

  template <typename Clock>
  void Resumed(std::uint8_t type, Clock&& clock) {
    stands_for_ = after_long_ ? 1 : prng_.Next() % kOneIn == 0 ? kOneIn : 0;
    if (stands_for_ == 0) return;
    type_ = std::min<std::size_t>(type, kPoolsMax - 1);
    resumed_ns_ = clock();
  }

  // Gives the time of the end if the turn was measured; else 0.
  template <typename Clock>
  std::uint64_t Left(Clock&& clock) {
    if (stands_for_ == 0) return 0;
    const std::uint64_t now = clock();
    const std::uint64_t took = now - resumed_ns_;
    Add(sums_[type_].turns, stands_for_);
    Add(sums_[type_].nanos, stands_for_ * took);
    after_long_ = took >= kLongNanos;
    stands_for_ = 0;
    return now;
  }

  [[nodiscard]] Sum Read(std::size_t type) const {
    const Cell& cell = sums_[type];
    return {cell.turns.load(std::memory_order_relaxed), cell.nanos.load(std::memory_order_relaxed)};  // [V1]
  }

 private:
  struct Cell {
    std::atomic<std::uint64_t> turns{0};
    std::atomic<std::uint64_t> nanos{0};
  };

  // [V1] relaxed: numbers of one writer, for a mean that is rough anyway. A reader may see a turn in one sum
  // and not yet in the other; the next read has it in both.
  static void Add(std::atomic<std::uint64_t>& sum, std::uint64_t more) {
    sum.store(sum.load(std::memory_order_relaxed) + more, std::memory_order_relaxed);  // [V1]
  }

  Prng prng_;
  std::uint64_t stands_for_ = 0;  // How many turns the current one counts as; 0: it is not measured.
  std::uint64_t resumed_ns_ = 0;
  std::size_t type_ = 0;
  bool after_long_ = false;
  std::array<Cell, kPoolsMax> sums_;
};

}  // namespace reprise::sched
