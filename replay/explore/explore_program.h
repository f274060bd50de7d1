// Searches a program on the runtime.
//
//   Report report = ExploreProgram({.strategy = "pct:depth=3"}, [] { ... channels, tasks, mutexes ... });
//
// When every task is blocked, the failure is one of
//
//   kLockCycle    each task waits for a mutex that the next one holds
//   kLostWakeup   a task waits on a condition whose notification came too early and found nobody
//   kDeadlock     anything else: who waits in which op, at which line
//
// Use when     a program of tasks, channels and locks is tested for all interleavings of its ops, or for very many.
// Not when     lock-free code is: explore_scenario.h, which runs on model atomics and is a hundred times faster.
// Threads      thread-compatible; each run has a thread of its own.
// Errors       as explore.h.
// Source       design as explore.h; lost wake-ups as a failure of their own.
#pragma once

#include <string>

#include "replay/explore/explore.h"
#include "replay/explore/program_target.h"

namespace reprise::explore {

inline Report ExploreProgram(const ExploreOptions& options, const ProgramBody& program) {
  ProgramTarget target({.body = program, .choices_max = options.steps_max});
  return Explore(options, target);
}

// Runs the token's schedule alone.
inline Report RepeatProgram(const std::string& token, const ProgramBody& program,
                            const ExploreOptions& options = {}) {
  ProgramTarget target({.body = program, .choices_max = options.steps_max});
  return Repeat(token, target);
}

}  // namespace reprise::explore
