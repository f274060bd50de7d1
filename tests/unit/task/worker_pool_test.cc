#include "task/worker_pool.h"

#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "support/on_every_scheduler.h"
#include "task/scope.h"

namespace reprise::task {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr TaskType kAny = TaskType::kPathfinding;

template <typename F>
auto Submit(WorkerPool& pool, std::string name, F body) {
  return pool.Submit(kAny, std::move(name), std::move(body), sched::kNever, WhenFull::kWait,
                     sched::Site::Here());
}

absl::Status TrySubmit(WorkerPool& pool, std::string name) {
  return pool
      .Submit(
          kAny, std::move(name), [] {}, sched::kNever, WhenFull::kFail, sched::Site::Here())
      .status();
}

TEST(WorkerPoolTest, Example) {
  OnEveryScheduler([] {
    WorkerPool pool({.name = "paths", .queue = 4, .running_max = 2});
    Scope services("services");
    services.Spawn(kAny, "paths", [&pool] { pool.Serve(); });

    auto sum = Submit(pool, "sum", [] { return 1 + 1; });
    EXPECT_EQ(*sum->Join(), 2);
    pool.Close(sched::Site::Here());
    EXPECT_TRUE(services.Join().ok());
    EXPECT_EQ(pool.counters().ended, 1U);
  });
}

TEST(WorkerPoolTest, WhatIsOpenIsWhatWasHandedInAndHasNotEnded) {
  OnEveryScheduler([] {
    WorkerPool pool({.name = "paths", .queue = 4, .running_max = 1});
    std::vector<ScopedTask<Nothing>> tasks;
    for (int n = 0; n < 4; ++n) tasks.push_back(*Submit(pool, absl::StrCat(n), [] {}));
    EXPECT_EQ(pool.Open(), 4U);
    EXPECT_EQ(TrySubmit(pool, "fifth").code(), absl::StatusCode::kResourceExhausted);
    EXPECT_EQ(pool.Open(), 4U);

    Scope services("services");
    services.Spawn(kAny, "paths", [&pool] { pool.Serve(); });
    for (auto& one : tasks) EXPECT_TRUE(one.Join().ok());
    pool.Close(sched::Site::Here());
    EXPECT_TRUE(services.Join().ok());
    EXPECT_EQ(pool.Open(), 0U);
    EXPECT_EQ(pool.counters().submitted, 4U);
  });
}

TEST(WorkerPoolTest, ASubmissionThatCouldNotBeServedIsRefusedAndToldWhy) {
  OnEveryScheduler([] {
    WorkerPool pool({.name = "paths", .queue = 4});
    auto waits = Submit(pool, "waits", [] {});
    Scope services("services");
    services.Cancel();
    services.Spawn(kAny, "paths", [&pool] { pool.Serve(); });
    EXPECT_TRUE(absl::IsCancelled(services.Join()));

    EXPECT_EQ(waits->Join().message(), "task waits of pool paths: the pool ended first");
    EXPECT_THAT(pool.refused(), ElementsAre("waits"));
    EXPECT_THAT(pool.CancelledNames(), IsEmpty());
    EXPECT_EQ(TrySubmit(pool, "late").code(), absl::StatusCode::kFailedPrecondition);
    EXPECT_EQ(pool.counters().submitted, 1U);
  });
}

}  // namespace
}  // namespace reprise::task
