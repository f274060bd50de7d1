#include "task/member.h"

#include <memory>
#include <stdexcept>
#include <utility>

#include <gtest/gtest.h>

#include "channel/mpsc.h"
#include "support/on_every_scheduler.h"
#include "support/plain_codec.h"
#include "task/scope.h"
#include "time/clock.h"

namespace reprise::task {
namespace {

constexpr TaskType kAny = TaskType::kPathfinding;

TEST(MemberTest, Example) {
  OnEveryScheduler([] {
    Scope scope("search");
    ScopedTask<int> left = scope.Spawn(kAny, "left", [] { return 7; });
    ScopedTask<int> right = scope.Spawn(kAny, "right", []() -> absl::StatusOr<int> { return 8; });

    EXPECT_EQ(*left.Join(), 7);
    EXPECT_TRUE(scope.Join().ok());
    EXPECT_EQ(*right.Result(), 8);
    EXPECT_EQ(right.name(), "right");
  });
}

TEST(MemberTest, WhateverABodyReturnsOrThrowsIsAStatusAndAValue) {
  OnEveryScheduler([] {
    Scope scope(ScopeOptions{.name = "search", .on_failure = OnFailure::kGoOn});
    auto nothing = scope.Spawn(kAny, "nothing", [] {});
    auto fails = scope.Spawn(kAny, "fails", [] { return absl::NotFoundError("no path"); });
    auto throws = scope.Spawn(kAny, "throws", []() -> int { throw std::runtime_error("no board"); });
    auto odd = scope.Spawn(kAny, "odd", []() -> int { throw 7; });
    auto moves = scope.Spawn(kAny, "moves", [] { return std::make_unique<int>(9); });

    EXPECT_TRUE(nothing.Join().ok());
    EXPECT_EQ(fails.Join(), absl::NotFoundError("no path"));
    EXPECT_EQ(throws.Join().status(), absl::InternalError("task test/throws failed: no board"));
    EXPECT_EQ(odd.Join().status().message(),
              "task test/odd failed: it threw something that is no std::exception");
    EXPECT_EQ(**moves.Join(), 9);
    EXPECT_TRUE(scope.Join().ok());
  });
}

TEST(MemberTest, WhoStopsWaitingLeavesItsTaskAlone) {
  OnEveryScheduler([] {
    sched::Clock clock("/clock");
    channel::Mpsc<int> gate({.name = "/gate"});
    Scope scope("search");
    auto waits = scope.Spawn(kAny, "waits", [&] { return *gate.Receive(); });

    EXPECT_EQ(waits.JoinUntil(clock.Now()).status().code(), absl::StatusCode::kDeadlineExceeded);
    EXPECT_TRUE(gate.Send(5).ok());
    EXPECT_EQ(*waits.Join(), 5);
    EXPECT_TRUE(scope.Join().ok());
  });
}

TEST(MemberDeathTest, AResultIsTakenOnce) {
  EXPECT_DEATH(static_cast<void>(sched::Runtime({.workers = 1})
                                     .Run("test",
                                          [] {
                                            Scope scope("search");
                                            auto one = scope.Spawn(kAny, "one", [] { return 1; });
                                            EXPECT_TRUE(scope.Join().ok());
                                            EXPECT_TRUE(one.Result().ok());
                                            static_cast<void>(one.Result());
                                          })),
               "result.has_value");
}

}  // namespace
}  // namespace reprise::task
