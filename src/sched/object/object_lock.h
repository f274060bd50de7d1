// The lock of an object that tasks share. Where one thread runs every task it costs a branch: fibers of one
// worker cannot race, because nothing under this lock suspends.
//
// Use when     an object has state of its own (a channel, a mutex). It is created inside Runtime::Run.
// Not when     anything inside can wait: park the task instead (sched/object/wait_list.h).
// Threads      thread-safe among the tasks of its runtime, and for nobody else.
// Progress     blocking for a few instructions (spin_lock.h); with one worker wait-free.
#pragma once

#include "sched/fiber/worker.h"
#include "sched/spin_lock.h"

namespace reprise::sched {

class ObjectLock {
 public:
  ObjectLock() : shared_(Worker::Current().run->workers > 1) {}

  // One worker runs every task: the lock is none.
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
