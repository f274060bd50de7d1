#include "sched/measure/run_end.h"

#include <iterator>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace reprise::sched {
namespace {

std::string Many(std::uint64_t count, const char* what) {
  return absl::StrCat(count, " ", what, count == 1 ? "" : "s");
}

// " (a, b, ...)"
std::string Names(const std::vector<std::string>& names, std::uint64_t of) {
  std::string text = " (";
  for (const std::string& name : names) absl::StrAppend(&text, &name == names.data() ? "" : ", ", name);
  return absl::StrCat(text, of > names.size() ? ", ...)" : ")");
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
  std::vector<std::string> parts;
  if (end.cancelled_ops > 0) {
    parts.push_back(absl::StrCat(Many(end.cancelled_tasks, "task"), " cancelled in ",
                                 Many(end.cancelled_ops, "op"), Names(end.cancelled, end.cancelled_tasks)));
  }
  if (end.refused_tasks > 0) {
    parts.push_back(absl::StrCat(Many(end.refused_tasks, "task"), " never started",
                                 Names(end.refused, end.refused_tasks)));
  }
  if (!end.undelivered.empty()) parts.push_back(UndeliveredText(end));
  return absl::StrJoin(parts, "; ");
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
  if (!std::exchange(task.was_cancelled, true)) cancelled_.Add(task.FullName());
}

void Cancellations::AddRefused(std::string name) {
  const std::lock_guard guard(mutex_);
  refused_.Add(std::move(name));
}

void Cancellations::Tasks::Add(std::string name) {
  ++count;
  names.insert(std::move(name));
  if (names.size() > kNamesMax) names.erase(std::prev(names.end()));
}

void Cancellations::Read(RunEnd& end) const {
  const std::lock_guard guard(mutex_);
  end.cancelled_ops = ops_;
  end.cancelled_tasks = cancelled_.count;
  end.cancelled.assign(cancelled_.names.begin(), cancelled_.names.end());
  end.refused_tasks = refused_.count;
  end.refused.assign(refused_.names.begin(), refused_.names.end());
}

}  // namespace reprise::sched
