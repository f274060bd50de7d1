// The lock of an object that tasks share. With one worker it does nothing and costs a branch: the fibers of
// one worker cannot race, because nothing under this lock suspends.
//
// Use when     an object has state of its own (a channel, a mutex). It is created inside Runtime::Run.
// Not when     anything inside can wait: park the task instead (sched/object/wait_list.h).
// Threads      thread-safe among the tasks of its runtime only.
// Progress     blocking for a few instructions (spin_lock.h); with one worker wait-free.
#pragma once

#include "sched/fiber/worker.h"
#include "sched/spin_lock.h"

namespace reprise::sched {

class ObjectLock {
 public:
  ObjectLock() : shared_(Worker::Current().run->workers > 1) {}

  // One worker runs every task: lock and unlock do nothing.
  [[nodiscard]] bool IsNone() const noexcept { return !shared_; }

  void lock() noexcept {
    if (shared_) spin_.lock();
  }
  void unlock() noexcept {
    if (shared_) spin_.unlock();
  }

 private:
  const bool shared_;
  SpinLock spin_;
};

}  // namespace reprise::sched
