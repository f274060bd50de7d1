// The task that a worker runs next, because it woke it last; a thief takes it when its worker is stuck.
//
// Use when     a scheduler hands a task from its waker to the worker that woke it.
// Threads      Put: the worker's own. Take: thread-safe.
// Progress     wait-free.
#pragma once

#include <atomic>

namespace reprise::sched {

struct TaskRecord;

class HandOffSlot {
 public:
  // Gives who was to be next before. Not shared: there are no thieves, and no locked instruction.
  TaskRecord* Put(TaskRecord* task, bool shared) {
    // [H1] acq_rel: pairs with itself, so that a thief who takes the task sees what was written before it was woken.
    if (shared) return task_.exchange(task, std::memory_order_acq_rel);
    TaskRecord* const before =
        task_.load(std::memory_order_relaxed);     // [H3] relaxed: one worker, one thread.
    task_.store(task, std::memory_order_relaxed);  // [H3]
    return before;
  }

  TaskRecord* Take(bool shared) {
    // [H2] relaxed: a look that spares the exchange; [H1] tells.
    TaskRecord* const task = task_.load(std::memory_order_relaxed);
    if (task == nullptr) return nullptr;
    if (shared) return task_.exchange(nullptr, std::memory_order_acq_rel);  // [H1]
    task_.store(nullptr, std::memory_order_relaxed);                        // [H3]
    return task;
  }

 private:
  std::atomic<TaskRecord*> task_{nullptr};
};

}  // namespace reprise::sched
