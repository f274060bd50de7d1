#include "channel/slots.h"

#include <memory>

#include <gtest/gtest.h>

namespace reprise::channel {
namespace {

TEST(SlotsTest, Example) {
  Slots<int> slots(/*capacity=*/3);
  slots.Put(5, 50);
  slots.Put(6, 60);

  EXPECT_EQ(slots[5], 50);
  EXPECT_EQ(slots.Take(5), 50);
  EXPECT_EQ(slots.Take(6), 60);
}

TEST(SlotsTest, ThereAreAsManyAsAskedForRoundedUpToAPowerOfTwo) {
  EXPECT_EQ(Slots<int>(1).places(), 1U);
  EXPECT_EQ(Slots<int>(3).places(), 4U);
  EXPECT_EQ(Slots<int>(64).places(), 64U);
}

TEST(SlotsTest, ATicketFindsThePlaceOfTheOneThatLeftIt) {
  Slots<int> slots(4);
  for (std::uint64_t ticket = 0; ticket < 20; ++ticket) {
    slots.Put(ticket, static_cast<int>(ticket));
    EXPECT_EQ(&slots[ticket], &slots[ticket + slots.places()]);
    EXPECT_EQ(slots.Take(ticket), static_cast<int>(ticket));
  }
}

// Each is counted by the pointer that it holds.
TEST(SlotsTest, WhatIsTakenOrDroppedIsDestroyedOnce) {
  const auto counted = std::make_shared<int>(1);
  Slots<std::shared_ptr<int>> slots(4);
  for (std::uint64_t ticket = 0; ticket < 4; ++ticket) slots.Put(ticket, std::shared_ptr<int>(counted));
  EXPECT_EQ(counted.use_count(), 5);

  EXPECT_EQ(slots.Take(0), counted);
  EXPECT_EQ(counted.use_count(), 4);
  slots.Drop(1);
  EXPECT_EQ(counted.use_count(), 3);
  slots.DropAll(2, 4);
  EXPECT_EQ(counted.use_count(), 1);
}

TEST(SlotsDeathTest, NoPlacesIsADefect) { EXPECT_DEATH(Slots<int>(0), "capacity > 0"); }

}  // namespace
}  // namespace reprise::channel
