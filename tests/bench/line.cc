#include "tests/bench/line.h"

#include <sched.h>

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <thread>

#include "base/os.h"
#include "tests/bench/cores.h"

namespace reprise::bench {
namespace {

constexpr unsigned kTrials = 20;
constexpr unsigned kRoundsPerTrial = 50;

struct alignas(128) Turn {
  std::atomic<unsigned> number{0};

  void Await(unsigned wanted) const {
    constexpr unsigned kLooksBeforeYield = 10'000;  // Whom we wait for may need this very core.
    for (unsigned looks = 0; number.load(std::memory_order_acquire) != wanted; ++looks) {
      if (looks >= kLooksBeforeYield) sched_yield();
    }
  }
};

// The caller's side: one line goes there, another comes back.
double NsOneWay(Turn& there, Turn& back, unsigned first) {
  const std::uint64_t start_ns = MonotonicNanos();
  for (unsigned round = first; round < first + kRoundsPerTrial; ++round) {
    there.number.store(round, std::memory_order_release);
    back.Await(round);
  }
  return static_cast<double>(MonotonicNanos() - start_ns) / (2.0 * kRoundsPerTrial);
}

}  // namespace

double LineBetweenCores() {
  if (std::thread::hardware_concurrency() < 2) return 0;
  Turn there;
  Turn back;
  double least = 1e9;
  std::thread near([&] {
    PinToCore(0);
    for (unsigned trial = 0; trial < kTrials; ++trial) {
      least = std::min(least, NsOneWay(there, back, 1 + trial * kRoundsPerTrial));
    }
  });
  std::thread far([&] {
    PinToCore(1);
    for (unsigned round = 1; round <= kTrials * kRoundsPerTrial; ++round) {
      there.Await(round);
      back.number.store(round, std::memory_order_release);
    }
  });
  near.join();
  far.join();
  return least;
}

}  // namespace reprise::bench
