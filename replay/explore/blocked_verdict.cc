#include "replay/explore/blocked_verdict.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace reprise::explore {

using sched::Branch;
using sched::Op;
using sched::OpKind;

void BlockedVerdict::Commit(const Op& op, const sched::Outcome& outcome) noexcept {
  ops_.push_back({op, outcome});
  if (outcome.branch != Branch::kDone) return;
  if (op.kind == OpKind::kLock) holders_[op.object] = op.task;
  if (op.kind == OpKind::kUnlock) holders_.erase(op.object);
  if (op.kind == OpKind::kNotify && outcome.value == 0) unheard_[op.object] = op;
}

std::string BlockedVerdict::Explain(std::span<const Op> blocked) const {
  const std::string circle = FindCircle(blocked);
  return circle.empty() ? FindLostWakeup(blocked) : circle;
}

std::string BlockedVerdict::FindCircle(std::span<const Op> blocked) const {
  std::map<TaskId, const Op*> locking;
  for (const Op& op : blocked) {
    if (op.kind == OpKind::kLock) locking[op.task] = &op;
  }
  for (const auto& [first, op] : locking) {
    std::string circle;
    TaskId at = first;
    for (std::size_t steps = 0; steps < locking.size(); ++steps) {
      const auto waits = locking.find(at);
      if (waits == locking.end()) break;
      const auto holder = holders_.find(waits->second->object);
      if (holder == holders_.end()) break;
      absl::StrAppend(&circle, circle.empty() ? "" : "; ", TaskName(at), " waits in lock of ",
                      ObjectName(waits->second->object), " at ", sched::ToString(waits->second->site),
                      ", which ", TaskName(holder->second), " holds");
      at = holder->second;
      if (at == first) return absl::StrCat("deadlock, locks in a circle: ", circle);
    }
  }
  return "";
}

std::string BlockedVerdict::FindLostWakeup(std::span<const Op> blocked) const {
  for (const Op& op : blocked) {
    const auto unheard = unheard_.find(op.object);
    if (op.kind != OpKind::kWait || unheard == unheard_.end()) continue;
    const Op& notification = unheard->second;
    return absl::StrCat("lost wake-up: ", TaskName(op.task), " waits on ", ObjectName(op.object), " at ",
                        sched::ToString(op.site), "; the notification of ", TaskName(notification.task),
                        " at ", sched::ToString(notification.site), " came before it and woke nobody");
  }
  return "";
}

std::string BlockedVerdict::Steps() const {
  constexpr std::size_t kShownMax = 80;
  std::string text;
  for (std::size_t index = ops_.size() - std::min(ops_.size(), kShownMax); index < ops_.size(); ++index) {
    const auto& [op, outcome] = ops_[index];
    absl::StrAppend(&text, "  ", index, "  ", TaskName(op.task), "  ", sched::Name(op.kind));
    if (objects_.contains(op.object)) absl::StrAppend(&text, " ", ObjectName(op.object));
    if (outcome.branch != Branch::kDone) absl::StrAppend(&text, " ", sched::Name(outcome.branch));
    absl::StrAppend(&text, "  ", sched::ToString(op.site), "\n");
  }
  return text;
}

std::string BlockedVerdict::TaskName(TaskId task) const {
  const auto found = tasks_.find(task);
  return found == tasks_.end() ? absl::StrCat("task ", absl::Hex(Value(task))) : found->second;
}

std::string BlockedVerdict::ObjectName(ObjectId object) const {
  const auto found = objects_.find(object);
  return found == objects_.end() ? absl::StrCat("object ", absl::Hex(Value(object))) : found->second;
}

}  // namespace reprise::explore
