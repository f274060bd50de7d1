// What can be searched: something that runs one schedule and says whether it failed.
//
//   ScenarioTarget   a scenario on model atomics (scenario_target.h)
//   ProgramTarget    a program of tasks (program_target.h)
//
// Use when     another way to run schedules is written; explore.h searches any of them.
// Threads      thread-compatible; Run blocks its caller.
#pragma once

#include <cstdint>
#include <optional>

#include "replay/oracle/failure.h"
#include "sched/strategy.h"
#include "sched/tap.h"

namespace reprise::explore {

class Target {
 public:
  struct Result {
    std::optional<oracle::Failure> failure;  // Without names: oracle::Explain adds them.
    bool stopped = false;                    // The strategy ended the run.
    bool cut = false;                        // The run was ended before its tasks had.
    std::uint64_t steps = 0;
  };

  virtual ~Target() = default;

  // One run, from the start: the same choices, the same run. `tap`, when there is one, hears of it up to its end; what
  // the tasks of a run that has failed do while they are unwound is no part of it.
  virtual Result Run(sched::Strategy& strategy, sched::Tap* tap) = 0;
};

}  // namespace reprise::explore
