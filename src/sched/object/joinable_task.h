// A task that another task can join. The joiner is always the last to access the record, so it may free it.
//
//   task:    result, then  nobody waits ──────────────> ended           (one compare-exchange)
//                          somebody waits ──> waking ──> wake ──> ended
//   joiner:  ended: go on. Else: set "somebody waits" and sleep. Woken: spin until "ended", then go on.
//
// Use when     task/join_handle.h is not enough: it joins a task with a result.
// Threads      PublishEnd: the task itself. AwaitEnd: the one task that joins.
// Progress     PublishEnd: lock-free. AwaitEnd parks its fiber.
#pragma once

#include <atomic>
#include <cstdint>

#include "sched/task_record.h"

namespace reprise::sched {

// What a task and its joiner share: the joiner, and whether the task has ended.
class JoinableTask : public TaskRecord {
 public:
  // The last thing that the task does: the joiner owns the record from here on.
  void PublishEnd();

  // Waits for the end. False: the run ended before the task did.
  [[nodiscard]] bool AwaitEnd();

  // The task's Lamport clock at its end. Call after the end.
  [[nodiscard]] std::uint64_t end_stamp() const { return stamp; }

 protected:
  JoinableTask() = default;

 private:
  enum class End : std::uint8_t {
    kNobodyWaits,
    kSomebodyWaits,  // joiner_ is set.
    kWaking,         // The joiner may run already, but the task still uses the joiner's record in Wake.
    kEnded,
  };

  bool RegisterJoiner(TaskRecord& joiner);
  void AwaitWakersEnd() const;

  std::atomic<End> end_{End::kNobodyWaits};
  TaskRecord* joiner_ = nullptr;
};

}  // namespace reprise::sched
