// Where workers wait that found nothing to do.
//
//   busy ----> watcher: naps, looks around, naps ----> busy, and a sleeper takes its place
//        \---> sleeper: until somebody calls
//
// One idle worker watches: it naps and then looks for a worker whose queue has waited too long. So whoever makes a task
// ready calls nobody, which would cost it a wake of the kernel's (6 to 17 µs) though it may well get to the task
// itself before. The watcher naps only while somebody is busy: else it sleeps until the next timer.
//
// Threads      thread-safe.
// Progress     blocking, in the system.
// Order        who stops being busy must find its own queues empty first.
// Source       the role is that of Go's spinning thread and system monitor in one.
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
  explicit IdleGate(unsigned workers) : busy_(workers) {}

  // The caller has nothing to do. True: it watches now. False: it is to Sleep.
  bool Leave() {
    const std::lock_guard guard(mutex_);
    --busy_;
    return !std::exchange(watched_, true);
  }

  // A watcher's nap: until the deadline, somebody's call, or a while that ends soon if anybody is busy. `deadline` is
  // asked inside: a worker that set an earlier one before it left is then heard.
  template <typename Deadline>
  void Nap(Deadline&& deadline) {
    std::unique_lock lock(mutex_);
    const std::uint64_t deadline_ns = deadline();
    const auto called = [this] { return std::exchange(watcher_called_, false); };
    if (busy_ == 0 && deadline_ns == kNever) return watcher_.wait(lock, called);
    const std::uint64_t now = MonotonicNanos();
    const std::uint64_t longest = busy_ == 0 ? kLongestWaitNanos : kNapNanos;
    const std::uint64_t wait_ns = std::min(deadline_ns > now ? deadline_ns - now : 0, longest);
    watcher_.wait_for(lock, std::chrono::nanoseconds(wait_ns), called);
  }

  // How often everybody was called. Asked before the look around that finds nothing and leads to Sleep.
  [[nodiscard]] std::uint64_t Calls() const {
    const std::lock_guard guard(mutex_);
    return calls_;
  }

  // Until a watcher found work and leaves its place, a call that is not among those `seen`, or the deadline. True: the
  // caller watches now.
  bool Sleep(std::uint64_t seen, std::uint64_t deadline_ns = kNever) {
    std::unique_lock lock(mutex_);
    ++sleepers_;
    WaitUntil(lock, deadline_ns, [&] { return !watched_ || calls_ != seen; });
    --sleepers_;
    return !std::exchange(watched_, true);
  }

  // For who is no longer counted: until a call that is not among those `seen`, or the deadline.
  void AwaitCall(std::uint64_t seen, std::uint64_t deadline_ns) {
    std::unique_lock lock(mutex_);
    WaitUntil(lock, deadline_ns, [&] { return calls_ != seen; });
  }

  // The watcher found something to do. Somebody else watches from now on, if anybody sleeps.
  void Return() {
    const std::lock_guard guard(mutex_);
    ++busy_;
    watched_ = false;
    if (sleepers_ > 0) sleeper_.notify_one();
  }

  // A sleeper that was called found something to do.
  void ReturnFromSleep() {
    const std::lock_guard guard(mutex_);
    if (busy_++ > 0) return;
    // The watcher may have lain down for long, because nobody was busy.
    watcher_called_ = true;
    watcher_.notify_all();
  }

  // There is something that the caller cannot do itself (another pool's task, the end): everybody looks.
  void CallAll() {
    const std::lock_guard guard(mutex_);
    watcher_called_ = true;
    ++calls_;
    watcher_.notify_all();
    sleeper_.notify_all();
  }

 private:
  static constexpr std::uint64_t kNapNanos = 100'000;
  static constexpr std::uint64_t kLongestWaitNanos = 3'600'000'000'000;  // An hour: then it looks again.

  template <typename Condition>
  void WaitUntil(std::unique_lock<std::mutex>& lock, std::uint64_t deadline_ns, Condition&& condition) {
    if (deadline_ns == kNever) return sleeper_.wait(lock, condition);
    const std::uint64_t now = MonotonicNanos();
    const std::uint64_t wait_ns = std::min(deadline_ns > now ? deadline_ns - now : 0, kLongestWaitNanos);
    sleeper_.wait_for(lock, std::chrono::nanoseconds(wait_ns), condition);
  }

  mutable std::mutex mutex_;
  std::condition_variable watcher_;
  std::condition_variable sleeper_;
  unsigned busy_;
  unsigned sleepers_ = 0;
  std::uint64_t calls_ = 0;
  bool watched_ = false;
  bool watcher_called_ = false;
};

}  // namespace reprise::sched
