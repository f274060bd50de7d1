#include "channel/slots.h"

#include <cstdint>

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

// Counts those that live, whatever was moved out of them.
class Counted {
 public:
  explicit Counted(int& alive) : alive_(alive) { ++alive_; }
  Counted(Counted&& other) noexcept : alive_(other.alive_) { ++alive_; }
  ~Counted() { --alive_; }
  Counted& operator=(Counted&&) = delete;

 private:
  int& alive_;
};

TEST(SlotsTest, WhatIsTakenOrDroppedIsDestroyedOnce) {
  int alive = 0;
  Slots<Counted> slots(4);
  for (std::uint64_t ticket = 0; ticket < 4; ++ticket) slots.Put(ticket, Counted(alive));
  EXPECT_EQ(alive, 4);

  static_cast<void>(slots.Take(0));
  EXPECT_EQ(alive, 3);
  slots.Drop(1);
  EXPECT_EQ(alive, 2);
  slots.DropAll(2, 4);
  EXPECT_EQ(alive, 0);
}

TEST(SlotsDeathTest, NoPlacesIsADefect) { EXPECT_DEATH(Slots<int>(0), "capacity > 0"); }

}  // namespace
}  // namespace reprise::channel
