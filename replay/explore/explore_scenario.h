// Searches a scenario on model atomics (scenario.h).
//
//   Report report = Explore({.strategy = "pct:depth=3", .schedules = 10'000, .seed = 1}, [](Scenario& s) { ... });
//
// Use when     lock-free code is tested for all interleavings, or for very many.
// Not when     a program of tasks is: explore_program.h.
// Threads      thread-compatible.
// Errors       as explore.h.
#pragma once

#include <string>

#include "replay/explore/explore.h"
#include "replay/explore/scenario_target.h"

namespace reprise::explore {

inline Report Explore(const ExploreOptions& options, const ScenarioBody& body) {
  ScenarioTarget target(body, options.steps_max);
  return Explore(options, target);
}

// Runs the token's schedule alone.
inline Report Repeat(const std::string& token, const ScenarioBody& body, const ExploreOptions& options = {}) {
  ScenarioTarget target(body, options.steps_max);
  return Repeat(token, target);
}

}  // namespace reprise::explore
