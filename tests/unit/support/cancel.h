// Cancels a task from a test, at a moment when it is surely alive: after it said who it is, before it ends.
//
//   TaskHandle waiting;
//   auto task = Spawn(..., [&] { waiting.IAm(); EXPECT_EQ(channel.Receive().status().code(), kCancelled); });
//   waiting.Cancel();
//
// Threads      thread-safe.
#pragma once

#include <mutex>

#include "runtime/runtime.h"
#include "sched/fiber/worker.h"
#include "sched/object/object_lock.h"
#include "sched/object/wait_list.h"
#include "sched/scheduler.h"

namespace reprise {

inline sched::TaskRecord& Self() { return *sched::Worker::Current().current; }

// The task must not end meanwhile.
inline void Cancel(sched::TaskRecord& task) { sched::Worker::Current().run->scheduler->Cancel(task); }

class TaskHandle {
 public:
  void IAm() {
    const std::lock_guard guard(lock_);
    task_ = &Self();
    known_.WakeAll();
  }
  void Cancel() {
    sched::WaitList::Lock lock(lock_);
    while (task_ == nullptr) known_.Sleep(lock);
    reprise::Cancel(*task_);
  }

 private:
  sched::ObjectLock lock_;
  sched::WaitList known_;
  sched::TaskRecord* task_ = nullptr;
};

}  // namespace reprise
