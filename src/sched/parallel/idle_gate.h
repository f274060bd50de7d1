// Where idle workers wait: one watches the others, the rest sleep.
//
//   busy ----> watcher: naps, looks for work, naps ----> busy; a sleeper becomes the watcher
//        \---> sleeper: until it becomes the watcher, or CallAll
//
//   std::uint64_t calls = gate.Calls();                  // before the look for work that finds nothing
//   bool watching = gate.Leave();                        // the worker is idle from now on
//   for (;;) {
//     if (!watching) watching = gate.Sleep(calls);
//     calls = gate.Calls();
//     if (FindWork()) break;
//     if (watching) gate.Nap(earliest_timer);
//   }
//   watching ? gate.Return() : gate.ReturnFromSleep();   // the worker is busy again
//
// The watcher naps, then looks for a worker whose queue has waited too long. So a worker that makes a task
// ready wakes no other worker: such a wake costs a call of the kernel (6 to 17 µs), and the worker often gets
// to the task itself before. While no worker is busy, the watcher does not nap but sleeps until the next
// timer.
//
// Threads      thread-safe.
// Progress     blocking: idle workers wait in the operating system.
// Order        a worker must find its own queues empty before it calls Leave.
// Source       the watcher has the roles of Go's spinning thread and of its system monitor.
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

  // The caller becomes idle. True: it is the watcher now. False: it must call Sleep.
  bool Leave() {
    const std::lock_guard guard(mutex_);
    --busy_;
    return !std::exchange(watched_, true);
  }

  // The watcher's nap: until the deadline, a call, or kNapNanos; without a busy worker, kLongestWaitNanos.
  // `deadline` is asked inside the lock, so it includes a timer that another worker added before its Leave.
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

  // How often CallAll was called. Read it before the look for work that finds nothing and leads to Sleep: a
  // call after the look then ends that Sleep at once.
  [[nodiscard]] std::uint64_t Calls() const {
    const std::lock_guard guard(mutex_);
    return calls_;
  }

  // Sleeps until the watcher has found work (Return), a CallAll that `seen` does not count, or the deadline.
  // True: the caller is the watcher now.
  bool Sleep(std::uint64_t seen, std::uint64_t deadline_ns = kNever) {
    std::unique_lock lock(mutex_);
    ++sleepers_;
    WaitUntil(lock, deadline_ns, [&] { return !watched_ || calls_ != seen; });
    --sleepers_;
    return !std::exchange(watched_, true);
  }

  // For a worker whose run has ended: sleeps until a CallAll that `seen` does not count, or the deadline.
  void AwaitCall(std::uint64_t seen, std::uint64_t deadline_ns) {
    std::unique_lock lock(mutex_);
    WaitUntil(lock, deadline_ns, [&] { return calls_ != seen; });
  }

  // The watcher found work and is busy from now on. A sleeper, if there is one, becomes the watcher.
  void Return() {
    const std::lock_guard guard(mutex_);
    ++busy_;
    watched_ = false;
    if (sleepers_ > 0) sleeper_.notify_one();
  }

  // A sleeper, woken by CallAll or its deadline, found work and is busy from now on.
  void ReturnFromSleep() {
    const std::lock_guard guard(mutex_);
    if (busy_++ > 0) return;
    // No worker was busy, so the watcher may be in a long nap: wake it.
    watcher_called_ = true;
    watcher_.notify_all();
  }

  // Wakes all idle workers, for something that the caller cannot do itself: a task of another pool, the end.
  void CallAll() {
    const std::lock_guard guard(mutex_);
    watcher_called_ = true;
    ++calls_;
    watcher_.notify_all();
    sleeper_.notify_all();
  }

 private:
  static constexpr std::uint64_t kNapNanos = 100'000;
  static constexpr std::uint64_t kLongestWaitNanos = 3'600'000'000'000;  // An hour; then it looks again.

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
