// What happened in a run: its ops with their outcomes, in the order in which they took effect, and what its tasks and
// objects are called. A run of tasks, a run of model atomics and a log give the same type.
//
//   TraceTap tap;                                       // trace_tap.h
//   sched::Runtime runtime({.strategy = &walk, .tap = &tap});
//   runtime.Run("program", program).IgnoreError();
//   std::puts(ToString(tap.trace()).c_str());
//
//     0  program  spawn program/other  src/main.cc:12
//     1  program  lock /left  src/main.cc:16
//     2  program/other  try_send /bids failed  src/main.cc:9
//
// Use when     two runs are compared, or a failure is explained.
// Not when     the run does not fit into memory: record it (replay/record).
// Threads      thread-compatible.
// Memory       56 bytes an op, and a copy of each message.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <string>
#include <vector>

#include "sched/op.h"
#include "sched/tap.h"

namespace reprise::trace {

// One op that took effect, and how it came out.
struct Step {
  sched::OpKind kind = sched::OpKind::kStart;
  sched::Branch branch = sched::Branch::kFree;
  std::uint32_t no = 0;
  TaskId task = kNoTask;
  ObjectId object = kNoObject;  // Of a spawn, an end and a join: the task.
  std::uint64_t ticket = 0;
  std::uint64_t value = 0;
  Site site;  // Line 0: not known, as in a log.
};

Step StepOf(const sched::Op& op, const sched::Outcome& outcome);

// The same op with the same outcome. A log has no sites: lines are compared where both have one.
bool Same(const Step& a, const Step& b);

struct Trace {
  std::vector<Step> steps;
  std::map<TaskId, sched::TaskInfo> tasks;
  std::map<ObjectId, sched::ObjectInfo> objects;
  std::map<std::size_t, std::vector<std::byte>> messages;  // By step.

  // "match/bot/3"; "task 1f" when nobody defined it.
  [[nodiscard]] std::string TaskName(TaskId task) const;
  // "/match/ticks"; "mutex 2 of match" when it has no name; "#4" when nobody defined it, as model atomics.
  [[nodiscard]] std::string ObjectName(ObjectId object) const;
};

// The first step that is not the same in both, or has another message; the shorter one's end when one is a beginning
// of the other. No index: they are the same.
inline constexpr std::size_t kNoDifference = std::numeric_limits<std::size_t>::max();
std::size_t FirstDifference(const Trace& a, const Trace& b);

// "program/other  try_send /bids failed  src/main.cc:9".
std::string ToString(const Trace& trace, const Step& step);

// One line a step, the last ones.
inline constexpr std::size_t kStepsShown = 80;
std::string ToString(const Trace& trace, std::size_t steps_max = kStepsShown);

// Does the object of an op of this kind name a task?
bool NamesATask(sched::OpKind kind);

}  // namespace reprise::trace
