#include "sched/parallel/load_balancer.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "base/check.h"

namespace reprise::sched {
namespace {

__extension__ using Wide = unsigned __int128;

constexpr std::uint64_t kWorkMax = std::uint64_t{1} << 58;
constexpr std::uint32_t kPercentMax = 100;

// Splits `total` in proportion to the weights, whose sum is not 0. It rounds each part down, then adds one to
// the parts with the largest remainders until the parts add up to `total`. If `total` is at most the sum of
// the weights, no part is above its weight.
std::vector<std::uint64_t> Apportion(std::uint64_t total, const std::vector<std::uint64_t>& weights) {
  const std::uint64_t sum = std::accumulate(weights.begin(), weights.end(), std::uint64_t{0});
  std::vector<std::uint64_t> parts;
  std::vector<std::pair<std::uint64_t, std::size_t>> remainders;
  std::uint64_t left = total;
  for (std::size_t index = 0; index < weights.size(); ++index) {
    const Wide quota = static_cast<Wide>(total) * weights[index];
    parts.push_back(static_cast<std::uint64_t>(quota / sum));
    remainders.emplace_back(static_cast<std::uint64_t>(quota % sum), index);
    left -= parts.back();
  }
  std::stable_sort(remainders.begin(), remainders.end(),
                   [](const auto& a, const auto& b) { return a.first > b.first; });
  for (std::size_t nth = 0; nth < left; ++nth) ++parts[remainders[nth].second];
  return parts;
}

}  // namespace

std::uint64_t PoolLoad::Work() const {
  const Wide work = static_cast<Wide>(queued) * std::max<std::uint64_t>(mean_service_ns, 1);
  return static_cast<std::uint64_t>(std::min<Wide>(work, kWorkMax));
}

LoadBalancer::LoadBalancer(std::vector<std::uint32_t> shares, const BalanceLimits& limits)
    : step_(limits.step), at_rest_(std::move(shares)), shares_(at_rest_) {
  REPRISE_CHECK(!shares_.empty() && limits.floor_percent <= kPercentMax);
  for (const std::uint32_t share : shares_) {
    REPRISE_CHECK(share > 0);
    const std::uint64_t part = std::uint64_t{share} * limits.floor_percent / kPercentMax;
    floors_.push_back(std::max(1U, static_cast<std::uint32_t>(part)));
    free_ += share - floors_.back();
  }
}

std::vector<std::uint64_t> LoadBalancer::Targets(std::span<const PoolLoad> loads) const {
  std::vector<std::uint64_t> work;
  for (const PoolLoad& load : loads) work.push_back(load.Work());
  const bool idle = std::all_of(work.begin(), work.end(), [](std::uint64_t one) { return one == 0; });
  if (idle) return {at_rest_.begin(), at_rest_.end()};
  std::vector<std::uint64_t> targets = Apportion(free_, work);
  for (std::size_t index = 0; index < targets.size(); ++index) targets[index] += floors_[index];
  return targets;
}

std::span<const std::uint32_t> LoadBalancer::Step(std::span<const PoolLoad> loads) {
  REPRISE_CHECK(loads.size() == shares_.size());
  const std::vector<std::uint64_t> targets = Targets(loads);
  std::vector<std::uint64_t> gains(shares_.size(), 0);
  std::vector<std::uint64_t> losses(shares_.size(), 0);
  std::uint64_t wanted = 0;
  for (std::size_t index = 0; index < shares_.size(); ++index) {
    if (targets[index] > shares_[index]) wanted += gains[index] = targets[index] - shares_[index];
    if (targets[index] < shares_[index]) losses[index] = shares_[index] - targets[index];
  }
  if (wanted == 0) return shares_;
  const std::uint64_t moved = std::min<std::uint64_t>(wanted, step_);
  const std::vector<std::uint64_t> gained = Apportion(moved, gains);
  const std::vector<std::uint64_t> lost = Apportion(moved, losses);
  for (std::size_t index = 0; index < shares_.size(); ++index) {
    shares_[index] = static_cast<std::uint32_t>(shares_[index] + gained[index] - lost[index]);
    REPRISE_CHECK(shares_[index] >= floors_[index]);
  }
  return shares_;
}

}  // namespace reprise::sched
