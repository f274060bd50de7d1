#include "time/clock.h"

#include <functional>

#include <gtest/gtest.h>

#include "channel/mpsc.h"
#include "replay/strategy/random_walk.h"
#include "runtime/runtime.h"
#include "sched/object/announce.h"
#include "task/spawn.h"
#include "tests/unit/support/on_every_scheduler.h"
#include "tests/unit/support/plain_codec.h"

namespace reprise::sched {
namespace {

using task::Spawn;
using task::TaskType;

constexpr std::uint64_t kFarAway = kNever - 1;

TEST(ClockTest, Example) {
  strategy::RandomWalk walk(7);
  Runtime runtime({.strategy = &walk});  // Virtual time: nothing waits for real.
  EXPECT_TRUE(runtime
                  .Run("example",
                       [] {
                         Clock clock("/clock");
                         const std::uint64_t start = clock.Now();
                         EXPECT_TRUE(clock.SleepFor(5 * kMillisecond).ok());
                         EXPECT_EQ(clock.Now() - start, 5 * kMillisecond);
                       })
                  .ok());
}

TEST(ClockTest, ADeadlineThatHasPassedIsNoWait) {
  OnEveryScheduler([] {
    Clock clock("/clock");
    EXPECT_TRUE(clock.SleepUntil(0).ok());
    EXPECT_TRUE(clock.SleepFor(0).ok());
  });
}

TEST(ClockTest, ASleepIsNeverShorterThanAskedFor) {
  OnEveryScheduler([] {
    Clock clock("/clock");
    const std::uint64_t start = clock.Now();
    EXPECT_TRUE(clock.SleepFor(10 * kMicrosecond).ok());
    EXPECT_GE(clock.Now(), start + 10 * kMicrosecond);
  });
}

// A child that tells its record and then does `sleep`; it is cancelled, and what it returned is given back.
absl::Status CancelledIn(const std::function<absl::Status()>& sleep) {
  channel::Mpsc<int> up({.name = "/up", .capacity = 1});
  TaskRecord* record = nullptr;
  auto sleeper = Spawn(TaskType::kBotDecision, "sleeper", [&] {
    record = Worker::Current().current;
    EXPECT_TRUE(up.Send(1).ok());
    return sleep();
  });
  EXPECT_TRUE(up.Receive().ok());
  Worker::Current().run->scheduler->Cancel(*record);
  const absl::StatusOr<absl::Status> ended = sleeper.Join();
  return ended.ok() ? *ended : ended.status();
}

TEST(ClockTest, ACancelledTaskSleepsNoLonger) {
  OnEveryScheduler([] {
    Clock clock("/clock");
    EXPECT_EQ(CancelledIn([&] { return clock.SleepUntil(kFarAway); }),
              absl::CancelledError("sleep on /clock: the task is being cancelled"));
  });
}

TEST(ClockTest, ACancelledTaskDoesNotBeginToSleep) {
  OnEveryScheduler([] {
    Clock clock("/clock");
    const absl::Status ended = CancelledIn([&] {
      while (!CancelRequested()) Yield();
      return clock.SleepUntil(kFarAway);
    });
    EXPECT_TRUE(absl::IsCancelled(ended)) << ended;
  });
}

TEST(ClockTest, AShieldedTaskSleepsToTheEnd) {
  OnEveryScheduler([] {
    Clock clock("/clock");
    const absl::Status ended = CancelledIn([&]() -> absl::Status {
      while (!CancelRequested()) Yield();
      ++Worker::Current().current->shields;
      const absl::Status slept = clock.SleepFor(10 * kMicrosecond);
      --Worker::Current().current->shields;
      return slept;
    });
    EXPECT_TRUE(ended.ok()) << ended;
  });
}

}  // namespace
}  // namespace reprise::sched
