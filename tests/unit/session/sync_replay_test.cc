// Programs whose tasks block on mutexes, semaphores and condition variables, recorded on real threads and played again.
#include <vector>

#include <gtest/gtest.h>

#include "channel/journal.h"
#include "support/plain_codec.h"
#include "sync/condition_variable.h"
#include "sync/mutex.h"
#include "sync/semaphore.h"
#include "task/spawn.h"
#include "tests/unit/session/record_and_replay.h"
#include "time/clock.h"

namespace reprise::session {
namespace {

using sched::Branch;
using sched::OpKind;
using task::Spawn;
using task::TaskType;

using Tasks = std::vector<task::JoinHandle<task::Nothing>>;

void JoinAll(Tasks& tasks) {
  for (auto& task : tasks) EXPECT_TRUE(task.Join().ok());
}

// Who comes first decides what is appended; some tries and some deadlines fail.
void Lockers() {
  sync::Mutex mutex("/mutex");
  sched::Clock clock("/clock");
  channel::Journal<int> order({.name = "/order"});
  int account = 0;
  Tasks tasks;
  for (int index = 1; index <= 3; ++index) {
    tasks.push_back(Spawn(TaskType::kStateUpdate, absl::StrCat(index), [&, index] {
      for (int n = 0; n < 40; ++n) {
        const sync::Mutex::Held held = n % 3 == 0   ? mutex.Lock()
                                       : n % 3 == 1 ? mutex.TryLock()
                                                    : mutex.LockUntil(clock.Now() + 2000);
        if (held.ok()) order.Append(account = account % 1000 * 3 + index);
        if (n % 4 == 0) sched::Yield();
      }
    }));
  }
  JoinAll(tasks);
}

void Permitted() {
  sync::Semaphore permits({.name = "/permits", .permits = 2});
  sched::Clock clock("/clock");
  channel::Journal<int> order({.name = "/order"});
  Tasks tasks;
  for (int index = 1; index <= 4; ++index) {
    tasks.push_back(Spawn(TaskType::kPathfinding, absl::StrCat(index), [&, index] {
      for (int n = 0; n < 25; ++n) {
        const std::uint64_t count = 1 + static_cast<std::uint64_t>(index + n) % 2;
        const sync::Permits mine = n % 3 == 0   ? permits.Acquire(count)
                                   : n % 3 == 1 ? permits.TryAcquire(count)
                                                : permits.AcquireUntil(clock.Now() + 2000, count);
        if (mine.ok()) order.Append(index * 100 + n);
      }
    }));
  }
  JoinAll(tasks);
}

// Producers and consumers over a shared queue of two places; each consumer gives up now and then.
void QueueUnderAMutex() {
  sync::Mutex mutex("/mutex");
  sync::ConditionVariable changed("/changed");
  sched::Clock clock("/clock");
  channel::Journal<int> taken({.name = "/taken"});
  std::vector<int> queue;
  int left = 60;
  Tasks tasks;
  for (int index = 0; index < 2; ++index) {
    tasks.push_back(Spawn(TaskType::kPathfinding, absl::StrCat("producer/", index), [&, index] {
      for (int n = 0; n < 30; ++n) {
        sync::Mutex::Held held = mutex.Lock();
        EXPECT_TRUE(changed.Await(held, [&] { return queue.size() < 2; }).ok());
        queue.push_back(index * 100 + n);
        changed.NotifyAll();
      }
    }));
    tasks.push_back(Spawn(TaskType::kPathfinding, absl::StrCat("consumer/", index), [&] {
      sync::Mutex::Held held = mutex.Lock();
      while (left > 0) {
        if (queue.empty()) {
          static_cast<void>(changed.WaitUntil(held, clock.Now() + 3000));
          continue;
        }
        taken.Append(queue.front());
        queue.erase(queue.begin());
        --left;
        changed.NotifyAll();
      }
    }));
  }
  JoinAll(tasks);
}

// A waiter that is cancelled has the mutex again, here and in the replay.
void CancelledWaiter() {
  sync::Mutex mutex("/mutex");
  sync::ConditionVariable never("/never");
  sync::Semaphore begun({.name = "/begun", .permits = 0});
  channel::Journal<int> after({.name = "/after"});
  sched::TaskRecord* waiter = nullptr;
  auto task = Spawn(TaskType::kPathfinding, "waiter", [&] {
    waiter = sched::Worker::Current().current;
    begun.Release();
    sync::Mutex::Held held = mutex.Lock();
    if (!held.ok()) return;
    EXPECT_EQ(never.Wait(held).code(), absl::StatusCode::kCancelled);
    after.Append(1);
  });
  begun.Acquire().Forget();
  sched::Worker::Current().run->scheduler->Cancel(*waiter);
  EXPECT_TRUE(task.Join().ok());
}

TEST(SyncReplayTest, TasksThatRaceForAMutexReplayInTheirOrder) { ExpectExact(Lockers); }
TEST(SyncReplayTest, TasksThatRaceForPermitsReplayInTheirOrder) { ExpectExact(Permitted); }
TEST(SyncReplayTest, WaitsAndNotificationsReplayInTheirOrder) { ExpectExact(QueueUnderAMutex); }
TEST(SyncReplayTest, ACancelledWaitReplays) { ExpectExact(CancelledWaiter); }

// Changes the first op of this kind and outcome that `forge` says yes to.
void ExpectFoundOut(const std::function<void()>& program, OpKind kind, Branch branch,
                    const std::function<bool(sched::Outcome&)>& forge) {
  bool forged = false;
  const log::LogFile log = Record(1, program, [&](const sched::Op& op, sched::Outcome& outcome) {
    if (!forged && op.kind == kind && outcome.branch == branch) forged = forge(outcome);
  });
  ASSERT_TRUE(forged) << Name(kind) << " " << Name(branch);
  const VerifyResult result = Verify(log, program);
  EXPECT_EQ(result.verdict, ReplayVerdict::kDiverged)
      << Name(kind) << " " << Name(branch) << ": " << result.where;
}

bool NextTicket(sched::Outcome& outcome) { return ++outcome.ticket > 0; }
bool NextValue(sched::Outcome& outcome) { return ++outcome.value > 0; }
bool Done(sched::Outcome& outcome) { return outcome.branch = Branch::kDone, true; }
bool TimedOut(sched::Outcome& outcome) { return outcome.branch = Branch::kTimedOut, true; }

// Refusals of every kind, on one worker without a race.
void Refusals() {
  sync::Mutex mutex("/mutex");
  sync::ConditionVariable changed("/changed");
  sync::Semaphore permits({.name = "/permits", .permits = 1});
  {
    sync::Mutex::Held held = mutex.Lock();
    auto other = Spawn(TaskType::kPathfinding, "other", [&] {
      EXPECT_FALSE(mutex.TryLock().ok());
      EXPECT_FALSE(mutex.LockUntil(0).ok());
      EXPECT_TRUE(permits.AcquireUntil(0).ok());
      EXPECT_FALSE(permits.AcquireUntil(0, 2).ok());
    });
    EXPECT_TRUE(other.Join().ok());
    EXPECT_FALSE(changed.WaitUntil(held, 0).ok());
    changed.NotifyAll();
  }
  auto waiter = Spawn(TaskType::kPathfinding, "waiter", [&] {
    sync::Mutex::Held held = mutex.Lock();
    permits.Release();
    EXPECT_TRUE(changed.WaitUntil(held, sched::kNever - 1).ok());
  });
  permits.Acquire(2).Forget();
  sync::Mutex::Held held = mutex.Lock();
  changed.NotifyOne();
  held.Unlock();
  EXPECT_TRUE(waiter.Join().ok());
}

TEST(SyncReplayTest, RefusalsReplay) { ExpectExact(Refusals); }

TEST(SyncReplayTest, AForgedLockIsFoundOut) {
  ExpectFoundOut(Lockers, OpKind::kLock, Branch::kDone, NextTicket);
  ExpectFoundOut(Lockers, OpKind::kUnlock, Branch::kDone, NextTicket);
  ExpectFoundOut(Lockers, OpKind::kLock, Branch::kDone, TimedOut);
  ExpectFoundOut(Refusals, OpKind::kLock, Branch::kFailed, Done);
  ExpectFoundOut(Refusals, OpKind::kLock, Branch::kTimedOut, Done);
}

TEST(SyncReplayTest, AForgedPermitIsFoundOut) {
  ExpectFoundOut(Permitted, OpKind::kAcquire, Branch::kDone, NextTicket);
  ExpectFoundOut(Permitted, OpKind::kAcquire, Branch::kDone, NextValue);
  ExpectFoundOut(Permitted, OpKind::kRelease, Branch::kDone, NextTicket);
  ExpectFoundOut(Permitted, OpKind::kRelease, Branch::kDone, NextValue);
  ExpectFoundOut(Refusals, OpKind::kAcquire, Branch::kTimedOut, Done);
  ExpectFoundOut(Refusals, OpKind::kAcquire, Branch::kDone, TimedOut);
}

TEST(SyncReplayTest, AForgedWaitOrNotificationIsFoundOut) {
  ExpectFoundOut(QueueUnderAMutex, OpKind::kSubscribe, Branch::kDone, NextTicket);
  ExpectFoundOut(QueueUnderAMutex, OpKind::kNotify, Branch::kDone, NextTicket);
  ExpectFoundOut(QueueUnderAMutex, OpKind::kNotify, Branch::kDone, NextValue);
  ExpectFoundOut(QueueUnderAMutex, OpKind::kWait, Branch::kDone, NextTicket);
  ExpectFoundOut(Refusals, OpKind::kWait, Branch::kDone, TimedOut);
  ExpectFoundOut(Refusals, OpKind::kWait, Branch::kTimedOut, Done);
  ExpectFoundOut(Refusals, OpKind::kNotify, Branch::kDone, NextValue);
}

}  // namespace
}  // namespace reprise::session
