#include "replay/explore/explore_program.h"

#include <stdexcept>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sched/object/announce.h"
#include "sync/condition_variable.h"
#include "sync/mutex.h"
#include "sync/semaphore.h"
#include "task/spawn.h"

namespace reprise::explore {
namespace {

using oracle::FailureKind;
using task::Spawn;
using task::TaskType;
using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

const std::vector<ExploreOptions> kEveryStrategy = {
    {.strategy = "random", .schedules = 2'000},
    {.strategy = "pct:depth=3", .schedules = 2'000},
    {.strategy = "exhaustive:preemptions=2", .schedules = 2'000}};

// Two mutexes, and two tasks that take them one after the other; broken: in opposite order.
void TwoMutexes(bool same_order) {
  sync::Mutex left("/left");
  sync::Mutex right("/right");
  auto other = Spawn(TaskType::kStateUpdate, "other", [&] {
    const sync::Mutex::Held first = (same_order ? left : right).Lock();
    const sync::Mutex::Held second = (same_order ? right : left).Lock();
  });
  {
    const sync::Mutex::Held first = left.Lock();
    const sync::Mutex::Held second = right.Lock();
  }
  if (!other.Join().ok()) throw std::logic_error("the other task failed");
}

// One tells the other that it is ready; broken: the flag is looked at and waited for in two steps.
void Readiness(bool looks_under_the_mutex) {
  sync::Mutex mutex("/mutex");
  sync::ConditionVariable changed("/changed");
  bool ready = false;
  auto waiter = Spawn(TaskType::kStateUpdate, "waiter", [&] {
    if (!looks_under_the_mutex) {
      {
        const sync::Mutex::Held held = mutex.Lock();
        if (ready) return;
      }
      sync::Mutex::Held held = mutex.Lock();
      static_cast<void>(changed.Wait(held));
    } else {
      sync::Mutex::Held held = mutex.Lock();
      static_cast<void>(changed.Await(held, [&] { return ready; }));
    }
  });
  {
    const sync::Mutex::Held held = mutex.Lock();
    ready = true;
    changed.NotifyOne();
  }
  if (!waiter.Join().ok()) throw std::logic_error("the waiter failed");
}

void ExpectFound(const ProgramBody& broken, FailureKind kind, const testing::Matcher<std::string>& text) {
  for (const ExploreOptions& options : kEveryStrategy) {
    SCOPED_TRACE(options.strategy.description());
    const Report report = ExploreProgram(options, broken);
    ASSERT_TRUE(report.found);
    EXPECT_EQ(report.found->failure.kind, kind);
    EXPECT_THAT(ToString(report.found->failure), text);

    const Report again = RepeatProgram(report.found->token, broken);
    ASSERT_TRUE(again.found);
    EXPECT_TRUE(again.found->failure.SameAs(report.found->failure));
    EXPECT_EQ(ToString(*again.found), ToString(*report.found));
  }
}

void ExpectHolds(const ProgramBody& mended) {
  for (ExploreOptions options : kEveryStrategy) {
    SCOPED_TRACE(options.strategy.description());
    options.schedules = 300;
    const Report report = ExploreProgram(options, mended);
    EXPECT_FALSE(report.found) << ToString(*report.found);
  }
}

TEST(ExploreProgramTest, Example) {
  const Report report =
      ExploreProgram({.strategy = "exhaustive:preemptions=2"}, [] { TwoMutexes(/*same_order=*/false); });
  ASSERT_TRUE(report.found);
  EXPECT_THAT(ToString(report.found->failure), HasSubstr("/left"));
}

TEST(ExploreProgramTest, LocksTakenInOppositeOrderAreADeadlockThatNamesTheCircle) {
  ExpectFound(
      [] { TwoMutexes(/*same_order=*/false); }, FailureKind::kLockCycle,
      AllOf(StartsWith("deadlock, locks in a circle: "), HasSubstr("program waits in lock of /right at "),
            HasSubstr("which program/other holds"), HasSubstr("program/other waits in lock of /left at "),
            HasSubstr("which program holds"), HasSubstr("explore_program_test.cc:")));
}

TEST(ExploreProgramTest, LocksTakenInOneOrderHold) {
  ExpectHolds([] { TwoMutexes(/*same_order=*/true); });
}

TEST(ExploreProgramTest, ANotificationThatCameTooEarlyIsALostWakeUp) {
  ExpectFound([] { Readiness(/*looks_under_the_mutex=*/false); }, FailureKind::kLostWakeup,
              AllOf(StartsWith("lost wake-up: program/waiter waits on /changed at "),
                    HasSubstr("the notification of program at "), HasSubstr("explore_program_test.cc:")));
}

TEST(ExploreProgramTest, AConditionThatIsLookedAtUnderTheMutexHolds) {
  ExpectHolds([] { Readiness(/*looks_under_the_mutex=*/true); });
}

TEST(ExploreProgramTest, WhatElseBlocksEveryTaskIsNamedWithItsOp) {
  const Report report = ExploreProgram({.strategy = "random"}, [] {
    sync::Semaphore never({.name = "/never", .permits = 0});
    never.Acquire().Forget();
  });
  ASSERT_TRUE(report.found);
  EXPECT_EQ(report.found->failure.kind, FailureKind::kDeadlock);
  EXPECT_THAT(ToString(report.found->failure),
              StartsWith("deadlock: every task is blocked: program in acquire at tests/unit/explore/"));
}

TEST(ExploreProgramTest, ARunWithoutAnEndAndATaskThatThrowsFail) {
  const Report endless = ExploreProgram({.strategy = "random", .steps_max = 100}, [] {
    for (;;) sched::Yield();
  });
  ASSERT_TRUE(endless.found);
  EXPECT_EQ(endless.found->failure.kind, FailureKind::kNoEnd);
  EXPECT_THAT(
      ToString(endless.found->failure),
      StartsWith("no end: after 100 choices program is at tests/unit/explore/explore_program_test.cc:"));
  const Report thrown = ExploreProgram({.strategy = "random"}, [] { throw std::logic_error("no way out"); });
  ASSERT_TRUE(thrown.found);
  EXPECT_EQ(thrown.found->failure.kind, FailureKind::kException);
  EXPECT_THAT(ToString(thrown.found->failure), HasSubstr("no way out"));
}

TEST(ExploreProgramTest, TheSpaceOfASmallProgramIsFinished) {
  const Report report = ExploreProgram({.strategy = "exhaustive:preemptions=1", .schedules = 2'000},
                                       [] { TwoMutexes(/*same_order=*/true); });
  EXPECT_TRUE(report.complete);
  EXPECT_EQ(report.schedules,
            6U);  // Straight on, or away from the root before one of its five ops after the spawn.
  EXPECT_FALSE(report.found);
}

TEST(ExploreProgramTest, ATokenThatCannotBeReadOrDoesNotFitSaysSo) {
  const auto program = [] { TwoMutexes(/*same_order=*/true); };
  EXPECT_THAT(RepeatProgram("nonsense", program).found->failure.text, HasSubstr("expected s2-"));
  const Report other =
      ExploreProgram({.strategy = "exhaustive:preemptions=2"}, [] { TwoMutexes(/*same_order=*/false); });
  ASSERT_TRUE(other.found);
  const Report misfit = RepeatProgram(other.found->token, [] { sched::Yield(); });
  EXPECT_EQ(misfit.found->failure.kind, FailureKind::kTokenDoesNotFit);
}

}  // namespace
}  // namespace reprise::explore
