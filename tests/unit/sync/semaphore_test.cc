#include "sync/semaphore.h"

#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/cancel.h"
#include "support/join_all.h"
#include "support/on_every_scheduler.h"
#include "support/scripted_runs.h"
#include "sync/mutex.h"
#include "task/spawn.h"
#include "time/clock.h"

namespace reprise::sync {
namespace {

using absl::StatusCode;
using task::Spawn;
using task::TaskType;
using testing::HasSubstr;

TEST(SemaphoreTest, Example) {
  OnEveryScheduler([] {
    Semaphore downloads({.name = "/downloads", .permits = 2});
    Mutex mutex("/mutex");
    int running = 0;
    int most = 0;
    Tasks tasks;
    for (int index = 0; index < 4; ++index) {
      tasks.push_back(Spawn(TaskType::kPathfinding, absl::StrCat(index), [&] {
        const Permits mine = downloads.Acquire();
        if (const Mutex::Held held = mutex.Lock(); held.ok()) most = std::max(most, ++running);
        sched::Yield();
        if (const Mutex::Held held = mutex.Lock(); held.ok()) --running;
      }));
    }
    JoinAll(tasks);
    EXPECT_LE(most, 2);
    EXPECT_EQ(running, 0);
  });
}

TEST(SemaphoreTest, ATaskGivesAPermitThatAnotherWaitsFor) {
  OnEveryScheduler([] {
    Semaphore ready({.name = "/ready", .permits = 0});
    int value = 0;
    auto waiter = Spawn(TaskType::kPathfinding, "waiter", [&] {
      ready.Acquire(3).Forget();
      return value;
    });
    value = 7;
    for (int n = 0; n < 3; ++n) ready.Release();
    EXPECT_EQ(*waiter.Join(), 7);
    EXPECT_FALSE(ready.TryAcquire().ok());
  });
}

TEST(SemaphoreTest, WhoAsksForManyIsNotOvertakenByWhoAsksForFew) {
  OnEverySearch([] {
    Semaphore permits({.name = "/permits", .permits = 1});
    sched::Clock clock("/clock");
    std::vector<int> order;
    Tasks tasks;
    for (const int count : {2, 1}) {
      tasks.push_back(Spawn(TaskType::kPathfinding, absl::StrCat(count), [&, count] {
        const Permits mine = permits.Acquire(static_cast<std::uint64_t>(count));
        order.push_back(count);
      }));
      static_cast<void>(clock.SleepUntil(clock.Now() + 1));  // Until the task is in line.
    }
    EXPECT_FALSE(permits.TryAcquire().ok());

    permits.Release();
    JoinAll(tasks);

    EXPECT_EQ(order, (std::vector{2, 1}));
  });
}

TEST(SemaphoreTest, WhoLeavesTheLineLetsThoseBehindGoOn) {
  OnEverySearch([] {
    Semaphore permits({.name = "/permits", .permits = 1});
    sched::Clock clock("/clock");
    auto greedy =
        Spawn(TaskType::kPathfinding, "greedy", [&] { return permits.AcquireUntil(10, 2).status().code(); });
    static_cast<void>(clock.SleepUntil(1));
    auto modest = Spawn(TaskType::kPathfinding, "modest", [&] { return permits.Acquire().ok(); });

    EXPECT_EQ(*greedy.Join(), StatusCode::kDeadlineExceeded);
    EXPECT_TRUE(*modest.Join());
  });
}

TEST(SemaphoreTest, ATryTakesWhatIsThere) {
  OnEveryScheduler([] {
    Semaphore permits({.name = "/permits", .permits = 3});
    {
      const Permits two = permits.TryAcquire(2);
      EXPECT_TRUE(two.ok());
      const Permits more = permits.TryAcquire(2);
      EXPECT_EQ(more.status().code(), StatusCode::kUnavailable);
      EXPECT_THAT(std::string(more.status().message()), HasSubstr("acquire on /permits"));
    }
    Permits all = permits.TryAcquire(3);
    EXPECT_TRUE(all.ok());
    all.Release();
    EXPECT_TRUE(permits.TryAcquire(3).ok());
  });
}

TEST(SemaphoreTest, ADeadlineAndACancellationEndTheWait) {
  OnEveryScheduler([] {
    Semaphore never({.name = "/never", .permits = 0});
    Semaphore begun({.name = "/begun", .permits = 0});
    sched::Clock clock("/clock");
    EXPECT_EQ(never.AcquireUntil(clock.Now() + 10).status().code(), StatusCode::kDeadlineExceeded);

    sched::TaskRecord* waiter = nullptr;
    auto task = Spawn(TaskType::kPathfinding, "waiter", [&] {
      waiter = &Self();
      begun.Release();
      return never.Acquire().status().code();
    });
    begun.Acquire().Forget();
    Cancel(*waiter);
    EXPECT_EQ(*task.Join(), StatusCode::kCancelled);
  });
}

TEST(SemaphoreTest, NoPermitIsLostOrInvented) {
  OnEveryScheduler([] {
    Semaphore permits({.name = "/permits", .permits = 2});
    sched::Clock clock("/clock");
    Tasks tasks;
    for (std::uint64_t index = 0; index < 3; ++index) {
      tasks.push_back(Spawn(TaskType::kPathfinding, absl::StrCat(index), [&, index] {
        for (std::uint64_t n = 0; n < 3; ++n) {
          const Permits some = permits.AcquireUntil(clock.Now() + n, 1 + (index + n) % 2);
          if (some.ok()) static_cast<void>(clock.SleepUntil(clock.Now() + 1));
        }
      }));
    }
    JoinAll(tasks);
    const Permits all = permits.TryAcquire(2);
    EXPECT_TRUE(all.ok());
    EXPECT_FALSE(permits.TryAcquire().ok());
  });
}

TEST(SemaphoreTest, ARunMayEndAnywhere) {
  EndAnywhere([] {
    Semaphore permits({.name = "/permits", .permits = 1});
    Tasks tasks;
    for (int index = 0; index < 2; ++index) {
      tasks.push_back(Spawn(TaskType::kPathfinding, absl::StrCat(index), [&] {
        const Permits mine = permits.Acquire();
        sched::Yield();
      }));
    }
    JoinAll(tasks);
  });
}

TEST(SemaphoreTest, WhatIsDecidedComesOutLikeThat) {
  RunDecidedAs(sched::Branch::kFailed, [] {
    Semaphore permits({.name = "/permits"});
    EXPECT_EQ(permits.TryAcquire().status().code(), StatusCode::kUnavailable);
  });
  RunDecidedAs(sched::Branch::kTimedOut, [] {
    Semaphore permits({.name = "/permits"});
    EXPECT_EQ(permits.AcquireUntil(9).status().code(), StatusCode::kDeadlineExceeded);
    EXPECT_TRUE(permits.Acquire().ok());
  });
}

}  // namespace
}  // namespace reprise::sync
