#include "replay/oracle/failure.h"

#include <cstddef>
#include <set>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"

namespace reprise::oracle {
namespace {

using KindAndPlace = std::tuple<sched::OpKind, std::string>;

std::set<KindAndPlace> PlacesOf(const Failure& failure) {
  std::set<KindAndPlace> places;
  for (const FailedOp& failed : failure.ops) places.emplace(failed.op.kind, sched::ToString(failed.op.site));
  return places;
}

std::string TaskOf(const FailedOp& failed) {
  return failed.task.empty() ? absl::StrCat("task ", absl::Hex(Value(failed.op.task))) : failed.task;
}

std::string Place(const FailedOp& failed) {
  return failed.op.site.line == 0 ? std::string("a place that is not known")
                                  : sched::ToString(failed.op.site);
}

std::string ObjectOf(const FailedOp& failed) {
  return failed.object.empty() ? absl::StrCat("object ", absl::Hex(Value(failed.op.object))) : failed.object;
}

// "program/other in receive at a.cc:17, ...".
std::string Waits(const Failure& failure) {
  std::string waits;
  for (const FailedOp& failed : failure.ops)
    absl::StrAppend(&waits, waits.empty() ? "" : ", ", TaskOf(failed), " in ", sched::Name(failed.op.kind),
                    " at ", Place(failed));
  return waits;
}

// "task 1 at a.cc:17, ..."; of no task, as a check of a test: "a.cc:17".
std::string Places(const Failure& failure) {
  std::string places;
  for (const FailedOp& failed : failure.ops) {
    const std::string who = failed.op.task == kNoTask ? "" : absl::StrCat(TaskOf(failed), " at ");
    absl::StrAppend(&places, places.empty() ? "" : ", ", who, Place(failed));
  }
  return places;
}

std::string LockCycle(const Failure& failure) {
  std::string cycle = "deadlock, locks in a circle: ";
  for (std::size_t index = 0; index < failure.ops.size(); ++index) {
    const FailedOp& failed = failure.ops[index];
    const FailedOp& holder = failure.ops[(index + 1) % failure.ops.size()];
    absl::StrAppend(&cycle, index == 0 ? "" : "; ", TaskOf(failed), " waits in lock of ", ObjectOf(failed),
                    " at ", Place(failed), ", which ", TaskOf(holder), " holds");
  }
  return cycle;
}

std::string LostWakeup(const Failure& failure) {
  const FailedOp& wait = failure.ops.at(0);
  const FailedOp& notification = failure.ops.at(1);
  return absl::StrCat("lost wake-up: ", TaskOf(wait), " waits on ", ObjectOf(wait), " at ", Place(wait),
                      "; the notification of ", TaskOf(notification), " at ", Place(notification),
                      " came before it and woke nobody");
}

std::string TextAndPlaces(const Failure& failure) {
  return failure.ops.empty() ? failure.text : absl::StrCat(failure.text, " (", Places(failure), ")");
}

}  // namespace

bool Failure::SameAs(const Failure& other) const {
  return kind == other.kind && PlacesOf(*this) == PlacesOf(other);
}

Failure MakeFailure(FailureKind kind, std::string text, const std::vector<sched::Op>& ops) {
  Failure failure{.kind = kind, .text = std::move(text), .ops = {}};
  for (const sched::Op& op : ops) failure.ops.push_back({.op = op, .task = "", .object = ""});
  return failure;
}

std::string ToString(const Failure& failure) {
  switch (failure.kind) {
    case FailureKind::kLockCycle: return LockCycle(failure);
    case FailureKind::kLostWakeup: return LostWakeup(failure);
    case FailureKind::kDeadlock: return absl::StrCat("deadlock: every task is blocked: ", Waits(failure));
    case FailureKind::kLivelock:
      return absl::StrCat("livelock: nobody is left to write what is waited for: ", Places(failure));
    case FailureKind::kStarvation:
      return absl::StrCat("starvation: able to go on, and never chosen: ", Waits(failure));
    case FailureKind::kLeak:
      return absl::StrCat("leak: ", failure.text,
                          failure.ops.empty() ? "" : absl::StrCat(" allocated at ", Place(failure.ops[0])));
    case FailureKind::kNoEnd:
      return absl::StrCat("no end: ", failure.text,
                          failure.ops.empty()
                              ? ""
                              : absl::StrCat(" ", TaskOf(failure.ops[0]), " is at ", Place(failure.ops[0])));
    case FailureKind::kException: return absl::StrCat("exception: ", TextAndPlaces(failure));
    case FailureKind::kNotDeterministic: return absl::StrCat("not deterministic: ", TextAndPlaces(failure));
    case FailureKind::kWaitOutside: return absl::StrCat("wait outside the runtime: ", TextAndPlaces(failure));
    case FailureKind::kAssertion:
    case FailureKind::kNotLinearizable:
    case FailureKind::kUseAfterReclamation:
    case FailureKind::kDoubleFree:
    case FailureKind::kTokenDoesNotFit: return TextAndPlaces(failure);
  }
  return "";
}

}  // namespace reprise::oracle
