// `Holds(scenario)` and `Fails(scenario)`: a scenario under the random walk, PCT and the exhaustive search, with one line
// each about what was run, and on a failure the one line that repeats it.
#pragma once

#include <errno.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "replay/explore/explore.h"
#include "replay/explore/model_recorder.h"
#include "replay/oracle/linearizability.h"
#include "replay/oracle/queue_specs.h"
#include "replay/oracle/value_specs.h"
#include "sched/model/model_sync.h"

namespace reprise::explore {

using oracle::CheckLinearizable;
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
  const auto add = [&](const auto& strategy, std::uint64_t schedules) {
    if (schedules != 0) each.push_back({.strategy = strategy, .schedules = schedules, .seed = budget.seed});
  };
  add(RandomWalk{}, budget.random);
  add(Pct{budget.depth}, budget.pct);
  add(Exhaustive{budget.preemptions}, budget.exhaustive);
  return each;
}

inline std::string RepeatLine(const std::string& token) {
  const testing::TestInfo* const test = testing::UnitTest::GetInstance()->current_test_info();
  return "repeat: REPRISE_TOKEN='" + token + "' " + program_invocation_name +
         " --gtest_filter=" + test->test_suite_name() + "." + test->name();
}

inline void Say(const ExploreOptions& options, const Report& report, const char* end) {
  std::printf("  %-28s %9llu schedules %11llu steps%s\n", Describe(options).c_str(),
              static_cast<unsigned long long>(report.schedules),
              static_cast<unsigned long long>(report.steps), end);
}

inline void Holds(const ScenarioBody& scenario, const Budget& budget = {}) {
  for (const ExploreOptions& options : EachStrategy(budget)) {
    const Report report = Explore(options, scenario);
    Say(options, report, report.complete ? ", all" : "");
    if (report.failure) {
      ADD_FAILURE() << Describe(options) << ": " << report.failure->what << "\n"
                    << report.failure->steps << RepeatLine(report.failure->token);
      return;
    }
    const bool must_end =
        std::holds_alternative<Exhaustive>(options.strategy) && std::getenv("REPRISE_TOKEN") == nullptr;
    EXPECT_TRUE(report.complete || !must_end) << "the exhaustive search did not come to its end";
  }
}

// The scenario is known to be broken: each strategy must find that, and the token must repeat it.
inline void Fails(const ScenarioBody& scenario, const std::string& what, const Budget& budget = {}) {
  for (const ExploreOptions& options : EachStrategy(budget)) {
    const Report report = Explore(options, scenario);
    Say(options, report, report.failure ? ": found" : ": NOT FOUND");
    ASSERT_TRUE(report.failure) << Describe(options) << " did not find what is known to be broken";
    EXPECT_THAT(report.failure->what, testing::HasSubstr(what));
    const Report again = Repeat(report.failure->token, scenario);
    ASSERT_TRUE(again.failure) << RepeatLine(report.failure->token);
    EXPECT_EQ(again.failure->what, report.failure->what);
    EXPECT_EQ(again.failure->steps, report.failure->steps);
  }
}

}  // namespace reprise::explore
