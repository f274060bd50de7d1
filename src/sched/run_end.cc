#include "sched/run_end.h"

#include <iterator>
#include <utility>

#include "absl/strings/str_cat.h"

namespace reprise::sched {
namespace {

std::string Many(std::uint64_t count, const char* what) {
  return absl::StrCat(count, " ", what, count == 1 ? "" : "s");
}

std::string CancelledText(const RunEnd& end) {
  std::string text =
      absl::StrCat(Many(end.cancelled_tasks, "task"), " cancelled in ", Many(end.cancelled_ops, "op"), " (");
  for (std::size_t n = 0; n < end.cancelled.size(); ++n)
    absl::StrAppend(&text, n == 0 ? "" : ", ", end.cancelled[n]);
  if (end.cancelled_tasks > end.cancelled.size()) absl::StrAppend(&text, ", ...");
  return absl::StrCat(text, ")");
}

std::string UndeliveredText(const RunEnd& end) {
  std::string text = "undelivered: ";
  for (const Undelivered& left : end.undelivered) {
    absl::StrAppend(&text, &left == end.undelivered.data() ? "" : ", ", left.messages, " on ", left.name,
                    " (", Name(left.kind), ")");
  }
  return text;
}

}  // namespace

std::string ToString(const RunEnd& end) {
  if (end.Clean()) return "nothing was lost";
  if (end.undelivered.empty()) return CancelledText(end);
  if (end.cancelled_ops == 0) return UndeliveredText(end);
  return absl::StrCat(CancelledText(end), "; ", UndeliveredText(end));
}

std::vector<Undelivered> UndeliveredOf(const std::vector<ObjectStats>& objects) {
  std::vector<Undelivered> all;
  for (const ObjectStats& object : objects) {
    if (const std::uint64_t messages = object.undelivered + object.length; messages > 0)
      all.push_back({object.name, object.kind, messages});
  }
  return all;
}

void Cancellations::Add(TaskRecord& task) {
  const std::lock_guard guard(mutex_);
  ++ops_;
  if (std::exchange(task.was_cancelled, true)) return;
  ++tasks_;
  names_.insert(task.FullName());
  if (names_.size() > kNamesMax) names_.erase(std::prev(names_.end()));
}

void Cancellations::Read(RunEnd& end) const {
  const std::lock_guard guard(mutex_);
  end.cancelled_ops = ops_;
  end.cancelled_tasks = tasks_;
  end.cancelled.assign(names_.begin(), names_.end());
}

}  // namespace reprise::sched
