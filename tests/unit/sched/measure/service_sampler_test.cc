#include "sched/measure/service_sampler.h"

#include <gtest/gtest.h>

namespace reprise::sched {
namespace {

// A clock that stands still but for the turns.
class Turns {
 public:
  explicit Turns(ServiceSampler& sampler) : sampler_(sampler) {}

  // True: it was measured.
  bool Take(std::uint8_t type, std::uint64_t nanos) {
    const auto clock = [this] {
      ++clock_reads;
      return now_ns_;
    };
    sampler_.Resumed(type, clock);
    now_ns_ += nanos;
    return sampler_.Left(clock) != 0;
  }

  int clock_reads = 0;

 private:
  ServiceSampler& sampler_;
  std::uint64_t now_ns_ = 1;
};

double MeanOf(const ServiceSampler& sampler, std::size_t type) {
  const ServiceSampler::Sum sum = sampler.Read(type);
  return static_cast<double>(sum.nanos) / static_cast<double>(sum.turns);
}

TEST(ServiceSamplerTest, Example) {
  ServiceSampler sampler(/*seed=*/1);
  Turns turns(sampler);
  for (int n = 0; n < 1'000; ++n) turns.Take(3, 200);

  const ServiceSampler::Sum sum = sampler.Read(3);
  EXPECT_EQ(sum.nanos, 200 * sum.turns);
  EXPECT_EQ(sampler.Read(2).turns, 0U);
}

TEST(ServiceSamplerTest, OneTurnInSixteenIsMeasuredAndStandsForTheOthers) {
  ServiceSampler sampler(1);
  Turns turns(sampler);
  int measured = 0;
  for (int n = 0; n < 160'000; ++n) measured += turns.Take(0, 200) ? 1 : 0;

  EXPECT_NEAR(measured, 10'000, 300);
  EXPECT_EQ(turns.clock_reads, 2 * measured);
  EXPECT_EQ(sampler.Read(0).turns, static_cast<std::uint64_t>(measured) * ServiceSampler::kOneIn);
}

TEST(ServiceSamplerTest, AfterALongTurnTheNextIsMeasuredForCertain) {
  ServiceSampler sampler(1);
  Turns turns(sampler);
  while (!turns.Take(0, ServiceSampler::kLongNanos)) {
  }
  for (int n = 0; n < 100; ++n) EXPECT_TRUE(turns.Take(0, ServiceSampler::kLongNanos));
  EXPECT_EQ(sampler.Read(0).turns, ServiceSampler::kOneIn + 100);
}

// Long turns are measured more often than short ones, and a rhythm of sixteen is that of the sample.
TEST(ServiceSamplerTest, TheMeanLeansToNeitherSide) {
  for (const int rhythm : {2, 3, 16}) {
    ServiceSampler sampler(7);
    Turns turns(sampler);
    for (int n = 0; n < 480'000; ++n) turns.Take(5, n % rhythm == 0 ? 30'000 : 100);
    const double mean = (30'000 + 100.0 * (rhythm - 1)) / rhythm;
    EXPECT_NEAR(MeanOf(sampler, 5), mean, mean / 20) << "every " << rhythm << "th turn is long";
  }
}

TEST(ServiceSamplerTest, ATypeBeyondTheLastCountsAsTheLast) {
  ServiceSampler sampler(1);
  Turns turns(sampler);
  while (!turns.Take(200, 50)) {
  }
  EXPECT_EQ(sampler.Read(kPoolsMax - 1).nanos, 50 * ServiceSampler::kOneIn);
}

}  // namespace
}  // namespace reprise::sched
