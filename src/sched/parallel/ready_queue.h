// One worker's tasks that have run before and are ready to go on, oldest first. Other workers take from the
// same end.
//
//   ReadyQueue queue(/*shared=*/true);         // false: one thread uses it, and no lock is taken
//   queue.Push(&task);
//   if (TaskRecord* const oldest = queue.Pop()) ...
//
// Use when     a worker woke a task, or a task yielded: they run in the order in which they became ready.
// Not when     a task is new: a work-stealing deque, whose owner takes the newest.
// Threads      thread-safe; with `shared` false: one thread only.
// Progress     blocking for a few instructions (spin_lock.h); Empty: wait-free.
// Memory       none: the tasks' records are linked. So Push cannot fail: it is called where nothing may fail
//              any more, on the stack that the worker has switched to.
// Order        FIFO, so that a task that yields lets every other one go first.
#pragma once

#include <atomic>
#include <cstddef>
#include <mutex>

#include "sched/spin_lock.h"
#include "sched/task_record.h"

namespace reprise::sched {

class ReadyQueue {
 public:
  explicit ReadyQueue(bool shared = true) : shared_(shared) {}
  ReadyQueue(const ReadyQueue&) = delete;
  ReadyQueue& operator=(const ReadyQueue&) = delete;

  // The task must not be in any ReadyQueue.
  void Push(TaskRecord* task) {
    task->behind = nullptr;
    const Guard guard(*this);
    *end_ = task;
    end_ = &task->behind;
    // [Q1] relaxed: changed inside the lock; outside it only a hint.
    size_.store(Size() + 1, std::memory_order_relaxed);
  }

  // The oldest task. Null: there is none.
  TaskRecord* Pop() {
    if (Empty()) return nullptr;
    const Guard guard(*this);
    TaskRecord* const task = first_;
    if (task == nullptr) return nullptr;
    first_ = task->behind;
    if (first_ == nullptr) end_ = &first_;
    size_.store(Size() - 1, std::memory_order_relaxed);  // [Q1]
    return task;
  }

  // The size at some recent moment; exact inside the lock.
  [[nodiscard]] std::size_t Size() const { return size_.load(std::memory_order_relaxed); }  // [Q1]
  [[nodiscard]] bool Empty() const { return Size() == 0; }

 private:
  class Guard {
   public:
    explicit Guard(ReadyQueue& queue) : queue_(queue) {
      if (queue_.shared_) queue_.lock_.lock();
    }
    ~Guard() {
      if (queue_.shared_) queue_.lock_.unlock();
    }
    Guard(const Guard&) = delete;
    Guard& operator=(const Guard&) = delete;

   private:
    ReadyQueue& queue_;
  };

  const bool shared_;
  SpinLock lock_;
  TaskRecord* first_ = nullptr;
  TaskRecord** end_ = &first_;  // Where the next one is linked.
  std::atomic<std::size_t> size_{0};
};

}  // namespace reprise::sched
