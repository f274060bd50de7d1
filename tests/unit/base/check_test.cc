#include "base/check.h"

#include <gtest/gtest.h>

namespace reprise {
namespace {

int Half(int even) {
  REPRISE_CHECK(even % 2 == 0);
  return even / 2;
}

TEST(CheckTest, Example) { EXPECT_EQ(Half(8), 4); }

TEST(CheckDeathTest, AMistakeEndsTheProcessWithItsPlaceAndItsCondition) {
  EXPECT_DEATH(Half(7), "check_test.cc:[0-9]+: CHECK\\(even % 2 == 0\\) failed");
}

}  // namespace
}  // namespace reprise
