// Seam 1, the strategy: decides which task runs next and what an op gets from outside. Production has none.
//
// The order of the calls for one op of a task, under sched/deterministic and sched/model:
//
//   Pick         the task has announced the op and is one of the ready tasks; one of them is picked
//   Decide       when this task has been picked (tasks of the runtime only)
//   Choose       while the op takes effect, once for each thing that the op leaves open; mostly never
//   Committed    the op has taken effect; or Blocked: no task can go on any more
//
// Use when     something must choose the run: a seeded search, or a replay that follows a log
//              (replay/strategy).
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

  // Gives the index in `ready` of the task that goes on. `ready` has the pending op of each ready task, the
  // current one's too, and is never empty. Or kStop.
  virtual std::size_t Pick(std::span<const Op> ready) = 0;

  // Gives the outcome of the op. kFree: the object decides it when the op runs.
  virtual Outcome Decide(const Op& op) = 0;

  // Gives a number below `bound` (at least 2) for something that the contract of the op's object leaves open:
  // which of several waiters wakes (0: the longest waiter), which value a draw gives, which fault happens (0:
  // none). 0 is always what production does. A strategy that ends the run here gives 0, and kStop at the next
  // Pick.
  virtual std::uint64_t Choose(const Op& /*op*/, std::uint64_t /*bound*/) { return 0; }

  // The op has taken effect, with this outcome. Called under the object's lock: do no ops here.
  //   tasks of the runtime   what a tap is told: branch, ticket (send k is what receive k got), value, stamp
  //   model atomics          ticket: the number of the write that the op did or read, from 1 (0: the initial
  //                          value of the object). value: the value written, else the value read.
  //                          kFailed: a compare-exchange that only read.
  // In both cases spawn, end and join name the other task as their object.
  virtual void Committed(const Op& /*op*/, const Outcome& /*outcome*/) noexcept {}

  // No task can go on: these are the ops that tasks are blocked in. Empty: every task has ended.
  virtual void Blocked(std::span<const Op> blocked) = 0;
};

}  // namespace reprise::sched
