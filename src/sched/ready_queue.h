// Tasks that are ready to go on at one worker, oldest first; other workers take from the same end.
//
// Use when     a worker woke a task or one gave way: what has run before keeps its place in line.
// Not when     a task is new: a work-stealing deque, whose owner takes the newest.
// Threads      thread-safe; with `shared` false of one thread.
// Progress     blocking for a few instructions (spin_lock.h); Empty: wait-free.
// Memory       a ring that doubles, and stays as large as it was at its fullest.
// Order        FIFO, so that a task that yields lets every other one go first.
#pragma once

#include <atomic>
#include <cstddef>
#include <mutex>
#include <vector>

#include "sched/spin_lock.h"

namespace reprise::sched {

struct TaskRecord;

class ReadyQueue {
 public:
  explicit ReadyQueue(bool shared = true) : shared_(shared), ring_(kFirstSlots) {}

  void Push(TaskRecord* task) {
    const Guard guard(*this);
    const std::size_t size = Size();
    if (size == ring_.size()) Grow();
    ring_[(head_ + size) & (ring_.size() - 1)] = task;
    // [Q1] relaxed: changed inside the lock; outside it only a hint.
    size_.store(size + 1, std::memory_order_relaxed);
  }

  // Null: there is none.
  TaskRecord* Pop() {
    if (Empty()) return nullptr;
    const Guard guard(*this);
    const std::size_t size = Size();
    if (size == 0) return nullptr;
    TaskRecord* const task = ring_[head_];
    head_ = (head_ + 1) & (ring_.size() - 1);
    size_.store(size - 1, std::memory_order_relaxed);  // [Q1]
    return task;
  }

  // A moment's number; exact for who pushes.
  [[nodiscard]] std::size_t Size() const { return size_.load(std::memory_order_relaxed); }  // [Q1]
  [[nodiscard]] bool Empty() const { return Size() == 0; }

 private:
  static constexpr std::size_t kFirstSlots = 64;

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

  void Grow() {
    std::vector<TaskRecord*> larger(2 * ring_.size());
    for (std::size_t n = 0; n < ring_.size(); ++n) larger[n] = ring_[(head_ + n) & (ring_.size() - 1)];
    ring_ = std::move(larger);
    head_ = 0;
  }

  const bool shared_;
  SpinLock lock_;
  std::vector<TaskRecord*> ring_;  // A power of two.
  std::size_t head_ = 0;
  std::atomic<std::size_t> size_{0};
};

}  // namespace reprise::sched
