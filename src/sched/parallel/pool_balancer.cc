#include "sched/parallel/pool_balancer.h"

#include <algorithm>
#include <limits>
#include <map>
#include <new>
#include <utility>

#include "base/check.h"
#include "sched/parallel/run_queues.h"

namespace reprise::sched {
namespace {

constexpr std::uint64_t kStepping = std::numeric_limits<std::uint64_t>::max();
// Units per share, unless kShareSumMax allows only fewer: a quarter of a share of 1 still has two digits.
constexpr std::uint32_t kUnitsMax = 64;
constexpr std::uint64_t kSeed = 0x5a3e5;

std::uint64_t ShareSum(std::span<const PoolOptions> pools) {
  std::uint64_t sum = 0;
  for (const PoolOptions& pool : pools) sum += pool.share;
  REPRISE_CHECK(sum > 0 && sum <= PoolBalancer::kShareSumMax);
  return sum;
}

}  // namespace

PoolBalancer::PoolBalancer(std::span<const PoolOptions> pools, const BalanceOptions& options,
                           unsigned workers)
    : interval_ns_(options.interval_ns),
      pools_(static_cast<unsigned>(pools.size())),
      units_(static_cast<std::uint32_t>(std::min<std::uint64_t>(kUnitsMax, kShareSumMax / ShareSum(pools)))) {
  REPRISE_CHECK(pools_ <= kPoolsMax);
  std::map<std::uint8_t, std::vector<unsigned>> by_priority;
  for (unsigned pool = 0; pool < pools_; ++pool) by_priority[pools[pool].priority].push_back(pool);
  for (auto& [priority, members] : by_priority) {
    std::vector<std::uint32_t> shares;
    std::uint32_t sum = 0;
    for (const unsigned pool : members) {
      shares.push_back(pools[pool].share * units_);
      sum += shares.back();
    }
    const BalanceLimits limits{.floor_percent = options.floor_percent,
                               .step = std::max(1U, sum * std::min(options.step_percent, 100U) / 100)};
    groups_.push_back({.pools = std::move(members), .balancer = LoadBalancer(std::move(shares), limits)});
  }
  for (unsigned worker = 0; worker < workers; ++worker)
    samplers_.push_back(std::make_unique<ServiceSampler>(DeriveSeed(kSeed, worker)));
}

void PoolBalancer::Begin(BalancedPools pools) {
  target_ = std::move(pools);
  for (const Group& group : groups_) {
    for (std::size_t nth = 0; nth < group.pools.size(); ++nth)
      target_.set_share(group.pools[nth], group.balancer.shares()[nth]);
  }
}

void PoolBalancer::StepIfFirst(std::uint64_t now_ns) {
  std::uint64_t due_ns = next_ns_.load(std::memory_order_relaxed);  // [B1]
  // [B2] acquire: pairs with [B3], so that the worker that does this step sees the state after the last one.
  if (now_ns < due_ns || !next_ns_.compare_exchange_strong(due_ns, kStepping, std::memory_order_acquire))
    return;
  try {
    Step();
  } catch (const std::bad_alloc&) {
    // The worker is between two tasks, where nothing may throw: the shares stay as they are for now.
  }
  // [B3] release: pairs with [B2].
  next_ns_.store(now_ns + std::min(interval_ns_, kStepping - 1 - now_ns), std::memory_order_release);
}

void PoolBalancer::Step() {
  MeasureTurns();
  std::vector<PoolLoad> loads;
  for (Group& group : groups_) {
    if (group.pools.size() < 2) continue;
    loads.clear();
    for (const unsigned pool : group.pools)
      loads.push_back({.queued = target_.waiting(pool), .mean_service_ns = mean_ns_[pool]});
    const std::span<const std::uint32_t> shares = group.balancer.Step(loads);
    for (std::size_t nth = 0; nth < shares.size(); ++nth) target_.set_share(group.pools[nth], shares[nth]);
  }
}

// The mean time of a turn, by pool: half from the turns since the last step, half from the mean before. A
// pool without such turns keeps its mean.
void PoolBalancer::MeasureTurns() {
  std::array<ServiceSampler::Sum, kPoolsMax> sums{};
  for (const auto& sampler : samplers_) {
    for (unsigned type = 0; type < kPoolsMax; ++type) {
      const ServiceSampler::Sum more = sampler->Read(type);
      ServiceSampler::Sum& sum = sums[type < pools_ ? type : 0];  // Types beyond the pools use pool 0.
      sum.turns += more.turns;
      sum.nanos += more.nanos;
    }
  }
  for (unsigned pool = 0; pool < pools_; ++pool) {
    const std::uint64_t turns = sums[pool].turns - seen_[pool].turns;
    if (turns == 0) continue;
    const std::uint64_t mean = (sums[pool].nanos - seen_[pool].nanos) / turns;
    mean_ns_[pool] = mean_ns_[pool] == 0 ? mean : (mean_ns_[pool] + mean) / 2;
    seen_[pool] = sums[pool];
  }
}

std::pair<const PoolBalancer::Group*, std::size_t> PoolBalancer::Find(unsigned pool) const {
  for (const Group& group : groups_) {
    const auto found = std::find(group.pools.begin(), group.pools.end(), pool);
    if (found != group.pools.end()) return {&group, static_cast<std::size_t>(found - group.pools.begin())};
  }
  REPRISE_CHECK(false);
}

// Counts the picks that ask all pools, between two picks of this pool. A pick of this pool adds at most
// kStride / Least(pool) to its pass. A pick of another pool adds at least kStride / Most(other) to that
// pool's pass, so the other pool is picked Most(other) / Least(pool) times, rounded up, until it is level;
// and once more, because it may be level at the start.
std::uint64_t PoolBalancer::PicksMax(unsigned pool) const {
  std::uint64_t picks = 1;
  for (unsigned other = 0; other < pools_; ++other) {
    if (other != pool) picks += (Most(other) + Least(pool) - 1) / Least(pool) + 1;
  }
  return RunQueues::kAllPicks * picks;
}

std::uint32_t PoolBalancer::Least(unsigned pool) const {
  const auto [group, nth] = Find(pool);
  return group->balancer.Least(nth);
}

std::uint32_t PoolBalancer::Most(unsigned pool) const {
  const auto [group, nth] = Find(pool);
  return group->balancer.Most(nth);
}

}  // namespace reprise::sched
