#include "base/prng.h"

#include <gtest/gtest.h>

namespace reprise {
namespace {

TEST(PrngTest, Example) {
  Prng dice(DeriveSeed(42, 7));  // Of the match and the seat: no draw of one seat moves another's.
  const std::uint64_t thrown = dice.Below(6) + 1;

  EXPECT_GE(thrown, 1U);
  EXPECT_LE(thrown, 6U);
}

TEST(PrngTest, SameSeedGivesTheSameNumbersOnEveryMachine) {
  Prng prng(42);

  EXPECT_EQ(prng.Next(), Prng(42).Next());
  EXPECT_EQ(SplitMix64(0), 0xe220a8397b1dcdafU);  // The first output of the published generator for seed 0.
}

TEST(PrngTest, DerivedSeedsDependOnEveryKeyAndItsPlace) {
  EXPECT_NE(DeriveSeed(1, 2, 3), DeriveSeed(1, 3, 2));
  EXPECT_NE(DeriveSeed(1, 2, 3), DeriveSeed(2, 2, 3));
}

TEST(PrngTest, BoundedDrawsStayBelowTheBoundAndReachEveryValue) {
  Prng prng(7);
  std::array<int, 6> seen{};

  for (int draw = 0; draw < 6000; ++draw) ++seen.at(prng.Below(6));

  for (int count : seen) EXPECT_NEAR(count, 1000, 200);
}

}  // namespace
}  // namespace reprise
