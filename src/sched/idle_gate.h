// Where workers sleep that found nothing to do, and how they are woken.
//
// Threads      thread-safe.
// Progress     NotifyOne: one locked instruction while nobody sleeps, else a wake of the kernel's (6 to 17
// µs). Source       an eventcount: announce, look again, sleep (Vyukov).
#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>

#include "base/os.h"
#include "sched/scheduler.h"

namespace reprise::sched {

class IdleGate {
 public:
  void NotifyOne() {
    // [G1] seq_cst: pairs with [G2]. Either this sees the sleeper, or the sleeper's second look sees the
    // work that was queued before this call.
    if (sleepers_.fetch_add(0, std::memory_order_seq_cst) == 0) return;
    {
      const std::lock_guard guard(mutex_);
      ++notified_;
    }
    changed_.notify_one();
  }

  void NotifyAll() {
    if (sleepers_.fetch_add(0, std::memory_order_seq_cst) == 0) return;  // [G1]
    {
      const std::lock_guard guard(mutex_);
      notified_ += kEverybody;
    }
    changed_.notify_all();
  }

  // Sleeps until notified or the deadline, unless `has_work` finds something on its second look. `deadline` is
  // asked after the sleeper was announced, so that one that is set meanwhile is either seen or notifies.
  template <typename Deadline, typename HasWork>
  bool Sleep(Deadline&& deadline, HasWork&& has_work) {
    std::unique_lock lock(mutex_);
    // [G2] seq_cst: pairs with [G1].
    sleepers_.fetch_add(1, std::memory_order_seq_cst);
    bool slept = false;
    if (!has_work()) {
      slept = true;
      const std::uint64_t seen = notified_;
      const std::uint64_t deadline_ns = deadline();
      const auto woken = [&] { return notified_ != seen; };
      if (deadline_ns == kNever) {
        changed_.wait(lock, woken);
      } else {
        const std::uint64_t now = MonotonicNanos();
        const std::uint64_t wait_ns = deadline_ns > now ? std::min(deadline_ns - now, kLongestWaitNanos) : 0;
        if (wait_ns > 0) changed_.wait_for(lock, std::chrono::nanoseconds(wait_ns), woken);
      }
    }
    // [G3] relaxed: only lowers the count; a stale high count costs [G1] a needless notify.
    sleepers_.fetch_sub(1, std::memory_order_relaxed);
    return slept;
  }

 private:
  static constexpr std::uint64_t kEverybody = 1U << 20;
  static constexpr std::uint64_t kLongestWaitNanos = 3'600'000'000'000;  // An hour: then it looks again.

  std::mutex mutex_;
  std::condition_variable changed_;
  std::uint64_t notified_ = 0;
  std::atomic<std::uint32_t> sleepers_{0};
};

}  // namespace reprise::sched
