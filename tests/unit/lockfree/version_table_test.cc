#include "lockfree/version_table.h"

#include <memory>

#include <gtest/gtest.h>

#include "lockfree/epoch.h"

namespace reprise::lockfree {
namespace {

class VersionTableTest : public testing::Test {
 protected:
  template <typename Table, typename T>
  std::uint64_t Publish(Table& table, T value, std::uint64_t now_ns = 0) {
    auto guard = me_.Pin();
    return table.Publish(guard, std::move(value), now_ns, [](const auto*) { return 0; }).version();
  }
  template <typename Table>
  int Get(Table& table, std::uint64_t version) {
    const auto guard = me_.Pin();
    const auto found = table.Get(guard, version);
    return found.entry == nullptr ? -1 : found.entry->value();
  }

  EpochDomain<> domain_;
  EpochDomain<>::Participant me_{domain_, "test"};
};

TEST_F(VersionTableTest, Example) {
  VersionTable<int> table({.versions = 2});

  auto guard = me_.Pin();
  table.Publish(guard, 10, 0,
                [](const VersionTable<int>::Entry* before) { return before == nullptr ? 100 : 200; });
  table.Publish(guard, 20, 0, [](const VersionTable<int>::Entry* before) { return before->note() + 1; });

  EXPECT_EQ(table.Latest(guard)->version(), 2U);
  EXPECT_EQ(table.Latest(guard)->value(), 20);
  EXPECT_EQ(table.Latest(guard)->note(), 101U);
  EXPECT_EQ(table.Get(guard, 1).entry->value(), 10);
}

TEST_F(VersionTableTest, BeforeTheFirstThereIsNone) {
  VersionTable<int> table({.versions = 2});
  const auto guard = me_.Pin();

  EXPECT_EQ(table.Latest(guard), nullptr);
  EXPECT_EQ(table.Get(guard, 1).entry, nullptr);
  EXPECT_EQ(table.Get(guard, 1).newest, 0U);
}

TEST_F(VersionTableTest, OnlyTheLastOnesAreThereAndTheAnswerSaysWhichIsTheNewest) {
  VersionTable<int> table({.versions = 3});
  for (int value = 1; value <= 5; ++value)
    EXPECT_EQ(Publish(table, value), static_cast<std::uint64_t>(value));

  EXPECT_EQ(Get(table, 0), -1);
  EXPECT_EQ(Get(table, 2), -1);
  for (int version = 3; version <= 5; ++version)
    EXPECT_EQ(Get(table, static_cast<std::uint64_t>(version)), version);
  EXPECT_EQ(Get(table, 6), -1);
  const auto guard = me_.Pin();
  EXPECT_EQ(table.Get(guard, 2).newest, 5U);
}

TEST_F(VersionTableTest, OfOneVersionOnlyTheNewestIsThere) {
  VersionTable<int> table({.versions = 1});
  for (int value : {1, 2, 3}) Publish(table, value);
  EXPECT_EQ(Get(table, 2), -1);
  EXPECT_EQ(Get(table, 3), 3);
}

TEST_F(VersionTableTest, AVersionOlderThanTheAgeBesideTheNewestIsGone) {
  VersionTable<int> table({.versions = 10, .age_ns = 5});
  Publish(table, 1, 100);
  Publish(table, 2, 104);
  EXPECT_EQ(Get(table, 1), 1);
  Publish(table, 3, 106);
  EXPECT_EQ(Get(table, 1), -1);
  EXPECT_EQ(Get(table, 2), 2);
}

TEST_F(VersionTableTest, AClockThatGoesBackTakesNoVersionAway) {
  VersionTable<int> table({.versions = 10, .age_ns = 5});
  Publish(table, 1, 100);
  Publish(table, 2, 50);
  EXPECT_EQ(Get(table, 1), 1);
  const auto guard = me_.Pin();
  EXPECT_EQ(table.Latest(guard)->time_ns(), 100U);
}

TEST_F(VersionTableTest, WhatIsReplacedIsFreedAndTheRestWithTheTable) {
  auto watched = std::make_shared<int>(1);
  {
    VersionTable<std::shared_ptr<int>> table({.versions = 2});
    for (int n = 0; n < 4; ++n) Publish(table, watched);
    me_.Flush();
    EXPECT_EQ(watched.use_count(), 3);
  }
  EXPECT_EQ(watched.use_count(), 1);
}

}  // namespace
}  // namespace reprise::lockfree
