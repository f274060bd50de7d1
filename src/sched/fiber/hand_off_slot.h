// A worker's hand-off slot: the task that it woke last and runs next. A thief takes it if the worker is
// stuck.
//
// Use when     a worker that wakes a task is to run it next.
// Threads      Put: its own worker only. Take: thread-safe.
// Progress     wait-free.
#pragma once

#include <atomic>

namespace reprise::sched {

struct TaskRecord;

class HandOffSlot {
 public:
  // Gives the task that was in the slot before. `shared` false: no thieves, and no locked instruction.
  TaskRecord* Put(TaskRecord* task, bool shared) {
    // [H1] acq_rel: pairs with itself: a thief that takes the task sees what was written before its wake.
    if (shared) return task_.exchange(task, std::memory_order_acq_rel);
    // [H3] relaxed: one worker, one thread.
    TaskRecord* const before = task_.load(std::memory_order_relaxed);
    task_.store(task, std::memory_order_relaxed);  // [H3]
    return before;
  }

  TaskRecord* Take(bool shared) {
    // [H2] relaxed: saves the exchange if the slot is empty; [H1] decides.
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
