// A task that somebody waits for, and how the two part: the last to look at the record is always the joiner.
//
//   task:    result, then  nobody waits ──────────────> ended           (one compare-exchange)
//                          somebody waits ──> waking ──> wake ──> ended
//   joiner:  ended: go on. Else: somebody waits, sleep; woken: follow the waker to its end, then go on.
//
// Use when     task/join_handle.h is not enough: what is joined is a task with a result.
// Threads      PublishEnd: the task's. AwaitEnd: the one that joins.
// Progress     PublishEnd: lock-free. AwaitEnd parks its fiber.
#pragma once

#include <atomic>
#include <cstdint>

#include "sched/task_record.h"

namespace reprise::sched {

// What a task and its joiner share: who waits, and whether the task has ended.
class JoinableTask : public TaskRecord {
 public:
  // The task's last act: its record is the joiner's from here on.
  void PublishEnd();

  // Waits for the end. False: the run ended before the task did.
  [[nodiscard]] bool AwaitEnd();

  // The task's Lamport clock at its end. After that.
  [[nodiscard]] std::uint64_t end_stamp() const { return stamp; }

 protected:
  JoinableTask() = default;

 private:
  enum class End : std::uint8_t {
    kNobodyWaits,
    kSomebodyWaits,  // joiner_ is set.
    kWaking,         // The joiner may go on, but its waker still has it in its hands.
    kEnded,
  };

  bool RegisterJoiner(TaskRecord& joiner);
  void FollowWaker() const;

  std::atomic<End> end_{End::kNobodyWaits};
  TaskRecord* joiner_ = nullptr;
};

}  // namespace reprise::sched
