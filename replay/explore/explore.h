// Runs a target under schedule after schedule until one fails, the space is finished or the budget is used up: the one
// loop for everything that can be searched.
//
//   ProgramTarget target({.body = [] { ... channels, tasks, mutexes ... }});    // or ScenarioTarget: model atomics
//   Report report = Explore({.strategy = "pct:depth=3", .schedules = 10'000, .seed = 1}, target);
//   if (report.found) std::puts(ToString(*report.found).c_str());               // what, and the last steps
//   Repeat(report.found->token, target);                                        // the same failure again
//
// A failure brings its token (replay/strategy/token.h) and the trace of its run. Before it is reported it is done again
// from the token, and must be the same; and the first schedule, when it does not fail, is done again and compared step
// by step. So a target that is not deterministic is found. A run that does not fail keeps no trace and makes no text,
// but for the first. When the environment variable REPRISE_TOKEN holds a token, that schedule alone is run.
//
// Use when     a small concurrent program must hold for all interleavings, or for very many: explore_scenario.h and
//              explore_program.h make the target too.
// Not when     memory orders are in question: tests/relacy.
// Threads      thread-compatible.
// Errors       a token that cannot be read, or does not fit the target, is a failure that says so.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>

#include "replay/explore/target.h"
#include "replay/strategy/catalog.h"
#include "replay/trace/trace.h"

namespace reprise::explore {

struct ExploreOptions {
  strategy::StrategySetup strategy;  // The random walk.
  std::uint64_t schedules = 10'000;  // At most.
  std::uint64_t seed = 1;
  std::uint64_t steps_max =
      20'000;  // A run that is longer has no end; of a target that is made of these options.
  // Schedules that had so many steps together are enough.
  std::uint64_t steps_enough = std::numeric_limits<std::uint64_t>::max();
};

struct Finding {
  oracle::Failure failure;  // Explained.
  std::string token;
  trace::Trace trace;
};

struct Report {
  std::uint64_t schedules = 0;  // Run; those that were done again count once.
  std::uint64_t steps = 0;      // In all.
  bool complete = false;        // Every schedule of the strategy's space was run.
  std::optional<Finding> found;
};

Report Explore(const ExploreOptions& options, Target& target);

// Runs the token's schedule alone.
Report Repeat(const std::string& token, Target& target);

// The failure, and one line a step of its run, the last ones.
std::string ToString(const Finding& finding);

}  // namespace reprise::explore
