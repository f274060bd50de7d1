// Deadlines of parked tasks, earliest first; equal ones in the order they were added.
//
// Threads      thread-safe.
// Complexity   Add, Cancel: O(log n). EarliestNanos: one load, so a worker may ask at each pick.
#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <mutex>
#include <utility>

#include "sched/scheduler.h"
#include "sched/task_record.h"

namespace reprise::sched {

class TimerQueue {
 public:
  using Key = std::pair<std::uint64_t, std::uint64_t>;  // Deadline, then order of arrival.

  Key Add(std::uint64_t deadline_ns, TaskRecord& task) {
    const std::lock_guard guard(mutex_);
    const Key key{deadline_ns, next_++};
    timers_.emplace(key, &task);
    Publish();
    return key;
  }

  // After this returns no timer of that key wakes anybody.
  void Cancel(const Key& key) {
    const std::lock_guard guard(mutex_);
    timers_.erase(key);
    Publish();
  }

  // Wakes every task whose deadline has come, inside the lock that Cancel takes.
  template <typename WakeTask>
  void Fire(std::uint64_t now_ns, WakeTask&& wake) {
    const std::lock_guard guard(mutex_);
    while (!timers_.empty() && timers_.begin()->first.first <= now_ns) {
      wake(*timers_.begin()->second);
      timers_.erase(timers_.begin());
    }
    Publish();
  }

  [[nodiscard]] std::uint64_t EarliestNanos() const {
    // [T1] relaxed: a hint; Fire looks again inside the lock, and an idle worker is notified after Add.
    return earliest_ns_.load(std::memory_order_relaxed);
  }

 private:
  void Publish() {
    // [T2] relaxed: see [T1].
    earliest_ns_.store(timers_.empty() ? kNever : timers_.begin()->first.first, std::memory_order_relaxed);
  }

  mutable std::mutex mutex_;
  std::map<Key, TaskRecord*> timers_;
  std::uint64_t next_ = 0;
  std::atomic<std::uint64_t> earliest_ns_{kNever};
};

}  // namespace reprise::sched
