#include "task/task_types.h"

#include "absl/strings/str_cat.h"
#include "base/check.h"

namespace reprise::task {
namespace {

// Priorities: the tick waits for the host (StateUpdate), the host waits for the bots and their maps, and no
// task waits for the watchers (EventProcessing).
struct Weight {
  std::uint8_t priority;
  std::uint32_t share;
};
constexpr Weight kWeights[kTaskTypeCount] = {{2, 2}, {1, 4}, {0, 1}, {1, 2}, {1, 2}, {1, 2}};

}  // namespace

TaskTypes::TaskTypes() {
  for (int index = 0; index < kTaskTypeCount; ++index) {
    const Weight& weight = kWeights[index];
    pools_.push_back(
        {.name = Name(static_cast<TaskType>(index)), .priority = weight.priority, .share = weight.share});
  }
}

absl::StatusOr<TaskType> TaskTypes::Add(const sched::PoolOptions& pool) {
  if (absl::Status status = Check(pool, std::nullopt); !status.ok()) return status;
  if (pools_.size() == sched::kPoolsMax) {
    return absl::ResourceExhaustedError(absl::StrCat("task type ", pool.name, ": there are ",
                                                     sched::kPoolsMax,
                                                     " already, the most that a runtime takes"));
  }
  pools_.push_back(pool);
  return static_cast<TaskType>(pools_.size() - 1);
}

absl::Status TaskTypes::Set(TaskType type, const sched::PoolOptions& pool) {
  if (absl::Status status = Check(pool, type); !status.ok()) return status;
  pools_[static_cast<std::size_t>(type)] = pool;
  return absl::OkStatus();
}

const sched::PoolOptions& TaskTypes::Pool(TaskType type) const {
  REPRISE_CHECK(static_cast<std::size_t>(type) < pools_.size());
  return pools_[static_cast<std::size_t>(type)];
}

std::optional<TaskType> TaskTypes::Find(const std::string& name) const {
  for (std::size_t index = 0; index < pools_.size(); ++index) {
    if (pools_[index].name == name) return static_cast<TaskType>(index);
  }
  return std::nullopt;
}

absl::Status TaskTypes::Check(const sched::PoolOptions& pool, std::optional<TaskType> itself) const {
  if (itself.has_value()) static_cast<void>(Pool(*itself));
  if (pool.name == nullptr || *pool.name == '\0') {
    return absl::InvalidArgumentError("task type: its pool has no name, and reports need one");
  }
  if (pool.share == 0) {
    return absl::InvalidArgumentError(absl::StrCat(
        "task type ", pool.name, ": its share is 0, expected at least 1, or its tasks would starve"));
  }
  const std::optional<TaskType> other = Find(pool.name);
  if (other.has_value() && other != itself) {
    return absl::InvalidArgumentError(
        absl::StrCat("task type ", pool.name, ": the name is taken by type ", static_cast<int>(*other)));
  }
  return absl::OkStatus();
}

}  // namespace reprise::task
