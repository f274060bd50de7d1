#include "sched/measure/histogram.h"

#include <algorithm>
#include <cmath>
#include <tuple>

#include <boost/histogram.hpp>

namespace reprise::sched {
namespace {

namespace bh = boost::histogram;

// The upper edge of a bin is a twentieth above its lower edge: 100 s / 1 ns = 1.0507 to the power of 512.
constexpr unsigned kBins = 512;

using Axis = bh::axis::regular<double, bh::axis::transform::log>;

}  // namespace

struct Histogram::Bins {
  bh::histogram<std::tuple<Axis>, bh::dense_storage<std::uint64_t>> of =
      bh::make_histogram_with(bh::dense_storage<std::uint64_t>(), Axis(kBins, 1.0, 1.0 * kLongestNanos));
};

Histogram::Histogram() : bins_(std::make_unique<Bins>()) {}
Histogram::~Histogram() = default;
Histogram::Histogram(Histogram&&) noexcept = default;
Histogram& Histogram::operator=(Histogram&&) noexcept = default;

void Histogram::Add(std::uint64_t nanos) {
  bins_->of(static_cast<double>(std::max<std::uint64_t>(nanos, 1)));
  ++count_;
  total_ns_ += nanos;
  max_ns_ = std::max(max_ns_, nanos);
}

void Histogram::Merge(const Histogram& other) {
  bins_->of += other.bins_->of;
  count_ += other.count_;
  total_ns_ += other.total_ns_;
  max_ns_ = std::max(max_ns_, other.max_ns_);
}

Distribution Histogram::Summary() const {
  return {.count = count_,
          .total_ns = total_ns_,
          .p50_ns = Percentile(0.50),
          .p90_ns = Percentile(0.90),
          .p99_ns = Percentile(0.99),
          .max_ns = max_ns_};
}

std::uint64_t Histogram::Percentile(double share) const {
  const auto rank = static_cast<std::uint64_t>(std::ceil(share * static_cast<double>(count_)));
  std::uint64_t seen = 0;
  for (int bin = 0; bin < static_cast<int>(kBins); ++bin) {
    seen += bins_->of.at(bin);
    if (seen < rank) continue;
    const auto edge = static_cast<std::uint64_t>(std::llround(bins_->of.axis().bin(bin).upper()));
    return std::min(edge, max_ns_);
  }
  return max_ns_;  // Beyond the last bin.
}

}  // namespace reprise::sched
