// The deadlines of parked tasks, earliest first; equal deadlines in the order of Add.
//
//   TimerQueue::Key key = timers.Add(deadline_ns, task);          // the task parks until then
//   timers.Fire(now_ns, [](TaskRecord& due) { Wake(due); });      // some worker wakes the tasks that are due
//   timers.Cancel(key);                                           // after the sleep, whatever ended it
//
// It is a heap with four children per node. Entries with their deadlines lie side by side in one array, so a
// sift touches one or two cache lines per level; 100,000 timers make nine levels. A slot stores where a
// timer's entry is, so a task that was woken before its deadline removes its timer at once.
//
// Use when     a scheduler needs to wake tasks by time. Programs sleep with time/clock.h.
// Threads      thread-safe.
// Progress     blocking for O(log n) instructions. EarliestNanos is one load: a worker may ask at each pick.
// Memory       40 bytes per timer, for as many as ever lived together; only a larger number allocates.
// Order        by deadline, then by arrival.
// Complexity   Add, Cancel: O(log n). Fire: O(log n) for each timer that is due.
// Source       Johnson 1975, priority queues with d children.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <vector>

#include "sched/scheduler.h"
#include "sched/task_record.h"

namespace reprise::sched {

class TimerQueue {
 public:
  // Names the timer of one Add. A default key names none.
  class Key {
   public:
    Key() = default;

   private:
    friend class TimerQueue;
    Key(std::uint32_t slot, std::uint64_t arrival) : slot_(slot), arrival_(arrival) {}
    std::uint32_t slot_ = 0;
    std::uint64_t arrival_ = 0;  // From 1.
  };

  Key Add(std::uint64_t deadline_ns, TaskRecord& task) {
    const std::lock_guard guard(mutex_);
    const std::uint32_t slot = TakeSlot();
    const Entry entry{.deadline_ns = deadline_ns, .arrival = ++arrivals_, .slot = slot};
    slots_[slot].task = &task;
    heap_.push_back(entry);
    SiftUp(heap_.size() - 1, entry);
    Publish();
    return {slot, entry.arrival};
  }

  // When this returns, the timer of that key wakes no task any more. The timer may have fired before.
  void Cancel(const Key& key) {
    const std::lock_guard guard(mutex_);
    if (key.slot_ >= slots_.size() || slots_[key.slot_].task == nullptr) return;
    const std::size_t place = slots_[key.slot_].place;
    if (heap_[place].arrival != key.arrival_) return;  // Another timer uses the slot now.
    Remove(place);
    Publish();
  }

  // Wakes every task whose deadline has come, inside the lock that Cancel takes.
  template <typename WakeTask>
  void Fire(std::uint64_t now_ns, WakeTask&& wake) {
    const std::lock_guard guard(mutex_);
    while (!heap_.empty() && heap_.front().deadline_ns <= now_ns) {
      TaskRecord& task = *slots_[heap_.front().slot].task;
      Remove(0);
      wake(task);
    }
    Publish();
  }

  [[nodiscard]] std::uint64_t EarliestNanos() const {
    // [T1] relaxed: a hint; Fire looks again inside the lock, and a watcher asks again before it naps
    // (idle_gate.h).
    return earliest_ns_.load(std::memory_order_relaxed);
  }

 private:
  static constexpr std::size_t kChildren = 4;
  static constexpr std::uint32_t kNoSlot = ~std::uint32_t{0};

  struct Entry {
    std::uint64_t deadline_ns = 0;
    std::uint64_t arrival = 0;
    std::uint32_t slot = 0;

    [[nodiscard]] bool Before(const Entry& other) const {
      return deadline_ns != other.deadline_ns ? deadline_ns < other.deadline_ns : arrival < other.arrival;
    }
  };
  struct Slot {
    TaskRecord* task = nullptr;  // Null: free.
    std::uint32_t place = 0;     // In the heap.
    std::uint32_t next_free = kNoSlot;
  };

  std::uint32_t TakeSlot() {
    if (free_ == kNoSlot) {
      slots_.emplace_back();
      heap_.reserve(slots_.capacity());  // Now the push_back in Add cannot throw.
      return static_cast<std::uint32_t>(slots_.size() - 1);
    }
    const std::uint32_t slot = free_;
    free_ = slots_[slot].next_free;
    return slot;
  }

  void Remove(std::size_t place) {
    const std::uint32_t slot = heap_[place].slot;
    slots_[slot].task = nullptr;
    slots_[slot].next_free = free_;
    free_ = slot;
    const Entry last = heap_.back();
    heap_.pop_back();
    if (place == heap_.size()) return;
    if (place > 0 && last.Before(heap_[(place - 1) / kChildren])) {
      SiftUp(place, last);
    } else {
      SiftDown(place, last);
    }
  }

  void Put(std::size_t place, const Entry& entry) {
    heap_[place] = entry;
    slots_[entry.slot].place = static_cast<std::uint32_t>(place);
  }

  // `place` is a hole. Puts `entry` there, or nearer to the root.
  void SiftUp(std::size_t place, const Entry entry) {
    while (place > 0) {
      const std::size_t parent = (place - 1) / kChildren;
      if (!entry.Before(heap_[parent])) break;
      Put(place, heap_[parent]);
      place = parent;
    }
    Put(place, entry);
  }

  void SiftDown(std::size_t place, const Entry entry) {
    for (;;) {
      const std::size_t first = place * kChildren + 1;
      if (first >= heap_.size()) break;
      const std::size_t end = std::min(first + kChildren, heap_.size());
      std::size_t least = first;
      for (std::size_t child = first + 1; child < end; ++child) {
        if (heap_[child].Before(heap_[least])) least = child;
      }
      if (!heap_[least].Before(entry)) break;
      Put(place, heap_[least]);
      place = least;
    }
    Put(place, entry);
  }

  void Publish() {
    // [T2] relaxed: see [T1].
    earliest_ns_.store(heap_.empty() ? kNever : heap_.front().deadline_ns, std::memory_order_relaxed);
  }

  mutable std::mutex mutex_;
  std::vector<Entry> heap_;
  std::vector<Slot> slots_;
  std::uint32_t free_ = kNoSlot;
  std::uint64_t arrivals_ = 0;
  std::atomic<std::uint64_t> earliest_ns_{kNever};
};

}  // namespace reprise::sched
