#include "sync/condition_variable.h"

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

TEST(ConditionVariableTest, Example) {
  OnEveryScheduler([] {
    Mutex mutex("/mutex");
    ConditionVariable changed("/changed");
    std::vector<int> jobs;
    auto worker = Spawn(TaskType::kPathfinding, "worker", [&] {
      int sum = 0;
      for (int n = 0; n < 3; ++n) {
        Mutex::Held held = mutex.Lock();
        EXPECT_TRUE(changed.Await(held, [&] { return !jobs.empty(); }).ok());
        sum += jobs.back();
        jobs.pop_back();
      }
      return sum;
    });
    for (const int job : {1, 2, 3}) {
      const Mutex::Held held = mutex.Lock();
      jobs.push_back(job);
      changed.NotifyOne();
    }
    EXPECT_EQ(*worker.Join(), 6);
  });
}

TEST(ConditionVariableTest, ANotificationWakesWhoWaitsLongestAndNobodyElse) {
  OnEverySearch([] {
    Mutex mutex("/mutex");
    ConditionVariable changed("/changed");
    sched::Clock clock("/clock");
    std::vector<int> woken;
    Tasks tasks;
    for (int index = 0; index < 3; ++index) {
      tasks.push_back(Spawn(TaskType::kPathfinding, absl::StrCat(index), [&, index] {
        Mutex::Held held = mutex.Lock();
        EXPECT_TRUE(changed.Wait(held).ok());
        woken.push_back(index);
      }));
      static_cast<void>(clock.SleepUntil(clock.Now() + 1));  // Until the task waits.
    }

    changed.NotifyOne();
    static_cast<void>(clock.SleepUntil(clock.Now() + 1));
    EXPECT_EQ(woken, std::vector{0});
    changed.NotifyAll();
    JoinAll(tasks);
    EXPECT_EQ(woken.size(), 3U);
  });
}

TEST(ConditionVariableTest, ANotificationIsNotKept) {
  OnEveryScheduler([] {
    Mutex mutex("/mutex");
    ConditionVariable changed("/changed");
    sched::Clock clock("/clock");
    changed.NotifyOne();
    changed.NotifyAll();
    Mutex::Held held = mutex.Lock();
    const absl::Status told = changed.WaitUntil(held, clock.Now() + 10);
    EXPECT_EQ(told.code(), StatusCode::kDeadlineExceeded);
    EXPECT_THAT(std::string(told.message()), HasSubstr("wait on /changed"));
  });
}

TEST(ConditionVariableTest, AWaitThatGaveUpHasTheMutexAgain) {
  OnEveryScheduler([] {
    Mutex mutex("/mutex");
    ConditionVariable changed("/changed");
    Semaphore begun({.name = "/begun", .permits = 0});
    sched::Clock clock("/clock");
    sched::TaskRecord* waiter = nullptr;
    auto task = Spawn(TaskType::kPathfinding, "waiter", [&] {
      Mutex::Held held = mutex.Lock();
      EXPECT_EQ(changed.WaitUntil(held, clock.Now() + 1).code(), StatusCode::kDeadlineExceeded);
      EXPECT_TRUE(held.ok());
      waiter = &Self();
      begun.Release();
      EXPECT_EQ(changed.Wait(held).code(), StatusCode::kCancelled);
      // Cancelled as it is, it holds the mutex: nobody else can have it.
      auto other = Spawn(TaskType::kPathfinding, "other", [&] { return mutex.TryLock().ok(); });
      EXPECT_FALSE(*other.Join());
    });
    begun.Acquire().Forget();
    {
      // Locked when the waiter waits: it can take the mutex back only behind this.
      const Mutex::Held held = mutex.Lock();
      Cancel(*waiter);
      sched::Yield();
    }
    EXPECT_TRUE(task.Join().ok());
    EXPECT_TRUE(mutex.TryLock().ok());
  });
}

TEST(ConditionVariableTest, NoNotificationIsLostToAWaitThatGivesUp) {
  OnEveryScheduler([] {
    Mutex mutex("/mutex");
    ConditionVariable changed("/changed");
    sched::Clock clock("/clock");
    bool ready = false;
    int told = 0;
    Tasks tasks;
    for (std::uint64_t index = 0; index < 3; ++index) {
      tasks.push_back(Spawn(TaskType::kPathfinding, absl::StrCat(index), [&, index] {
        Mutex::Held held = mutex.Lock();
        const std::uint64_t deadline = index == 0 ? sched::kNever : clock.Now() + index;
        while (!ready) {
          if (!changed.WaitUntil(held, deadline).ok())
            return;  // It was told nothing, so it passes nothing on.
        }
        ++told;
        changed.NotifyOne();  // Passes it on.
      }));
    }
    static_cast<void>(clock.SleepUntil(clock.Now() + 1));
    {
      const Mutex::Held held = mutex.Lock();
      ready = true;
      changed.NotifyOne();
    }
    JoinAll(tasks);
    EXPECT_GE(told, 1);
  });
}

TEST(ConditionVariableTest, ARunMayEndAnywhere) {
  EndAnywhere([] {
    Mutex mutex("/mutex");
    ConditionVariable changed("/changed");
    bool ready = false;
    auto waiter = Spawn(TaskType::kPathfinding, "waiter", [&] {
      Mutex::Held held = mutex.Lock();
      EXPECT_TRUE(changed.Await(held, [&] { return ready; }).ok());
    });
    {
      const Mutex::Held held = mutex.Lock();
      ready = true;
      changed.NotifyAll();
    }
    EXPECT_TRUE(waiter.Join().ok());
  });
}

TEST(ConditionVariableTest, WhatIsDecidedComesOutLikeThat) {
  RunDecidedAs(sched::Branch::kTimedOut, [] {
    Mutex mutex("/mutex");
    ConditionVariable changed("/changed");
    Mutex::Held held = mutex.Lock();
    EXPECT_EQ(changed.WaitUntil(held, 100).code(), StatusCode::kDeadlineExceeded);
  });
  RunDecidedAs(sched::Branch::kDone, [] {
    Mutex mutex("/mutex");
    ConditionVariable changed("/changed");
    Mutex::Held held = mutex.Lock();
    auto notifier = Spawn(TaskType::kPathfinding, "notifier", [&] {
      const Mutex::Held mine = mutex.Lock();
      changed.NotifyOne();
    });
    Cancel(Self());
    EXPECT_TRUE(changed.WaitUntil(held, 0).ok());
    held.Unlock();
    EXPECT_TRUE(notifier.Join().ok());
  });
}

TEST(ConditionVariableDeathTest, AWaitWithoutTheMutexIsADefect) {
  testing::FLAGS_gtest_death_test_style = "threadsafe";
  EXPECT_DEATH(static_cast<void>(sched::Runtime({.workers = 1})
                                     .Run("test",
                                          [] {
                                            Mutex mutex("/mutex");
                                            ConditionVariable changed("/changed");
                                            Mutex::Held held = mutex.Lock();
                                            held.Unlock();
                                            static_cast<void>(changed.Wait(held));
                                          })),
               "mutex_ != nullptr");
}

}  // namespace
}  // namespace reprise::sync
