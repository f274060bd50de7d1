#include "task/scope.h"

#include <atomic>
#include <stdexcept>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "channel/mpsc.h"
#include "support/on_every_scheduler.h"
#include "support/plain_codec.h"
#include "task/cancel.h"
#include "time/clock.h"

namespace reprise::task {
namespace {

constexpr TaskType kAny = TaskType::kPathfinding;
constexpr std::uint64_t kAnHour = 3'600'000'000'000;

// Waits until it is cancelled: a scope of its own that nobody leaves would do; this one asks.
absl::Status UntilCancelled() {
  for (;;) {
    if (absl::Status asked = CheckCancelled(); !asked.ok()) return asked;
    sched::Yield();
  }
}

TEST(ScopeTest, Example) {
  OnEveryScheduler([] {
    int left = 0;
    int right = 0;
    Scope scope("sums");
    scope.Spawn(kAny, "left", [&] { left = 1 + 2; });
    scope.Spawn(kAny, "right", [&] { right = 3 + 4; });

    EXPECT_TRUE(scope.Join().ok());
    EXPECT_EQ(left + right, 10);
  });
}

TEST(ScopeTest, AMembersResultIsItsHandles) {
  OnEveryScheduler([] {
    Scope scope("sums");
    ScopedTask<int> two = scope.Spawn(kAny, "two", [] { return 2; });
    ScopedTask<int> three = scope.Spawn(kAny, "three", []() -> absl::StatusOr<int> { return 3; });

    EXPECT_EQ(*two.Join(), 2);
    EXPECT_TRUE(scope.Join().ok());
    EXPECT_EQ(*three.Result(), 3);
  });
}

TEST(ScopeTest, TheFirstFailureCancelsTheSiblingsAndIsWhatJoinGives) {
  OnEveryScheduler([] {
    Scope scope("search");
    ScopedTask<Nothing> waits = scope.Spawn(kAny, "waits", UntilCancelled);
    scope.Spawn(kAny, "fails", [] { return absl::NotFoundError("no path"); });

    EXPECT_EQ(scope.Join().message(), "no path");
    EXPECT_EQ(waits.Result().code(), absl::StatusCode::kCancelled);
  });
}

TEST(ScopeTest, AnExceptionIsAFailureWithTheTasksName) {
  OnEveryScheduler([] {
    Scope scope("search");
    scope.Spawn(kAny, "throws", [] { throw std::runtime_error("no path"); });
    scope.Spawn(kAny, "waits", UntilCancelled);

    EXPECT_EQ(scope.Join().message(), "task test/throws failed: no path");
  });
}

TEST(ScopeTest, MembersThatShallGoOnAreNotCancelledByAFailure) {
  OnEveryScheduler([] {
    Scope scope(ScopeOptions{.name = "service", .on_failure = OnFailure::kGoOn});
    auto fails = scope.Spawn(kAny, "fails", [] { return absl::NotFoundError("no path"); });
    EXPECT_EQ(fails.Join().message(), "no path");
    auto asks = scope.Spawn(kAny, "asks", [] { return CheckCancelled(); });

    EXPECT_TRUE(scope.Join().ok());
    EXPECT_TRUE(asks.Result().ok());
  });
}

TEST(ScopeTest, AScopeIsCancelledFromOutside) {
  OnEveryScheduler([] {
    Scope scope("search");
    for (int n = 0; n < 5; ++n) scope.Spawn(kAny, absl::StrCat(n), UntilCancelled);
    auto outside = Spawn(kAny, "outside", [&] { scope.Cancel(); });

    EXPECT_EQ(scope.Join().message(), "scope search was cancelled");
    EXPECT_TRUE(outside.Join().ok());
  });
}

TEST(ScopeTest, AMemberSpawnedAfterTheCancelIsCancelled) {
  OnEveryScheduler([] {
    Scope scope("search");
    scope.Cancel();
    auto late = scope.Spawn(kAny, "late", UntilCancelled);

    EXPECT_EQ(scope.Join().code(), absl::StatusCode::kCancelled);
    EXPECT_EQ(late.Result().code(), absl::StatusCode::kCancelled);
  });
}

TEST(ScopeTest, ADeadlineCancelsAndThenWaits) {
  OnEveryScheduler([] {
    sched::Clock clock("/clock");
    std::atomic<bool> ended{false};
    Scope scope("search");
    scope.Spawn(kAny, "waits", [&] {
      Scope inner("inner");
      inner.Spawn(kAny, "sleeps", [&] { return clock.SleepUntil(clock.Now() + kAnHour); });
      const absl::Status status = inner.Join();
      ended = true;
      return status;
    });

    EXPECT_EQ(scope.JoinUntil(clock.Now() + 100'000).message(),
              "join of its tasks in scope search: the deadline passed first");
    EXPECT_TRUE(ended);
  });
}

TEST(ScopeTest, ADeadlineThatDoesNotPassChangesNothing) {
  OnEveryScheduler([] {
    sched::Clock clock("/clock");
    Scope scope(ScopeOptions{.name = "quick", .deadline_ns = clock.Now() + kAnHour});
    scope.Spawn(kAny, "one", [] {});

    EXPECT_TRUE(scope.Join().ok());
  });
}

TEST(ScopeTest, AScopeThatAnExceptionPassesByCancelsAndWaits) {
  OnEveryScheduler([] {
    std::atomic<int> ended{0};
    try {
      Scope scope("search");
      for (int n = 0; n < 3; ++n) {
        scope.Spawn(kAny, absl::StrCat(n), [&] {
          static_cast<void>(UntilCancelled());
          ++ended;
        });
      }
      throw std::runtime_error("no board");
    } catch (const std::runtime_error&) {
      EXPECT_EQ(ended, 3);
    }
    EXPECT_EQ(ended, 3);
  });
}

TEST(ScopeTest, AScopeThatGoesAwayUnjoinedCancelsAndWaits) {
  OnEveryScheduler([] {
    std::atomic<bool> ended{false};
    {
      Scope scope("search");
      scope.Spawn(kAny, "waits", [&] {
        static_cast<void>(UntilCancelled());
        ended = true;
      });
    }
    EXPECT_TRUE(ended);
  });
}

TEST(ScopeTest, WhoWaitsForOneMemberMayGiveUpWithoutEndingIt) {
  OnEveryScheduler([] {
    sched::Clock clock("/clock");
    Scope scope("search");
    auto waits = scope.Spawn(kAny, "waits", UntilCancelled);

    EXPECT_EQ(waits.JoinUntil(clock.Now()).message(),
              "join of waits in scope search: the deadline passed first");
    EXPECT_THAT(scope.Running(), testing::ElementsAre("waits"));
    scope.Cancel();
    EXPECT_EQ(waits.Join().code(), absl::StatusCode::kCancelled);
    EXPECT_EQ(scope.Join().code(), absl::StatusCode::kCancelled);
  });
}

TEST(ScopeTest, WhoRunsIsKnownByNameAndWhoWasCancelledToo) {
  OnEveryScheduler([] {
    Scope scope(ScopeOptions{.name = "search", .listed = true});
    auto quick = scope.Spawn(kAny, "quick", [] {});
    scope.Spawn(kAny, "slow", UntilCancelled);
    scope.Spawn(kAny, "also slow", UntilCancelled);
    EXPECT_TRUE(quick.Join().ok());
    auto stranger = Spawn(kAny, "stranger", [&] { return scope.Running(); });

    EXPECT_THAT(*stranger.Join(), testing::ElementsAre("also slow", "slow"));
    scope.Cancel();
    EXPECT_FALSE(scope.Join().ok());
    EXPECT_THAT(scope.CancelledMembers(), testing::ElementsAre("also slow", "slow"));
  });
}

TEST(ScopeTest, ASettledScopeHasAtMostSoManyRunningAndForgetsTheRest) {
  OnEveryScheduler([] {
    std::atomic<int> running{0};
    Scope scope("stream");
    for (int n = 0; n < 40; ++n) {
      EXPECT_TRUE(scope.Settle(3).ok());
      EXPECT_LE(running, 3);
      ++running;
      scope.Spawn(kAny, absl::StrCat(n), [&] {
        sched::Yield();
        --running;
      });
    }

    EXPECT_TRUE(scope.Join().ok());
    EXPECT_EQ(running, 0);
  });
}

TEST(ScopeTest, AShieldLetsACancelledTaskWait) {
  OnEveryScheduler([] {
    Scope scope("search");
    auto ends_in_order = scope.Spawn(kAny, "ends in order", [] {
      const absl::Status asked = UntilCancelled();
      const Shield shield;
      Scope cleanup("cleanup");
      cleanup.Spawn(kAny, "writes", [] { sched::Yield(); });
      EXPECT_TRUE(cleanup.Join().ok());
      return asked;
    });
    scope.Cancel();

    EXPECT_EQ(scope.Join().code(), absl::StatusCode::kCancelled);
    EXPECT_EQ(ends_in_order.Result().code(), absl::StatusCode::kCancelled);
  });
}

TEST(ScopeDeathTest, ASpawnByATaskThatDoesNotOwnTheScopeIsADefect) {
  testing::FLAGS_gtest_death_test_style = "threadsafe";
  EXPECT_DEATH(static_cast<void>(sched::Runtime({.workers = 1})
                                     .Run("test",
                                          [] {
                                            Scope scope("search");
                                            scope.Spawn(kAny, "stranger",
                                                        [&] { scope.Spawn(kAny, "child", [] {}); });
                                            static_cast<void>(scope.Join());
                                          })),
               "CurrentId\\(\\) == owner_");
}

}  // namespace
}  // namespace reprise::task
