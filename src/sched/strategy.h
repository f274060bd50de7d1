// Seam 1: who runs next, and what an op gets from outside. Production has none.
//
// The order of the calls for one op of a task, under sched/deterministic and sched/model:
//
//   Pick         the task has announced the op and is among those that are ready; somebody is picked
//   Decide       once this task was picked (tasks of the runtime only)
//   Choose       while the op takes effect, as often as it leaves something open; mostly never
//   Committed    the op has taken effect; or Blocked, when nobody can go on any more
//
// Use when     a run must be chosen: a seeded search, or a replay that follows a log (replay/strategy).
// Threads      called from the one thread of the deterministic scheduler.
// Errors       kStop ends the run: every task is unwound at its next op.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "sched/op.h"

namespace reprise::sched {

class Strategy {
 public:
  static constexpr std::size_t kStop = static_cast<std::size_t>(-1);
  static constexpr std::uint64_t kBoundMax = std::uint64_t{1} << 63;

  virtual ~Strategy() = default;

  // Which of the ready tasks goes on, by its pending op; the current task is among them. Never empty.
  virtual std::size_t Pick(std::span<const Op> ready) = 0;

  // kFree: the code finds out how the op comes out. Otherwise it comes out like this.
  virtual Outcome Decide(const Op& op) = 0;

  // Something that the contract of the op's object leaves open: a number below `bound`, which is at least 2. Which of
  // several waiters wakes (0: the longest wait), which value a draw gives, which fault comes (0: none). 0 is always
  // what production does. A strategy that wants to end the run here gives 0, and kStop at the next Pick.
  virtual std::uint64_t Choose(const Op& /*op*/, std::uint64_t /*bound*/) { return 0; }

  // The op has taken effect, like this. Called under the object's lock: do no ops here.
  //   tasks of the runtime   what a tap is told: branch, ticket (send k is what receive k got), value, stamp
  //   model atomics          ticket: which write of the object this is or has read, from 1 (0: its first value);
  //                          value: what was written, else what was read; kFailed: a compare-exchange that only read
  // Spawn, end and join name the other task as their object, in both.
  virtual void Committed(const Op& /*op*/, const Outcome& /*outcome*/) noexcept {}

  // Nobody can go on: these tasks are blocked in these ops. Empty when every task has ended.
  virtual void Blocked(std::span<const Op> blocked) = 0;
};

}  // namespace reprise::sched
