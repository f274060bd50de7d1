// A histogram of durations: its bins grow with the value.
//
//   Histogram waits;
//   waits.Add(1'200);
//   Distribution all = waits.Summary();   // count, median, 90th, 99th percentile, largest
//
// Use when     millions of durations, from nanoseconds to minutes, must be summed up in one line.
// Not when     every sample matters.
// Threads      thread-compatible: one writer; Merge only when no thread writes.
// Memory       4 KiB, however many samples.
// Errors       none: 0 counts as 1 ns. A sample above kLongestNanos has no bin: a percentile that falls there
//              is the largest sample.
// Units        nanoseconds. A percentile is its bin's upper edge: at most a twentieth too large, and never
//              larger than the largest sample.
// Complexity   Add: one logarithm.
// Source       Boost.Histogram with a regular axis under a logarithm.
#pragma once

#include <cstdint>
#include <memory>

#include "sched/stats.h"

namespace reprise::sched {

class Histogram {
 public:
  static constexpr std::uint64_t kLongestNanos = 100'000'000'000;  // A hundred seconds.

  Histogram();
  ~Histogram();
  Histogram(Histogram&&) noexcept;
  Histogram& operator=(Histogram&&) noexcept;

  void Add(std::uint64_t nanos);
  void Merge(const Histogram& other);
  [[nodiscard]] Distribution Summary() const;

 private:
  struct Bins;

  [[nodiscard]] std::uint64_t Percentile(double share) const;

  std::unique_ptr<Bins> bins_;
  std::uint64_t count_ = 0;
  std::uint64_t total_ns_ = 0;
  std::uint64_t max_ns_ = 0;
};

}  // namespace reprise::sched
