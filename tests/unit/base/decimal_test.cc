#include "base/decimal.h"

#include <gtest/gtest.h>

#include <cstdint>

namespace reprise {
namespace {

TEST(DecimalTest, ALeadingZeroMeansNothing) {
  EXPECT_EQ(ParseDecimal<int>("0042"), 42);
  EXPECT_EQ(ParseDecimal<std::uint64_t>("09"), 9U);
  EXPECT_EQ(ParseDecimal<int>("0"), 0);
  EXPECT_EQ(ParseDecimal<int>("-7"), -7);
}

TEST(DecimalTest, TheLargestFitsAndTheNextDoesNot) {
  EXPECT_EQ(ParseDecimal<std::uint64_t>("18446744073709551615"), UINT64_MAX);
  EXPECT_EQ(ParseDecimal<std::uint64_t>("18446744073709551616"), std::nullopt);
  EXPECT_EQ(ParseDecimal<std::uint32_t>("4294967296"), std::nullopt);
  EXPECT_EQ(ParseDecimal<int>("2147483648"), std::nullopt);
}

TEST(DecimalTest, WhatIsNotAllDigitsIsNoNumber) {
  for (const char* text :
       {"", " ", "-", "-1", "+1", "0x10", "0b1", "1e3", "1.0", "7 ", " 7", "7x", "seven", "1'000"}) {
    EXPECT_EQ(ParseDecimal<std::uint64_t>(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace reprise
