// A strategy that is used for one run after the other, and knows when there is nothing left to try.
//
//   while (search.Next() && runs-- > 0) scheduler.Run(search, body);
//
// Threads      thread-compatible.
#pragma once

#include "sched/strategy.h"

namespace reprise::strategy {

class Search : public sched::Strategy {
 public:
  // Before each run. False: every schedule of its space was run.
  virtual bool Next() = 0;

  sched::Outcome Decide(const sched::Op&) override { return {}; }
  void Blocked(std::span<const sched::Op>) override {}
};

}  // namespace reprise::strategy
