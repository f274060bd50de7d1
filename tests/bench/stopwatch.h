// The clocks of a measurement: time that passed, processor time of this process, and what others took
// meanwhile.
//
// Threads      thread-compatible.
#pragma once

#include <cstdint>
#include <utility>

#include "base/os.h"
#include "tests/bench/workload.h"

namespace reprise::bench {

// Processor seconds of this process, all threads. Reaped children count where said so.
double OwnCpuSeconds(bool with_children);

class Stopwatch {
 public:
  [[nodiscard]] Run Stop(std::uint64_t ops) const {
    const std::uint64_t nanos = MonotonicNanos() - start_nanos_;
    return {.seconds = static_cast<double>(nanos) * 1e-9,
            .ops = ops,
            .cpu_seconds = OwnCpuSeconds(false) - start_cpu_seconds_,
            .counts = {}};
  }

 private:
  double start_cpu_seconds_ = OwnCpuSeconds(false);
  std::uint64_t start_nanos_ = MonotonicNanos();
};

// How many cores other processes kept busy since this was made.
class OthersMeter {
 public:
  [[nodiscard]] double Cores() const;

 private:
  static double MachineBusySeconds();

  double start_busy_seconds_ = MachineBusySeconds();
  double start_own_seconds_ = OwnCpuSeconds(true);
  std::uint64_t start_nanos_ = MonotonicNanos();
};

// Times `ops` calls of `operation`, each told its number.
template <typename Operation>
Run TimeCalls(std::uint64_t ops, Operation&& operation) {
  const Stopwatch watch;
  for (std::uint64_t i = 0; i < ops; ++i) operation(i);
  return watch.Stop(ops);
}

// Makes the compiler believe that somebody reads this value.
template <typename T>
inline void Keep(const T& value) {
  asm volatile("" : : "r,m"(value) : "memory");
}

}  // namespace reprise::bench
