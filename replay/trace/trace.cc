#include "replay/trace/trace.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace reprise::trace {
namespace {

using sched::OpKind;

bool IsAtomic(OpKind kind) {
  return kind == OpKind::kAtomicLoad || kind == OpKind::kAtomicStore || kind == OpKind::kAtomicRmw;
}

}  // namespace

Step StepOf(const sched::Op& op, const sched::Outcome& outcome) {
  return {.kind = op.kind,
          .branch = outcome.branch,
          .no = op.no,
          .task = op.task,
          .object = op.object,
          .ticket = outcome.ticket,
          .value = outcome.value,
          .site = op.site};
}

bool Same(const Step& a, const Step& b) {
  const bool both_have_lines = a.site.line != 0 && b.site.line != 0;
  return a.kind == b.kind && a.branch == b.branch && a.no == b.no && a.task == b.task &&
         a.object == b.object && a.ticket == b.ticket && a.value == b.value &&
         (!both_have_lines || a.site.line == b.site.line);
}

bool NamesATask(OpKind kind) {
  return kind == OpKind::kSpawn || kind == OpKind::kEnd || kind == OpKind::kJoin;
}

std::size_t FirstDifference(const Trace& a, const Trace& b) {
  const auto message = [](const Trace& trace, std::size_t step) {
    const auto found = trace.messages.find(step);
    return found == trace.messages.end() ? nullptr : &found->second;
  };
  const std::size_t common = std::min(a.steps.size(), b.steps.size());
  for (std::size_t step = 0; step < common; ++step) {
    if (!Same(a.steps[step], b.steps[step])) return step;
    const auto* const first = message(a, step);
    const auto* const second = message(b, step);
    if ((first == nullptr) != (second == nullptr) || (first != nullptr && *first != *second)) return step;
  }
  return a.steps.size() == b.steps.size() ? kNoDifference : common;
}

std::string Trace::TaskName(TaskId task) const {
  const auto found = tasks.find(task);
  return found == tasks.end() || found->second.name.empty() ? absl::StrCat("task ", absl::Hex(Value(task)))
                                                            : found->second.name;
}

std::string Trace::ObjectName(ObjectId object) const {
  const auto found = objects.find(object);
  if (found == objects.end()) return absl::StrCat("#", Value(object));
  const sched::ObjectInfo& info = found->second;
  if (!info.name.empty()) return info.name;
  return absl::StrCat(sched::Name(info.kind), " ", info.index, " of ", TaskName(info.creator));
}

std::string ToString(const Trace& trace, const Step& step) {
  std::string text = absl::StrCat(trace.TaskName(step.task), "  ", sched::Name(step.kind));
  if (NamesATask(step.kind)) {
    absl::StrAppend(&text, " ", trace.TaskName(TaskId{Value(step.object)}));
  } else if (step.object != kNoObject) {
    absl::StrAppend(&text, " ", trace.ObjectName(step.object));
  }
  if (step.branch != sched::Branch::kDone) absl::StrAppend(&text, " ", sched::Name(step.branch));
  if (IsAtomic(step.kind)) absl::StrAppend(&text, " = ", step.value);
  if (step.site.line != 0) absl::StrAppend(&text, "  ", sched::ToString(step.site));
  return text;
}

std::string ToString(const Trace& trace, std::size_t steps_max) {
  const std::size_t count = trace.steps.size();
  std::string text;
  for (std::size_t index = count - std::min(count, steps_max); index < count; ++index)
    absl::StrAppend(&text, "  ", index, "  ", ToString(trace, trace.steps[index]), "\n");
  return text;
}

}  // namespace reprise::trace
