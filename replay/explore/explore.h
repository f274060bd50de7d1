// Runs a scenario under schedule after schedule until one fails, the space is finished or the budget is used up.
//
//   Report report = Explore({.strategy = Pct{.depth = 3}, .schedules = 10'000, .seed = 1}, [](Scenario& s) { ... });
//
// A failure brings a token (replay/strategy/token.h) and the steps of its run; it is done again from its token before
// it is reported, and so is the first schedule, to find scenarios that are not deterministic. When the environment
// variable REPRISE_TOKEN holds a token, that schedule alone is run.
//
// Use when     lock-free code is tested for all interleavings, or for very many.
// Not when     memory orders are in question: tests/relacy.
// Threads      thread-compatible.
// Errors       a token that cannot be read, or does not fit the scenario, is a failure that says so.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <variant>

#include "replay/explore/scenario.h"
#include "replay/strategy/search.h"

namespace reprise::explore {

// Each is a file of replay/strategy.
struct RandomWalk {};
struct Pct {
  unsigned depth = 3;
};
struct Exhaustive {
  unsigned preemptions = 2;
};

struct ExploreOptions {
  std::variant<RandomWalk, Pct, Exhaustive> strategy;
  std::uint64_t schedules = 10'000;  // At most.
  std::uint64_t seed = 1;
  std::uint64_t steps_max = 20'000;  // A run that is longer has no end.
};

struct Failure {
  std::string what;
  std::string token;
  std::string steps;  // One line a step of the run, the last ones.
};

struct Report {
  std::uint64_t schedules = 0;  // Run.
  std::uint64_t steps = 0;      // In all.
  bool complete = false;        // Every schedule of the strategy's space was run.
  std::optional<Failure> failure;
};

using ScenarioBody = std::function<void(Scenario&)>;

Report Explore(const ExploreOptions& options, const ScenarioBody& body);

// Runs the token's schedule alone.
Report Repeat(const std::string& token, const ScenarioBody& body, const ExploreOptions& options = {});

// The strategy, as one for many runs.
std::unique_ptr<strategy::Search> MakeSearch(const ExploreOptions& options);

// "random walk", "PCT of depth 3", "exhaustive, 2 preemptions".
std::string Describe(const ExploreOptions& options);

}  // namespace reprise::explore
