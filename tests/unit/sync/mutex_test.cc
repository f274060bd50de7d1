#include "sync/mutex.h"

#include <stdexcept>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/cancel.h"
#include "support/join_all.h"
#include "support/on_every_scheduler.h"
#include "support/scripted_runs.h"
#include "sync/semaphore.h"
#include "task/spawn.h"
#include "time/clock.h"

namespace reprise::sync {
namespace {

using absl::StatusCode;
using task::Spawn;
using task::TaskType;
using testing::HasSubstr;

TEST(MutexTest, Example) {
  OnEveryScheduler([] {
    Mutex mutex("/account");
    int balance = 10;
    auto payer = Spawn(TaskType::kStateUpdate, "payer", [&] {
      const Mutex::Held held = mutex.Lock();
      if (held.ok()) balance -= 3;
    });
    if (const Mutex::Held held = mutex.Lock(); held.ok()) balance += 5;
    EXPECT_TRUE(payer.Join().ok());
    EXPECT_EQ(balance, 12);
  });
}

TEST(MutexTest, NobodyIsInsideTogether) {
  OnEveryScheduler([] {
    Mutex mutex("/mutex");
    int inside = 0;
    int times = 0;
    Tasks tasks;
    for (int index = 0; index < 3; ++index) {
      tasks.push_back(Spawn(TaskType::kStateUpdate, absl::StrCat(index), [&] {
        for (int n = 0; n < 4; ++n) {
          const Mutex::Held held = mutex.Lock();
          EXPECT_EQ(++inside, 1);
          sched::Yield();
          --inside;
          ++times;
        }
      }));
    }
    JoinAll(tasks);
    EXPECT_EQ(times, 12);
  });
}

TEST(MutexTest, WhoWaitsLongestIsNextAndNobodyOvertakes) {
  OnEverySearch([] {
    Mutex mutex("/mutex");
    sched::Clock clock("/clock");
    std::vector<int> order;
    Mutex::Held held = mutex.Lock();
    Tasks tasks;
    for (int index = 0; index < 3; ++index) {
      tasks.push_back(Spawn(TaskType::kStateUpdate, absl::StrCat(index), [&, index] {
        const Mutex::Held mine = mutex.Lock();
        order.push_back(index);
      }));
      static_cast<void>(clock.SleepUntil(clock.Now() + 1));  // Until the task is in line.
    }

    held.Unlock();
    static_cast<void>(mutex.Lock().ok());

    EXPECT_EQ(order, (std::vector{0, 1, 2}));
    JoinAll(tasks);
  });
}

TEST(MutexTest, ATryGetsItOnlyWhenItIsFree) {
  OnEveryScheduler([] {
    Mutex mutex("/mutex");
    {
      const Mutex::Held held = mutex.TryLock();
      ASSERT_TRUE(held.ok());
      auto other = Spawn(TaskType::kStateUpdate, "other", [&] { return mutex.TryLock().status(); });
      const absl::Status refused = *other.Join();
      EXPECT_EQ(refused.code(), StatusCode::kUnavailable);
      EXPECT_THAT(std::string(refused.message()), HasSubstr("lock on /mutex"));
    }
    EXPECT_TRUE(mutex.TryLock().ok());
  });
}

TEST(MutexTest, ADeadlineEndsTheWaitAndThePlaceInLine) {
  OnEveryScheduler([] {
    Mutex mutex("/mutex");
    sched::Clock clock("/clock");
    {
      const Mutex::Held held = mutex.Lock();
      auto hasty = Spawn(TaskType::kStateUpdate, "hasty",
                         [&] { return mutex.LockUntil(clock.Now() + 1000).status().code(); });
      EXPECT_EQ(*hasty.Join(), StatusCode::kDeadlineExceeded);
    }
    EXPECT_TRUE(mutex.TryLock().ok());
  });
}

TEST(MutexTest, ACancelledTaskStopsWaiting) {
  OnEveryScheduler([] {
    Mutex mutex("/mutex");
    Semaphore begun({.name = "/begun", .permits = 0});
    sched::TaskRecord* waiter = nullptr;
    {
      const Mutex::Held held = mutex.Lock();
      auto task = Spawn(TaskType::kStateUpdate, "waiter", [&] {
        waiter = &Self();
        begun.Release();
        return mutex.Lock().status().code();
      });
      begun.Acquire().Forget();
      Cancel(*waiter);
      EXPECT_EQ(*task.Join(), StatusCode::kCancelled);
    }
    EXPECT_TRUE(mutex.TryLock().ok());
  });
}

TEST(MutexTest, ACancelledTaskDoesNotBeginToWaitButMayTry) {
  OnEveryScheduler([] {
    Mutex mutex("/mutex");
    auto task = Spawn(TaskType::kStateUpdate, "task", [&] {
      Cancel(Self());
      EXPECT_EQ(mutex.Lock().status().code(), StatusCode::kCancelled);
      EXPECT_TRUE(mutex.TryLock().ok());
    });
    EXPECT_TRUE(task.Join().ok());
  });
}

TEST(MutexTest, AnExceptionUnlocks) {
  OnEveryScheduler([] {
    Mutex mutex("/mutex");
    auto task = Spawn(TaskType::kStateUpdate, "task", [&] {
      const Mutex::Held held = mutex.Lock();
      throw std::runtime_error("halfway");
    });
    EXPECT_FALSE(task.Join().ok());
    EXPECT_TRUE(mutex.TryLock().ok());
  });
}

TEST(MutexTest, WaitsThatGiveUpAnywhereLoseNoTurn) {
  OnEveryScheduler([] {
    Mutex mutex("/mutex");
    sched::Clock clock("/clock");
    int inside = 0;
    Tasks tasks;
    for (int index = 0; index < 3; ++index) {
      tasks.push_back(Spawn(TaskType::kStateUpdate, absl::StrCat(index), [&, index] {
        for (std::uint64_t n = 0; n < 4; ++n) {
          const Mutex::Held held = index == 0 ? mutex.Lock() : mutex.LockUntil(clock.Now() + n);
          if (!held.ok()) continue;
          EXPECT_EQ(++inside, 1);
          static_cast<void>(clock.SleepUntil(clock.Now() + 1));
          --inside;
        }
      }));
    }
    JoinAll(tasks);
    EXPECT_TRUE(mutex.TryLock().ok());
  });
}

TEST(MutexTest, ARunMayEndAnywhere) {
  EndAnywhere([] {
    Mutex mutex("/mutex");
    Tasks tasks;
    for (int index = 0; index < 2; ++index) {
      tasks.push_back(Spawn(TaskType::kStateUpdate, absl::StrCat(index), [&] {
        const Mutex::Held held = mutex.Lock();
        sched::Yield();
      }));
    }
    JoinAll(tasks);
  });
}

TEST(MutexTest, WhatIsDecidedComesOutLikeThat) {
  RunDecidedAs(sched::Branch::kFailed, [] {
    Mutex mutex("/mutex");
    EXPECT_EQ(mutex.TryLock().status().code(), StatusCode::kUnavailable);
    EXPECT_TRUE(mutex.Lock().ok());
  });
  RunDecidedAs(sched::Branch::kTimedOut, [] {
    Mutex mutex("/mutex");
    EXPECT_EQ(mutex.LockUntil(1).status().code(), StatusCode::kDeadlineExceeded);
    EXPECT_TRUE(mutex.Lock().ok());
  });
  RunDecidedAs(sched::Branch::kCancelled, [] {
    Mutex mutex("/mutex");
    EXPECT_EQ(mutex.Lock().status().code(), StatusCode::kCancelled);
  });
  RunDecidedAs(sched::Branch::kDone, [] {
    Mutex mutex("/mutex");
    Cancel(Self());
    EXPECT_TRUE(mutex.LockUntil(0).ok());
  });
}

TEST(MutexDeathTest, ATaskThatLocksWhatItHoldsIsADefect) {
  testing::FLAGS_gtest_death_test_style = "threadsafe";
  EXPECT_DEATH(static_cast<void>(sched::Runtime({.workers = 1})
                                     .Run("test",
                                          [] {
                                            Mutex mutex("/mutex");
                                            const Mutex::Held first = mutex.Lock();
                                            const Mutex::Held again = mutex.Lock();
                                          })),
               "owner_ != self");
}

}  // namespace
}  // namespace reprise::sync
