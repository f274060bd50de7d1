// The fibers that are ready on one worker, oldest first; other workers take half of what is there.
//
// Use when     a worker of the parallel scheduler needs somewhere to put what it woke.
// Threads      thread-safe.
// Progress     blocking for a few instructions (spin_lock.h).
// Order        FIFO, so that a task that yields lets every other one go first.
#pragma once

#include <cstddef>
#include <deque>
#include <mutex>
#include <vector>

#include "sched/spin_lock.h"

namespace boost::fibers {
class context;
}

namespace reprise::sched {

class ReadyQueue {
 public:
  void Push(boost::fibers::context* context) {
    const std::lock_guard guard(lock_);
    queue_.push_back(context);
  }

  boost::fibers::context* Pop() {
    const std::lock_guard guard(lock_);
    if (queue_.empty()) return nullptr;
    boost::fibers::context* const context = queue_.front();
    queue_.pop_front();
    return context;
  }

  // Takes the older half (at least one) into `loot`; returns how many.
  std::size_t StealHalf(std::vector<boost::fibers::context*>& loot) {
    const std::lock_guard guard(lock_);
    const std::size_t count = (queue_.size() + 1) / 2;
    loot.assign(queue_.begin(), queue_.begin() + static_cast<std::ptrdiff_t>(count));
    queue_.erase(queue_.begin(), queue_.begin() + static_cast<std::ptrdiff_t>(count));
    return count;
  }

  [[nodiscard]] bool Empty() const {
    const std::lock_guard guard(lock_);
    return queue_.empty();
  }

 private:
  mutable SpinLock lock_;
  std::deque<boost::fibers::context*> queue_;
};

}  // namespace reprise::sched
