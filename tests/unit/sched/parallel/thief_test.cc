#include "sched/parallel/thief.h"

#include <gtest/gtest.h>

namespace reprise::sched {
namespace {

using Verdict = VictimWatch::Verdict;

TEST(VictimWatchTest, Example) {
  VictimWatch watch;
  EXPECT_EQ(watch.Look(1'000, 7), Verdict::kLeave);      // The first look says nothing.
  EXPECT_EQ(watch.Look(101'000, 7), Verdict::kTakeAll);  // It has been in one task since.
}

TEST(VictimWatchTest, AVictimThatSwitchesOftenIsLeftAlone) {
  VictimWatch watch;
  watch.Look(1'000, 0);
  EXPECT_EQ(watch.Look(101'000, 1'000), Verdict::kLeave);  // 100 ns a pick.
}

TEST(VictimWatchTest, AVictimWithLongTasksIsHelpedButItsHandOffStays) {
  VictimWatch watch;
  watch.Look(1'000, 0);
  EXPECT_EQ(watch.Look(101'000, 2), Verdict::kTakeQueued);
}

TEST(VictimWatchTest, TheTimeOfALongTaskIsCountedFromItsFirstLook) {
  VictimWatch watch;
  watch.Look(1'000, 7);
  EXPECT_EQ(watch.Look(11'000, 7), Verdict::kLeave);
  EXPECT_EQ(watch.Look(22'000, 7), Verdict::kTakeAll);
  EXPECT_EQ(watch.Look(22'001, 7), Verdict::kTakeAll);
  EXPECT_EQ(watch.Look(22'002, 8), Verdict::kTakeQueued);  // 21 µs for one pick.
  EXPECT_EQ(watch.Look(23'000, 8), Verdict::kLeave);       // And now it is measured anew.
}

TEST(TheftRecordTest, WhatRanShorterThanItsTheftIsACrumbUntilTheNextNap) {
  TheftRecord record;
  EXPECT_FALSE(record.LastTheftWasTooShort(10));
  record.Stole(1'000);
  EXPECT_TRUE(record.LastTheftWasTooShort(1'100));
  EXPECT_FALSE(record.LastTheftWasTooShort(1'000'000));
  record.Napped();
  EXPECT_FALSE(record.LastTheftWasTooShort(1'100));
}

}  // namespace
}  // namespace reprise::sched
