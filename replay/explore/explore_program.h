// Runs a program on the runtime under schedule after schedule until one fails, the space is finished or the budget is
// used up. What fails is what Runtime::Run says (every task is blocked, the root task threw), or a run without an end.
//
//   Report report = ExploreProgram({.strategy = Pct{.depth = 3}, .schedules = 1'000}, [] { ... channels, tasks, mutexes ... });
//
// A failure is done again from its token before it is reported. When every task is blocked, the verdict is one of
//
//   deadlock, locks in a circle   each task waits for a mutex that the next one holds
//   lost wake-up                  a task waits on a condition whose notification came too early and found nobody
//   deadlock                      anything else: who waits in which op, at which line
//
// Use when     a program of tasks, channels and locks is tested for all interleavings of its ops, or for very many.
// Not when     lock-free code is: explore.h, which runs on model atomics and is a hundred times faster.
// Threads      thread-compatible; each run has a thread of its own.
// Errors       a token that cannot be read, or does not fit the program, is a failure that says so.
// Source       design as explore.h; lost wake-ups as a verdict of their own.
#pragma once

#include <functional>
#include <string>

#include "replay/explore/explore.h"

namespace reprise::explore {

// Every call is a new run: what it creates, it creates inside.
using ProgramBody = std::function<void()>;

Report ExploreProgram(const ExploreOptions& options, const ProgramBody& program);

// Runs the token's schedule alone.
Report RepeatProgram(const std::string& token, const ProgramBody& program,
                     const ExploreOptions& options = {});

}  // namespace reprise::explore
