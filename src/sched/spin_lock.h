// A spin lock for a few instructions: the state of a channel, the ends of a queue. It never parks a fiber.
//
// Use when     the section is short, never suspends and never throws.
// Not when     anything inside can wait: park the task instead (sched/object/wait_list.h).
// Threads      thread-safe.
// Progress     blocking. A holder that lost its time slice delays the others, which then yield theirs.
#pragma once

#include <sched.h>

#include <atomic>

namespace reprise::sched {

class SpinLock {
 public:
  [[gnu::always_inline]] void lock() noexcept {
    // [L1] acquire: pairs with [L2], so the section sees what the last holder wrote.
    if (locked_.exchange(true, std::memory_order_acquire)) [[unlikely]]
      LockSlowly();
  }

  void unlock() noexcept {
    // [L2] release: pairs with [L1].
    locked_.store(false, std::memory_order_release);
  }

 private:
  [[gnu::noinline]] void LockSlowly() noexcept {
    int spins = 0;
    do {
      // [L3] relaxed: only a hint when to try [L1] again.
      while (locked_.load(std::memory_order_relaxed)) {
        if (++spins % kSpinsBeforeYield == 0) sched_yield();
        RelaxCpu();
      }
    } while (locked_.exchange(true, std::memory_order_acquire));  // [L1]
  }

  static constexpr int kSpinsBeforeYield = 64;

  static void RelaxCpu() noexcept {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#endif
  }

  std::atomic<bool> locked_{false};
};

}  // namespace reprise::sched
