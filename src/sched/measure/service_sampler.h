// How long the turns of one worker's tasks take, by type, from a sample of them.
//
//   sampler.Resumed(type, MonotonicNanos);            // A task's turn begins, ...
//   std::uint64_t now = sampler.Left(MonotonicNanos); // ... and ends. 0: nobody measured this one.
//   ServiceSampler::Sum sum = sampler.Read(type);     // Mean: sum.nanos / sum.turns.
//
// One turn in kOneIn is measured, drawn by a generator, so that no rhythm of the program hides a kind of turn. After a
// turn of kLongNanos the next one is measured for certain: there a clock read is nothing. Each counts for as many as it
// stands for, so the mean leans to neither side.
//
// Use when     somebody acts on what turns cost while the run goes on (sched/parallel/pool_balancer.h).
// Not when     people look at percentiles afterwards: sched/measure/meter.h measures every turn.
// Threads      Read: thread-safe. The rest: the worker that has it.
// Progress     wait-free. Some 8 ns a turn: a draw, and two clock reads where one is measured.
// Order        a clock that the run cannot see: nothing in it depends on what is measured.
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

  // So many turns are known of, and took so long together.
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

  // When it was, if the turn was measured; else 0.
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

  // [V1] relaxed: figures of one writer for a mean that is rough anyway; a turn that is in one sum and not yet in the
  // other is put right by the next look.
  static void Add(std::atomic<std::uint64_t>& sum, std::uint64_t more) {
    sum.store(sum.load(std::memory_order_relaxed) + more, std::memory_order_relaxed);  // [V1]
  }

  Prng prng_;
  std::uint64_t stands_for_ = 0;  // So many turns; 0: this one is not measured.
  std::uint64_t resumed_ns_ = 0;
  std::size_t type_ = 0;
  bool after_long_ = false;
  std::array<Cell, kPoolsMax> sums_;
};

}  // namespace reprise::sched
