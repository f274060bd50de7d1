// What workloads of two threads share: a core for each, and what a thread does when there is nothing to do.
//
// Threads      thread-compatible.
#pragma once

#include <pthread.h>
#include <sched.h>

#include <algorithm>
#include <thread>

#include "base/check.h"
#include "lockfree/sync.h"

namespace reprise::bench {

// Puts the calling thread on one core; numbers beyond the last core wrap round.
inline void PinToCore(unsigned core) {
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(core % std::max(1U, std::thread::hardware_concurrency()), &set);
  REPRISE_CHECK(pthread_setaffinity_np(pthread_self(), sizeof set, &set) == 0);
}

// 64 short waits in a row, then it gives the core away each time.
class Miss {
 public:
  void Wait() {
    if (waited_ < kShortWaits) {
      ++waited_;
      lockfree::CpuRelax();
    } else {
      sched_yield();
    }
  }
  void Hit() { waited_ = 0; }

 private:
  static constexpr unsigned kShortWaits = 64;
  unsigned waited_ = 0;
};

}  // namespace reprise::bench
