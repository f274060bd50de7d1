#include "time/interval.h"

#include <vector>

#include <gtest/gtest.h>

#include "replay/strategy/random_walk.h"
#include "runtime/runtime.h"
#include "sched/object/announce.h"
#include "task/spawn.h"
#include "tests/unit/support/on_every_scheduler.h"

namespace reprise::sched {
namespace {

// Virtual time: it stands still but for the sleeps below.
void InVirtualTime(const std::function<void(Clock&)>& program) {
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    strategy::RandomWalk walk(seed);
    Runtime runtime({.strategy = &walk});
    EXPECT_TRUE(runtime
                    .Run("test",
                         [&] {
                           Clock clock("/clock");
                           program(clock);
                         })
                    .ok());
  }
}

struct Taken {
  std::uint64_t due_ns;
  std::uint64_t missed;
  std::uint64_t at_ns;
  friend bool operator==(const Taken&, const Taken&) = default;
};

// `count` ticks of 10 from 100 on; after the second the task is busy until 145.
std::vector<Taken> BusyAfterTheSecond(Clock& clock, MissedTick missed, int count) {
  Interval interval(clock, {.period_ns = 10, .start_ns = 100, .missed = missed});
  std::vector<Taken> taken;
  for (int n = 0; n < count; ++n) {
    const absl::StatusOr<Interval::Tick> tick = interval.Next();
    EXPECT_TRUE(tick.ok());
    taken.push_back({tick->due_ns, tick->missed, clock.Now()});
    if (n == 1) {
      EXPECT_TRUE(clock.SleepUntil(145).ok());
    }
  }
  return taken;
}

TEST(IntervalTest, Example) {
  InVirtualTime([](Clock& clock) {
    Interval heartbeat(clock, {.period_ns = 10});
    EXPECT_EQ(heartbeat.Next()->due_ns, 0U);  // The first is due at once.
    EXPECT_EQ(heartbeat.Next()->due_ns, 10U);
    EXPECT_EQ(heartbeat.Next()->due_ns, 20U);
    EXPECT_EQ(clock.Now(), 20U);
  });
}

TEST(IntervalTest, BurstGivesTheMissedTicksAtOnce) {
  InVirtualTime([](Clock& clock) {
    EXPECT_EQ(BusyAfterTheSecond(clock, MissedTick::kBurst, 7), (std::vector<Taken>{{100, 0, 100},
                                                                                    {110, 0, 110},
                                                                                    {120, 2, 145},
                                                                                    {130, 1, 145},
                                                                                    {140, 0, 145},
                                                                                    {150, 0, 150},
                                                                                    {160, 0, 160}}));
  });
}

TEST(IntervalTest, SkipGoesOnInTheOldRhythm) {
  InVirtualTime([](Clock& clock) {
    EXPECT_EQ(
        BusyAfterTheSecond(clock, MissedTick::kSkip, 5),
        (std::vector<Taken>{{100, 0, 100}, {110, 0, 110}, {120, 2, 145}, {150, 0, 150}, {160, 0, 160}}));
  });
}

TEST(IntervalTest, DelayBeginsANewRhythm) {
  InVirtualTime([](Clock& clock) {
    EXPECT_EQ(
        BusyAfterTheSecond(clock, MissedTick::kDelay, 5),
        (std::vector<Taken>{{100, 0, 100}, {110, 0, 110}, {120, 2, 145}, {155, 0, 155}, {165, 0, 165}}));
  });
}

TEST(IntervalTest, BeingLateByLessThanAPeriodMovesNothing) {
  for (const MissedTick missed : {MissedTick::kBurst, MissedTick::kSkip, MissedTick::kDelay}) {
    InVirtualTime([missed](Clock& clock) {
      Interval interval(clock, {.period_ns = 10, .missed = missed});
      EXPECT_TRUE(interval.Next().ok());
      EXPECT_TRUE(clock.SleepUntil(19).ok());
      EXPECT_EQ(interval.Next()->missed, 0U);
      EXPECT_EQ(interval.Next()->due_ns, 20U);
    });
  }
}

TEST(IntervalTest, ResetMakesTheNextTickDueAPeriodFromNow) {
  InVirtualTime([](Clock& clock) {
    Interval interval(clock, {.period_ns = 10});
    EXPECT_TRUE(interval.Next().ok());
    EXPECT_TRUE(clock.SleepUntil(7).ok());
    interval.Reset();
    EXPECT_EQ(interval.Next()->due_ns, 17U);
  });
}

TEST(IntervalTest, TicksCannotComeAfterTheEndOfTime) {
  InVirtualTime([](Clock& clock) {
    Interval interval(clock, {.period_ns = kNever - 2});
    EXPECT_EQ(interval.Next()->due_ns, 0U);
    EXPECT_EQ(interval.Next()->due_ns, kNever - 2);
    EXPECT_EQ(interval.Next()->due_ns, kNever - 1);
  });
}

TEST(IntervalTest, ACancelledTaskLeavesTheTickToCome) {
  OnEveryScheduler([] {
    Clock clock("/clock");
    Interval interval(clock, {.period_ns = kNever / 2, .start_ns = kNever - 1});
    TaskRecord& self = *Worker::Current().current;
    Worker::Current().run->scheduler->Cancel(self);
    EXPECT_TRUE(absl::IsCancelled(interval.Next().status()));
    ++self.shields;  // The run's end may wait again.
  });
}

TEST(IntervalTest, TicksNeverComeBeforeTheyAreDue) {
  OnEveryScheduler([] {
    Clock clock("/clock");
    Interval interval(clock, {.period_ns = 10 * kMicrosecond, .missed = MissedTick::kSkip});
    std::uint64_t last = 0;
    for (int n = 0; n < 20; ++n) {
      const absl::StatusOr<Interval::Tick> tick = interval.Next();
      ASSERT_TRUE(tick.ok());
      EXPECT_GE(clock.Now(), tick->due_ns);
      if (n > 0) {
        EXPECT_EQ((tick->due_ns - last) % (10 * kMicrosecond), 0U);
        EXPECT_GT(tick->due_ns, last);
      }
      last = tick->due_ns;
    }
  });
}

}  // namespace
}  // namespace reprise::sched
