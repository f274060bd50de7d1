// Each rule that ties the ops of what tasks block on has one run here that only that rule puts into its order.
#include "replay/session/sync_rules.h"

#include <gtest/gtest.h>

#include "tests/unit/session/two_task_run.h"

namespace reprise::session {
namespace {

using sched::Branch;
using sched::ObjectKind;
using sched::OpKind;

class SyncRulesTest : public TwoTaskRun {};

TEST_F(SyncRulesTest, ALockComesAfterTheUnlockBefore) {
  const ObjectId mutex = Make(ObjectKind::kMutex, "/m", 1);
  Early(OpKind::kLock, mutex, {.ticket = 1});
  Early(OpKind::kUnlock, mutex, {.ticket = 1});
  Late(OpKind::kLock, mutex, {.ticket = 0});
  Late(OpKind::kUnlock, mutex, {.ticket = 0});
  EXPECT_EQ(Order(), "late:lock/m0 late:unlock/m0 early:lock/m1 early:unlock/m1");
  EXPECT_TRUE(Complete());
}

TEST_F(SyncRulesTest, AnUnlockComesAfterItsLock) {
  const ObjectId mutex = Make(ObjectKind::kMutex, "/m", 1);
  Early(OpKind::kUnlock, mutex, {.ticket = 0});
  Late(OpKind::kLock, mutex, {.ticket = 0});
  EXPECT_EQ(Order(), "late:lock/m0 early:unlock/m0");
}

TEST_F(SyncRulesTest, WhoGaveUpOnALockComesInItsTasksOrderOnly) {
  const ObjectId mutex = Make(ObjectKind::kMutex, "/m", 1);
  Late(OpKind::kLock, mutex, {.ticket = 0});
  for (const Branch branch : {Branch::kFailed, Branch::kTimedOut, Branch::kCancelled}) {
    Early(OpKind::kLock, mutex, {.branch = branch});
  }
  EXPECT_EQ(Order(), "early:lock/m!failed0 early:lock/m!timed_out0 early:lock/m!cancelled0 late:lock/m0");
}

TEST_F(SyncRulesTest, AnAcquireComesAfterTheReleasesThatItNeeds) {
  const ObjectId permits = Make(ObjectKind::kSemaphore, "/s", 2);
  Early(OpKind::kAcquire, permits, {.ticket = 0, .value = 2});
  Early(OpKind::kAcquire, permits, {.ticket = 1, .value = 2});
  Late(OpKind::kRelease, permits, {.ticket = 0, .value = 1});
  Late(OpKind::kRelease, permits, {.ticket = 1, .value = 1});
  Late(OpKind::kRelease, permits, {.ticket = 2, .value = 1});
  EXPECT_EQ(Order(), "early:acquire/s0 late:release/s0 late:release/s1 early:acquire/s1 late:release/s2");
  EXPECT_TRUE(Complete());
}

TEST_F(SyncRulesTest, AcquiresAndReleasesComeInTheOrderOfTheirTickets) {
  const ObjectId permits = Make(ObjectKind::kSemaphore, "/s", 9);
  Early(OpKind::kAcquire, permits, {.ticket = 1, .value = 1});
  Early(OpKind::kRelease, permits, {.ticket = 1, .value = 1});
  Late(OpKind::kRelease, permits, {.ticket = 0, .value = 1});
  Late(OpKind::kAcquire, permits, {.ticket = 0, .value = 1});
  EXPECT_EQ(Order(), "late:release/s0 late:acquire/s0 early:acquire/s1 early:release/s1");
}

TEST_F(SyncRulesTest, PermitsThatNobodyGaveCannotBeTaken) {
  const ObjectId permits = Make(ObjectKind::kSemaphore, "/s", 1);
  Late(OpKind::kRelease, permits, {.ticket = 0, .value = 1});
  Early(OpKind::kAcquire, permits, {.ticket = 0, .value = 3});
  EXPECT_EQ(Order(), "late:release/s0");
  EXPECT_FALSE(Complete());
}

TEST_F(SyncRulesTest, PermitsBeyondAllNumbersAreStillCounted) {
  const ObjectId permits = Make(ObjectKind::kSemaphore, "/s", 1);
  Early(OpKind::kAcquire, permits, {.ticket = 0, .value = UINT64_MAX});
  Early(OpKind::kAcquire, permits, {.ticket = 1, .value = UINT64_MAX});
  Late(OpKind::kRelease, permits, {.ticket = 0, .value = UINT64_MAX});
  EXPECT_EQ(Order(), "late:release/s0 early:acquire/s0 early:acquire/s1");
}

TEST_F(SyncRulesTest, WhatChangesWhoWaitsOnAConditionComesInOneOrder) {
  const ObjectId changed = Make(ObjectKind::kCondition, "/c", 0);
  Early(OpKind::kNotify, changed, {.ticket = 2, .value = 0});
  Late(OpKind::kSubscribe, changed, {.ticket = 0});
  Late(OpKind::kWait, changed, {.branch = Branch::kTimedOut, .ticket = 1});
  Late(OpKind::kSubscribe, changed, {.ticket = 3});
  Late(OpKind::kWait, changed, {.branch = Branch::kCancelled, .ticket = 4});
  Early(OpKind::kNotify, changed, {.ticket = 5, .value = 0});
  EXPECT_EQ(
      Order(),
      "late:subscribe/c0 late:wait/c!timed_out1 early:notify/c2 late:subscribe/c3 late:wait/c!cancelled4 "
      "early:notify/c5");
  EXPECT_TRUE(Complete());
}

TEST_F(SyncRulesTest, AWaitComesAfterTheNotificationThatItGot) {
  const ObjectId changed = Make(ObjectKind::kCondition, "/c", 0);
  Early(OpKind::kSubscribe, changed, {.ticket = 0});
  Early(OpKind::kWait, changed, {.ticket = 2});
  Late(OpKind::kSubscribe, changed, {.ticket = 1});
  Late(OpKind::kNotify, changed, {.ticket = 2, .value = 2});
  Late(OpKind::kWait, changed, {.ticket = 2});
  EXPECT_EQ(Order(), "early:subscribe/c0 late:subscribe/c1 late:notify/c2 early:wait/c2 late:wait/c2");
}

}  // namespace
}  // namespace reprise::session
