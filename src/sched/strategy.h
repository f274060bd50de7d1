// Seam 1: who runs next, and what an op gets from outside. Production has none.
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

  virtual ~Strategy() = default;

  // Which of the ready tasks goes on, by its pending op; the current task is among them. Never empty.
  virtual std::size_t Pick(std::span<const Op> ready) = 0;

  // kFree: the code finds out how the op comes out. Otherwise it comes out like this.
  virtual Outcome Decide(const Op& op) = 0;

  // Nobody can go on: these tasks are blocked in these ops. Empty when every task has ended.
  virtual void Blocked(std::span<const Op> blocked) = 0;
};

}  // namespace reprise::sched
