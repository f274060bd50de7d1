#include "base/os.h"

#include <gtest/gtest.h>

namespace reprise {
namespace {

TEST(OsTest, Example) {
  const std::uint64_t begin = MonotonicNanos();

  EXPECT_GE(MonotonicNanos(), begin);
}

TEST(OsTest, TheWallClockIsPastTheDayThisWasWritten) {
  constexpr std::uint64_t kYear2025 = 1'735'689'600'000'000'000U;

  EXPECT_GT(WallNanos(), kYear2025);
}

TEST(OsTest, SeedsThatNobodyGaveDiffer) { EXPECT_NE(EntropySeed(), EntropySeed()); }

}  // namespace
}  // namespace reprise
