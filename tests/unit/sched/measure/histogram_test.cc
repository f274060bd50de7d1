#include "sched/measure/histogram.h"

#include <gtest/gtest.h>

namespace reprise::sched {
namespace {

// At most a twentieth too large, as the head says.
void ExpectNear(std::uint64_t found, std::uint64_t exact) {
  EXPECT_GE(found, exact);
  EXPECT_LE(static_cast<double>(found), static_cast<double>(exact) * 1.0508 + 1);
}

TEST(HistogramTest, Example) {
  Histogram times;
  for (std::uint64_t nanos = 1; nanos <= 1'000; ++nanos) times.Add(nanos);

  const Distribution all = times.Summary();

  EXPECT_EQ(all.count, 1'000U);
  EXPECT_EQ(all.total_ns, 500'500U);
  ExpectNear(all.p50_ns, 500);
  ExpectNear(all.p90_ns, 900);
  ExpectNear(all.p99_ns, 990);
  EXPECT_EQ(all.max_ns, 1'000U);
}

TEST(HistogramTest, NothingIsAllZeros) {
  const Distribution none = Histogram().Summary();
  EXPECT_EQ(none.count, 0U);
  EXPECT_EQ(none.p99_ns, 0U);
}

TEST(HistogramTest, NoPercentileIsLargerThanTheLargest) {
  Histogram times;
  times.Add(12'345);
  EXPECT_EQ(times.Summary().p50_ns, 12'345U);
}

TEST(HistogramTest, ZeroAndTheVeryLongAreKept) {
  Histogram times;
  times.Add(0);
  times.Add(Histogram::kLongestNanos * 10);
  EXPECT_LE(times.Summary().p50_ns, 2U);
  EXPECT_EQ(times.Summary().p99_ns, Histogram::kLongestNanos * 10);
}

TEST(HistogramTest, MergedIsAsIfOneHadSeenAll) {
  Histogram one;
  Histogram two;
  Histogram both;
  for (std::uint64_t n = 1; n < 5'000; n += 7) {
    (n % 2 == 0 ? one : two).Add(n * n);
    both.Add(n * n);
  }
  one.Merge(two);
  EXPECT_EQ(one.Summary().count, both.Summary().count);
  EXPECT_EQ(one.Summary().p90_ns, both.Summary().p90_ns);
  EXPECT_EQ(one.Summary().max_ns, both.Summary().max_ns);
}

}  // namespace
}  // namespace reprise::sched
