// Cancels a task from a test, at a moment when it is surely alive: after it said who it is, before it ends.
//
//   TaskHandle waiting;
//   auto task = Spawn(..., [&] { waiting.IAm(); EXPECT_EQ(channel.Receive().status().code(), kCancelled); });
//   waiting.Cancel();
//
// Threads      thread-safe.
#pragma once

#include <mutex>

#include "sched/object_lock.h"
#include "sched/wait_list.h"
#include "sched/worker.h"

namespace reprise::channel {

class TaskHandle {
 public:
  void IAm() {
    const std::lock_guard guard(lock_);
    task_ = sched::Worker::Current().current;
    known_.WakeAll();
  }
  void Cancel() {
    sched::WaitList::Lock lock(lock_);
    while (task_ == nullptr) known_.Sleep(lock);
    sched::Worker::Current().runtime->scheduler().Cancel(*task_);
  }

 private:
  sched::ObjectLock lock_;
  sched::WaitList known_;
  sched::TaskRecord* task_ = nullptr;
};

}  // namespace reprise::channel
