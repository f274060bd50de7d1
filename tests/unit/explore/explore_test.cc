#include "replay/explore/explore.h"

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

using sched::ModelSync;
using testing::HasSubstr;
using testing::StartsWith;
constexpr std::memory_order kAny = std::memory_order_relaxed;
using Number = ModelSync::Atomic<std::uint64_t>;

const std::vector<ExploreOptions> kEveryStrategy = {
    {.strategy = RandomWalk{}}, {.strategy = Pct{}}, {.strategy = Exhaustive{}}};

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
    ASSERT_TRUE(report.failure) << Describe(options);
    EXPECT_THAT(report.failure->what, StartsWith("an addition was lost"));
    EXPECT_THAT(report.failure->steps, HasSubstr("atomic_store #1 = 1  "));

    const Report again = Repeat(report.failure->token, AddByLoadAndStore);
    ASSERT_TRUE(again.failure);
    EXPECT_EQ(again.failure->what, report.failure->what);
    EXPECT_EQ(again.failure->steps, report.failure->steps);
  }
}

TEST(ExploreTest, WhatIsRightHolds) {
  for (const ExploreOptions& options : kEveryStrategy) EXPECT_FALSE(Explore(options, AddAtOnce).failure);
}

TEST(ExploreTest, TheEnvironmentsTokenIsTheOnlyScheduleThatIsRun) {
  const Report found = Explore({}, AddByLoadAndStore);
  ASSERT_TRUE(found.failure);
  setenv("REPRISE_TOKEN", found.failure->token.c_str(), 1);
  const Report again = Explore({}, AddByLoadAndStore);
  unsetenv("REPRISE_TOKEN");
  EXPECT_EQ(again.schedules, 1U);
  ASSERT_TRUE(again.failure);
  EXPECT_EQ(again.failure->what, found.failure->what);
}

TEST(ExploreTest, OnlyTheExhaustiveSearchEnds) {
  EXPECT_TRUE(Explore({.strategy = Exhaustive{}}, AddAtOnce).complete);
  EXPECT_FALSE(Explore({.strategy = Exhaustive{}, .schedules = 2}, AddAtOnce).complete);
  EXPECT_FALSE(Explore({.strategy = RandomWalk{}, .schedules = 50}, AddAtOnce).complete);
}

TEST(ExploreTest, TheSameSeedGivesTheSameReport) {
  const auto token = [](std::uint64_t seed) {
    return Explore({.strategy = RandomWalk{}, .seed = seed}, AddByLoadAndStore).failure->token;
  };
  EXPECT_EQ(token(3), token(3));
}

TEST(ExploreTest, AScenarioThatIsNotDeterministicIsRefused) {
  int runs = 0;
  const Report report = Explore({}, [&](Scenario& scenario) {
    Number number;
    scenario.Crew(2, [&](unsigned) { number.fetch_add(static_cast<std::uint64_t>(++runs), kAny); });
  });
  ASSERT_TRUE(report.failure);
  EXPECT_THAT(report.failure->what, HasSubstr("not deterministic"));
}

TEST(ExploreTest, ATokenThatCannotBeReadOrDoesNotFitSaysSo) {
  EXPECT_THAT(Repeat("nonsense", AddAtOnce).failure->what, HasSubstr("expected s2-"));
  const std::string other = Explore({.strategy = Exhaustive{}}, [](Scenario& scenario) {
                              Number number;
                              scenario.Crew(3, [&](unsigned) { number.store(number.load(kAny) + 1, kAny); });
                              scenario.Expect(number.load(kAny) == 3, "lost");
                            }).failure->token;
  EXPECT_THAT(Repeat(other, AddAtOnce).failure->what, HasSubstr("the token"));
}

TEST(ExploreTest, HistoriesAreAsNarrowAsTheRun) {
  // Each task's second op begins when it takes its first step, not when the first op has returned.
  const Report report = Explore({.strategy = Exhaustive{3}}, [](Scenario& scenario) {
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
  ASSERT_TRUE(report.failure);
  EXPECT_THAT(report.failure->what, HasSubstr("not linearizable"));
}

}  // namespace
}  // namespace reprise::explore
