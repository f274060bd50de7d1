// A strategy that is used for one run after the other, and knows when there is nothing left to try.
//
//   while (search.Next() && runs-- > 0) scheduler.Run(search, body);
//
// Threads      thread-compatible.
#pragma once

#include <cstdint>
#include <string>

#include "sched/strategy.h"

namespace reprise::strategy {

class Search : public sched::Strategy {
 public:
  // Before each run. False: every schedule of its space was run.
  virtual bool Next() = 0;

  // Why the last run was not the one that the strategy meant, in one sentence; empty: it was.
  [[nodiscard]] virtual std::string misfit() const { return {}; }

  // Every search says which values it tries.
  std::uint64_t Choose(const sched::Op& op, std::uint64_t bound) override = 0;

  sched::Outcome Decide(const sched::Op&) override { return {}; }
  void Blocked(std::span<const sched::Op>) override {}
};

}  // namespace reprise::strategy
