#include "task/pool_lanes.h"

#include <mutex>

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "base/prng.h"
#include "sched/object/announce.h"
#include "sched/parallel/load_balancer.h"

namespace reprise::task {

PoolLanes::PoolLanes(const WorkerPoolOptions& options, std::size_t lanes) {
  REPRISE_CHECK(lanes > 0);
  if (lanes > 1) placement_.emplace(absl::StrCat("/", options.name, "/place"));
  for (std::size_t nth = 0; nth < lanes; ++nth) {
    WorkerPoolOptions own = options;
    if (lanes > 1) absl::StrAppend(&own.name, "/", nth);
    lanes_.push_back(std::make_unique<WorkerPool>(std::move(own)));
  }
}

std::size_t PoolLanes::Place(sched::Site site) {
  if (!placement_.has_value()) return 0;
  const sched::Announced op = sched::Announce(sched::OpKind::kStats, placement_->id(), site);
  const std::size_t place = op.IsDecided() ? op.decided().value % lanes_.size() : Draw();
  op.Commit({.branch = sched::Branch::kDone, .value = place});
  return place;
}

// A new generator for each draw: the result depends only on the pool and on the number of draws before.
std::size_t PoolLanes::Draw() {
  std::uint64_t draw = 0;
  {
    const std::lock_guard guard(placement_->lock);
    draw = placement_->draws++;
  }
  Prng prng(DeriveSeed(Value(placement_->id()), draw));
  return sched::LoadBalancer::PickOfTwo(
      lanes_.size(), [this](std::size_t nth) { return sched::PoolLoad{.queued = lanes_[nth]->Open()}; },
      prng);
}

void PoolLanes::Close(sched::Site site) {
  for (const auto& lane : lanes_) lane->Close(site);
}

PoolCounters PoolLanes::counters() const {
  PoolCounters sum;
  for (const auto& lane : lanes_) sum += lane->counters();
  return sum;
}

}  // namespace reprise::task
