#include "task/task_manager.h"

#include <algorithm>
#include <iterator>
#include <limits>

#include "absl/strings/str_cat.h"
#include "base/check.h"

namespace reprise::task {
namespace {

void Append(const std::vector<std::string>& names, std::vector<std::string>& all) {
  all.insert(all.end(), names.begin(), names.end());
}

}  // namespace

TaskManager::TaskManager(TaskManagerOptions options)
    : options_(std::move(options)),
      detached_({.name = absl::StrCat(options_.name, "/detached"),
                 .queue = options_.queue,
                 .running_max = std::numeric_limits<std::size_t>::max(),
                 .listed = true}),
      services_(ScopeOptions{.name = absl::StrCat(options_.name, "/pools")}) {
  for (const sched::PoolOptions& pool : options_.types.pools()) {
    pools_.push_back(
        std::make_unique<PoolLanes>(WorkerPoolOptions{.name = absl::StrCat(options_.name, "/", pool.name),
                                                      .queue = options_.queue,
                                                      .running_max = options_.running_max},
                                    options_.lanes));
  }
  for (std::size_t type = 0; type < pools_.size(); ++type) {
    PoolLanes& pool = *pools_[type];
    const std::string name = options_.types.pools()[type].name;
    for (std::size_t nth = 0; nth < pool.size(); ++nth) {
      services_.Spawn(static_cast<TaskType>(type), pool.size() == 1 ? name : absl::StrCat(name, "/", nth),
                      [lane = &pool.lane(nth)] { lane->Serve(); });
    }
  }
  services_.Spawn(TaskType::kStateUpdate, "detached", [this] { detached_.Serve(); });
}

PoolLanes& TaskManager::PoolOf(TaskType type) {
  REPRISE_CHECK(static_cast<std::size_t>(type) < pools_.size());
  return *pools_[static_cast<std::size_t>(type)];
}

PoolCounters TaskManager::Counters(TaskType type) const {
  REPRISE_CHECK(static_cast<std::size_t>(type) < pools_.size());
  return pools_[static_cast<std::size_t>(type)]->counters();
}

ShutdownReport TaskManager::Shutdown(std::uint64_t deadline_ns, sched::Site site) {
  for (const auto& pool : pools_) pool->Close(site);
  detached_.Close(site);
  ShutdownReport report{.status = services_.JoinUntil(deadline_ns, site)};
  for (const auto& pool : pools_) {
    for (std::size_t nth = 0; nth < pool->size(); ++nth) {
      Append(pool->lane(nth).CancelledNames(), report.cancelled);
      Append(pool->lane(nth).refused(), report.refused);
    }
  }
  Append(detached_.CancelledNames(), report.cancelled);
  Append(detached_.refused(), report.refused);
  std::sort(report.cancelled.begin(), report.cancelled.end());
  std::sort(report.refused.begin(), report.refused.end());
  return report;
}

}  // namespace reprise::task
