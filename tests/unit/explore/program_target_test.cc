#include "replay/explore/program_target.h"

#include <stdexcept>

#include <gtest/gtest.h>

#include "replay/strategy/random_walk.h"
#include "replay/trace/trace_tap.h"
#include "sched/object/announce.h"
#include "sync/semaphore.h"
#include "task/spawn.h"

namespace reprise::explore {
namespace {

using oracle::FailureKind;

Target::Result RunOnce(const ProgramBody& body, sched::Tap* tap = nullptr) {
  ProgramTarget target({.body = body, .choices_max = 100});
  strategy::RandomWalk walk(1);
  walk.Next();
  return target.Run(walk, tap);
}

TEST(ProgramTargetTest, ARunThatEndsDoesNotFail) {
  const Target::Result result = RunOnce([] { sched::Yield(); });
  EXPECT_FALSE(result.failure);
  EXPECT_FALSE(result.stopped);
  EXPECT_FALSE(result.cut);
  EXPECT_EQ(result.steps, 3U);  // The start, the yield, the end.
}

TEST(ProgramTargetTest, AnExceptionIsAFailureAtTheRootTasksLastOp) {
  int line = 0;
  const Target::Result result = RunOnce([&] {
    sched::Yield(), line = __LINE__;
    throw std::logic_error("no");
  });
  ASSERT_TRUE(result.failure);
  EXPECT_EQ(result.failure->kind, FailureKind::kException);
  EXPECT_EQ(result.failure->ops.at(0).op.site.line, line);
  EXPECT_FALSE(result.cut);
}

TEST(ProgramTargetTest, ADeadlockIsAboutTheOpsThatAreWaitedIn) {
  const Target::Result result = RunOnce([] {
    sync::Semaphore never({.name = "/never", .permits = 0});
    never.Acquire().Forget();
  });
  ASSERT_TRUE(result.failure);
  EXPECT_EQ(result.failure->kind, FailureKind::kDeadlock);
  EXPECT_EQ(result.failure->ops.at(0).op.kind, sched::OpKind::kAcquire);
  EXPECT_TRUE(result.cut);
}

TEST(ProgramTargetTest, AWaitOutsideTheRuntimeIsAFailureOfItsOwn) {
  const sched::Op last{.kind = sched::OpKind::kSend, .task = kRootTask, .site = {"a.cc", 7}};
  EXPECT_FALSE(FailureOfWaitOutside(absl::InternalError("threw"), last));
  const auto failure = FailureOfWaitOutside(absl::UnimplementedError("waited in Boost.Fiber"), last);
  ASSERT_TRUE(failure);
  EXPECT_EQ(failure->kind, FailureKind::kWaitOutside);
  EXPECT_EQ(failure->ops.at(0).op.site.line, 7);
}

TEST(ProgramTargetTest, WhatTasksDoWhileTheyAreUnwoundIsNoPartOfTheRun) {
  // Sends on in a destructor.
  struct Farewell {
    ~Farewell() { semaphore.Release(); }
    sync::Semaphore& semaphore;
  };
  trace::TraceTap tap;
  const Target::Result result = RunOnce(
      [] {
        sync::Semaphore never({.name = "/never", .permits = 0}), other({.name = "/other", .permits = 0});
        const Farewell farewell{other};
        never.Acquire().Forget();
      },
      &tap);
  ASSERT_TRUE(result.failure);
  EXPECT_EQ(ToString(tap.trace()), "");
}

}  // namespace
}  // namespace reprise::explore
