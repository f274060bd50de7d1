#include "runtime/runtime.h"
#include "sched/parallel/cores.h"

#include <sched.h>

#include <thread>

#include <gtest/gtest.h>

#include "outside/outside.h"
#include "sched/scheduler.h"
#include "tests/unit/sched/scripted_strategy.h"
#include "time/clock.h"

namespace reprise::sched {
namespace {

TEST(RuntimeTest, Example) {
  Runtime runtime({.workers = 2});
  bool ran = false;
  const absl::Status ended = runtime.Run("program", [&ran] { ran = true; });

  EXPECT_TRUE(ended.ok());
  EXPECT_TRUE(ran);
}

TEST(RuntimeTest, WorkersAreWhatTheOptionSaysOrTheUsableCores) {
  EXPECT_EQ(Runtime({.workers = 3}).workers(), 3U);
  EXPECT_EQ(Runtime({}).workers(), UsableCores());
  ScriptedStrategy strategy(std::uint64_t{0});
  EXPECT_EQ(Runtime({.workers = 3, .strategy = &strategy}).workers(), 1U);
}

TEST(RuntimeTest, UsableCoresAreThoseThatTheProcessMayUse) {
  EXPECT_GE(UsableCores(), 1U);
  std::thread([] {
    cpu_set_t allowed;
    ASSERT_EQ(sched_getaffinity(0, sizeof allowed, &allowed), 0);
    int core = 0;
    while (!CPU_ISSET(core, &allowed)) ++core;
    CPU_ZERO(&allowed);
    CPU_SET(core, &allowed);
    ASSERT_EQ(sched_setaffinity(0, sizeof allowed, &allowed), 0);
    EXPECT_EQ(UsableCores(), 1U);
  }).join();
}

TEST(ClockTest, GivesTheTimeThatTheStrategyDecides) {
  ScriptedStrategy strategy(std::uint64_t{0});
  strategy.DecideAs({.branch = Branch::kDone, .value = 42});
  ASSERT_TRUE(Runtime({.strategy = &strategy})
                  .Run("test",
                       [] {
                         Clock clock("/clock");
                         EXPECT_EQ(clock.Now(), 42U);
                         EXPECT_TRUE(clock.SleepUntil(kNever - 1).ok());  // Decided: it has slept.
                       })
                  .ok());
}

TEST(OutsideTest, IsReadOnceAPollAndNotWhenTheStrategyDecides) {
  std::uint64_t reads = 0;
  const auto poll = [&reads](Strategy& strategy) {
    std::uint64_t polled = 0;
    EXPECT_TRUE(Runtime({.strategy = &strategy})
                    .Run("test",
                         [&] {
                           Outside signal("/signal", [&reads] { return ++reads; });
                           polled = signal.Poll();
                         })
                    .ok());
    return polled;
  };
  ScriptedStrategy free(std::uint64_t{0});
  ScriptedStrategy deciding(std::uint64_t{0});
  deciding.DecideAs({.branch = Branch::kDone, .value = 42});

  EXPECT_EQ(poll(free), 1U);
  EXPECT_EQ(poll(deciding), 42U);
  EXPECT_EQ(reads, 1U);
}

}  // namespace
}  // namespace reprise::sched
