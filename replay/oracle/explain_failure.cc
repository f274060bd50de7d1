#include "replay/oracle/explain_failure.h"

#include <cstddef>
#include <map>
#include <optional>
#include <vector>

namespace reprise::oracle {
namespace {

using sched::Op;
using sched::OpKind;

std::vector<FailedOp> FindLockCycle(const Failure& deadlock, const trace::Trace& trace) {
  std::map<ObjectId, TaskId> holders;
  for (const trace::Step& step : trace.steps) {
    if (step.branch != sched::Branch::kDone) continue;
    if (step.kind == OpKind::kLock) holders[step.object] = step.task;
    if (step.kind == OpKind::kUnlock) holders.erase(step.object);
  }
  std::map<TaskId, const FailedOp*> locking;
  for (const FailedOp& failed : deadlock.ops) {
    if (failed.op.kind == OpKind::kLock) locking[failed.op.task] = &failed;
  }
  for (const auto& [first, unused] : locking) {
    std::vector<FailedOp> cycle;
    TaskId at = first;
    while (cycle.size() < locking.size()) {
      const auto waits = locking.find(at);
      if (waits == locking.end()) break;
      const auto holder = holders.find(waits->second->op.object);
      if (holder == holders.end()) break;
      cycle.push_back(*waits->second);
      at = holder->second;
      if (at == first) return cycle;
    }
  }
  return {};
}

std::vector<FailedOp> FindLostWakeup(const Failure& deadlock, const trace::Trace& trace) {
  std::map<ObjectId, const trace::Step*> unheard;  // The last notification of a condition that woke nobody.
  for (const trace::Step& step : trace.steps) {
    if (step.kind == OpKind::kNotify && step.branch == sched::Branch::kDone && step.value == 0)
      unheard[step.object] = &step;
  }
  for (const FailedOp& failed : deadlock.ops) {
    const auto found = unheard.find(failed.op.object);
    if (failed.op.kind != OpKind::kWait || found == unheard.end()) continue;
    const trace::Step& step = *found->second;
    const Op notification{
        .kind = step.kind, .task = step.task, .no = step.no, .object = step.object, .site = step.site};
    return {failed, {.op = notification, .task = "", .object = ""}};
  }
  return {};
}

}  // namespace

Failure Explain(Failure failure, const trace::Trace& trace) {
  if (failure.kind == FailureKind::kDeadlock) {
    if (std::vector<FailedOp> cycle = FindLockCycle(failure, trace); !cycle.empty()) {
      failure = {.kind = FailureKind::kLockCycle, .text = "", .ops = cycle};
    } else if (std::vector<FailedOp> lost = FindLostWakeup(failure, trace); !lost.empty()) {
      failure = {.kind = FailureKind::kLostWakeup, .text = "", .ops = lost};
    }
  }
  for (FailedOp& failed : failure.ops) {
    if (failed.op.task != kNoTask) failed.task = trace.TaskName(failed.op.task);
    if (failed.op.object != kNoObject && !trace::NamesATask(failed.op.kind))
      failed.object = trace.ObjectName(failed.op.object);
  }
  return failure;
}

}  // namespace reprise::oracle
