// `Holds(scenario)` and `Fails(scenario)`: a scenario under the random walk, PCT and the exhaustive search, with one
// line each about what was run, and on a failure the one line that repeats it.
#pragma once

#include <errno.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "replay/explore/explore_scenario.h"
#include "replay/explore/model_recorder.h"
#include "replay/oracle/linearizability.h"
#include "replay/oracle/queue_specs.h"
#include "replay/oracle/value_specs.h"
#include "sched/model/model_sync.h"

namespace reprise::explore {

using oracle::CheckLinearizable;
using sched::FailureKind;
using sched::ModelSync;

// How much of each; 0: none.
struct Budget {
  std::uint64_t random = 20'000;
  std::uint64_t pct = 20'000;
  unsigned depth = 3;  // Of PCT.
  unsigned preemptions = 2;
  std::uint64_t exhaustive = 2'000'000;  // At most; the search must come to its end before.
  std::uint64_t seed = 1;
};

inline std::vector<ExploreOptions> EachStrategy(const Budget& budget) {
  std::vector<ExploreOptions> each;
  const auto add = [&](const std::string& strategy, std::uint64_t schedules) {
    if (schedules != 0)
      each.push_back({.strategy = strategy.c_str(), .schedules = schedules, .seed = budget.seed});
  };
  add("random", budget.random);
  add("pct:depth=" + std::to_string(budget.depth), budget.pct);
  add("exhaustive:preemptions=" + std::to_string(budget.preemptions), budget.exhaustive);
  return each;
}

inline std::string RepeatLine(const std::string& token) {
  const testing::TestInfo* const test = testing::UnitTest::GetInstance()->current_test_info();
  return "repeat: REPRISE_TOKEN='" + token + "' " + program_invocation_name +
         " --gtest_filter=" + test->test_suite_name() + "." + test->name();
}

inline void Say(const ExploreOptions& options, const Report& report, const char* end) {
  std::printf("  %-28s %9llu schedules %11llu steps%s\n", options.strategy.description().c_str(),
              static_cast<unsigned long long>(report.schedules),
              static_cast<unsigned long long>(report.steps), end);
}

inline void Holds(const ScenarioBody& scenario, const Budget& budget = {}) {
  for (const ExploreOptions& options : EachStrategy(budget)) {
    const Report report = Explore(options, scenario);
    Say(options, report, report.complete ? ", all" : "");
    if (report.found) {
      ADD_FAILURE() << options.strategy.description() << ": " << ToString(*report.found)
                    << RepeatLine(report.found->token);
      return;
    }
    const bool must_end = options.strategy.finite() && std::getenv("REPRISE_TOKEN") == nullptr;
    EXPECT_TRUE(report.complete || !must_end) << "the exhaustive search did not come to its end";
  }
}

// The scenario is known to be broken: each strategy must find that, and the token must repeat it. `text`: which of the
// scenario's assertions it is.
inline void Fails(const ScenarioBody& scenario, FailureKind kind, const Budget& budget = {},
                  const std::string& text = "") {
  for (const ExploreOptions& options : EachStrategy(budget)) {
    const Report report = Explore(options, scenario);
    Say(options, report, report.found ? ": found" : ": NOT FOUND");
    ASSERT_TRUE(report.found) << options.strategy.description() << " did not find what is known to be broken";
    EXPECT_EQ(report.found->failure.kind, kind) << ToString(*report.found);
    EXPECT_THAT(report.found->failure.text, testing::HasSubstr(text));
    const Report again = Repeat(report.found->token, scenario);
    ASSERT_TRUE(again.found) << RepeatLine(report.found->token);
    EXPECT_TRUE(again.found->failure.SameAs(report.found->failure)) << ToString(*again.found);
    EXPECT_EQ(trace::FirstDifference(again.found->trace, report.found->trace), trace::kNoDifference);
  }
}

}  // namespace reprise::explore
