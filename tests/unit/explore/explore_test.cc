#include "replay/explore/explore_scenario.h"

#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "replay/explore/model_recorder.h"
#include "replay/oracle/linearizability.h"
#include "replay/oracle/value_specs.h"
#include "sched/model/model_sync.h"

namespace reprise::explore {
namespace {

using oracle::FailureKind;
using sched::ModelSync;
using testing::HasSubstr;
using testing::StartsWith;
constexpr std::memory_order kAny = std::memory_order_relaxed;
using Number = ModelSync::Atomic<std::uint64_t>;

const std::vector<ExploreOptions> kEveryStrategy = {
    {.strategy = "random"}, {.strategy = "pct:depth=3"}, {.strategy = "exhaustive:preemptions=2"}};

void AddByLoadAndStore(Scenario& scenario) {
  Number number;
  scenario.Crew(2, [&](unsigned) { number.store(number.load(kAny) + 1, kAny); });
  scenario.Expect(number.load(kAny) == 2, "an addition was lost");
}
void AddAtOnce(Scenario& scenario) {
  Number number;
  scenario.Crew(2, [&](unsigned) { number.fetch_add(1, kAny); });
  scenario.Expect(number.load(kAny) == 2, "an addition was lost");
}

TEST(ExploreTest, EveryStrategyFindsALostUpdateAndItsTokenRepeatsIt) {
  for (const ExploreOptions& options : kEveryStrategy) {
    const Report report = Explore(options, AddByLoadAndStore);
    ASSERT_TRUE(report.found) << options.strategy.description();
    EXPECT_THAT(ToString(*report.found),
                StartsWith("an addition was lost (task 0 at tests/unit/explore/explore_test.cc:"));
    EXPECT_THAT(ToString(*report.found),
                HasSubstr("  task 1  atomic_store #1 = 1  tests/unit/explore/explore_test.cc:"));

    const Report again = Repeat(report.found->token, AddByLoadAndStore);
    ASSERT_TRUE(again.found);
    EXPECT_EQ(ToString(*again.found), ToString(*report.found));
  }
}

TEST(ExploreTest, WhatIsRightHolds) {
  for (const ExploreOptions& options : kEveryStrategy) EXPECT_FALSE(Explore(options, AddAtOnce).found);
}

TEST(ExploreTest, TheEnvironmentsTokenIsTheOnlyScheduleThatIsRun) {
  const Report found = Explore({}, AddByLoadAndStore);
  ASSERT_TRUE(found.found);
  setenv("REPRISE_TOKEN", found.found->token.c_str(), 1);
  const Report again = Explore({}, AddByLoadAndStore);
  unsetenv("REPRISE_TOKEN");
  EXPECT_EQ(again.schedules, 1U);
  ASSERT_TRUE(again.found);
  EXPECT_TRUE(again.found->failure.SameAs(found.found->failure));
}

TEST(ExploreTest, OnlyTheExhaustiveSearchEnds) {
  EXPECT_TRUE(Explore({.strategy = "exhaustive:preemptions=2"}, AddAtOnce).complete);
  EXPECT_FALSE(Explore({.strategy = "exhaustive:preemptions=2", .schedules = 2}, AddAtOnce).complete);
  EXPECT_FALSE(Explore({.strategy = "random", .schedules = 50}, AddAtOnce).complete);
}

TEST(ExploreTest, TheSameSeedGivesTheSameReport) {
  const auto token = [](std::uint64_t seed) {
    return Explore({.strategy = "random", .seed = seed}, AddByLoadAndStore).found->token;
  };
  EXPECT_EQ(token(3), token(3));
}

TEST(ExploreTest, AScenarioThatIsNotDeterministicIsRefused) {
  int runs = 0;
  const Report report = Explore({}, [&](Scenario& scenario) {
    Number number;
    scenario.Crew(2, [&](unsigned) { number.fetch_add(static_cast<std::uint64_t>(++runs), kAny); });
  });
  ASSERT_TRUE(report.found);
  EXPECT_EQ(report.found->failure.kind, FailureKind::kNotDeterministic);
  EXPECT_THAT(ToString(*report.found), HasSubstr("atomic_rmw #1 = 1  tests/unit/explore/explore_test.cc:"));
  EXPECT_THAT(ToString(*report.found), HasSubstr("and again task 1  atomic_rmw #1 = 3  "));
}

TEST(ExploreTest, AFailureThatDoesNotComeAgainIsNotDeterministic) {
  int runs = 0;
  const Report report =
      Explore({}, [&](Scenario& scenario) { scenario.Expect(++runs > 1, "the first time fails"); });
  ASSERT_TRUE(report.found);
  EXPECT_EQ(report.found->failure.kind, FailureKind::kNotDeterministic);
  EXPECT_THAT(report.found->failure.text, HasSubstr("and the same schedule again did not"));
}

TEST(ExploreTest, AFailureThatComesAgainAtAnotherLineIsNotDeterministic) {
  int runs = 0;
  const Report report = Explore({}, [&](Scenario& scenario) {
    if (++runs == 1) scenario.Fail("the first time");
    scenario.Fail("and then");
  });
  ASSERT_TRUE(report.found);
  EXPECT_EQ(report.found->failure.kind, FailureKind::kNotDeterministic);
  EXPECT_THAT(report.found->failure.text, HasSubstr("failed otherwise (and then (task 0 at "));
}

TEST(ExploreTest, SchedulesThatHadStepsEnoughEndTheSearch) {
  const Report all = Explore({.schedules = 50}, AddAtOnce);
  const Report some = Explore({.schedules = 50, .steps_enough = all.steps / 2}, AddAtOnce);
  EXPECT_EQ(some.schedules, 25U);
}

// Counts who listens.
class CountingTarget final : public Target {
 public:
  Result Run(sched::Strategy&, sched::Tap* tap) override {
    ++runs;
    if (tap != nullptr) ++heard;
    return {};
  }
  int runs = 0;
  int heard = 0;
};

TEST(ExploreTest, NobodyListensToRunsButTheFirst) {
  CountingTarget target;
  EXPECT_EQ(Explore({.schedules = 10}, target).schedules, 10U);
  EXPECT_EQ(target.runs, 11);  // The first is done twice.
  EXPECT_EQ(target.heard, 2);
}

TEST(ExploreTest, ATokenThatCannotBeReadOrDoesNotFitSaysSo) {
  const Report nonsense = Repeat("nonsense", AddAtOnce);
  EXPECT_EQ(nonsense.found->failure.kind, FailureKind::kTokenDoesNotFit);
  EXPECT_THAT(nonsense.found->failure.text, HasSubstr("expected s2-"));
  const std::string other = Explore({.strategy = "exhaustive:preemptions=2"}, [](Scenario& scenario) {
                              Number number;
                              scenario.Crew(3, [&](unsigned) { number.store(number.load(kAny) + 1, kAny); });
                              scenario.Expect(number.load(kAny) == 3, "lost");
                            }).found->token;
  const Report misfit = Repeat(other, AddAtOnce);
  EXPECT_EQ(misfit.found->failure.kind, FailureKind::kTokenDoesNotFit);
  EXPECT_THAT(misfit.found->failure.text, HasSubstr("the token"));
}

TEST(ExploreTest, HistoriesAreAsNarrowAsTheRun) {
  // Each task's second op begins when it takes its first step, not when the first op has returned.
  const Report report = Explore({.strategy = "exhaustive:preemptions=3"}, [](Scenario& scenario) {
    Number number;
    ModelRecorder<oracle::CounterSpec> history;
    std::uint64_t stale = 0;
    scenario.Crew(2, [&](unsigned task) {
      history.Record(oracle::CounterSpec::Load(), [&] { return stale = number.load(kAny); });
      if (task == 0) history.Record(oracle::CounterSpec::Add(1), [&] { return number.fetch_add(1, kAny); });
      // Broken on purpose: gives what was read before.
      if (task == 1)
        history.Record(oracle::CounterSpec::Load(), [&, mine = stale] { return number.load(kAny), mine; });
    });
    scenario.Expect(oracle::CheckLinearizable(history.Join()));
  });
  ASSERT_TRUE(report.found);
  EXPECT_EQ(report.found->failure.kind, FailureKind::kNotLinearizable);
}

}  // namespace
}  // namespace reprise::explore
