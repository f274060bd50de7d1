// Time under the deterministic scheduler: it stands still while anybody can run.
#include <gtest/gtest.h>

#include "runtime/runtime.h"
#include "sched/object/announce.h"
#include "task/spawn.h"
#include "tests/unit/sched/scripted_strategy.h"
#include "time/clock.h"

namespace reprise::sched {
namespace {

using task::Spawn;
using task::TaskType;

void OnManySeeds(const std::function<void()>& program) {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    SCOPED_TRACE(seed);
    ScriptedStrategy strategy(seed);
    Runtime runtime({.strategy = &strategy});
    const absl::Status status = runtime.Run("test", program);
    EXPECT_TRUE(status.ok()) << status;
  }
}

TEST(VirtualTimeTest, TimeStandsStillWhileATaskCanRun) {
  OnManySeeds([] {
    Clock clock("/clock");
    const std::uint64_t start = clock.Now();
    auto sleeper =
        Spawn(TaskType::kBotDecision, "sleeper", [&] { EXPECT_TRUE(clock.SleepUntil(start + 10).ok()); });
    for (int n = 0; n < 50; ++n) {
      Yield();
      EXPECT_EQ(clock.Now(), start);
    }
    EXPECT_TRUE(sleeper.Join().ok());
    EXPECT_EQ(clock.Now(), start + 10);
  });
}

TEST(VirtualTimeTest, SleepEndsExactlyAtItsDeadline) {
  OnManySeeds([] {
    Clock clock("/clock");
    for (std::uint64_t deadline : {5U, 1000U, 1001U, 1000U}) {
      const std::uint64_t before = clock.Now();
      EXPECT_TRUE(clock.SleepUntil(deadline).ok());
      EXPECT_EQ(clock.Now(), std::max<std::uint64_t>(before, deadline));
    }
  });
}

TEST(VirtualTimeTest, SleepersWakeInTheOrderOfTheirDeadlines) {
  OnManySeeds([] {
    Clock clock("/clock");
    std::vector<std::uint64_t> woken;
    std::vector<task::JoinHandle<task::Nothing>> sleepers;
    for (std::uint64_t deadline : {300U, 100U, 200U}) {
      sleepers.push_back(Spawn(TaskType::kBotDecision, absl::StrCat(deadline), [&, deadline] {
        EXPECT_TRUE(clock.SleepUntil(deadline).ok());
        woken.push_back(deadline);
      }));
    }
    for (auto& sleeper : sleepers) EXPECT_TRUE(sleeper.Join().ok());
    EXPECT_EQ(woken, (std::vector<std::uint64_t>{100, 200, 300}));
  });
}

}  // namespace
}  // namespace reprise::sched
