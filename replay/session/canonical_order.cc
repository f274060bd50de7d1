#include "replay/session/canonical_order.h"

#include <algorithm>
#include <map>

#include "absl/strings/str_cat.h"
#include "replay/session/lane_rules.h"
#include "replay/session/order_graph.h"

namespace reprise::session {
namespace {

using sched::OpKind;

void AddProgramOrder(const RecordedRun& run, OrderGraph& graph) {
  for (const auto& [id, task] : run.tasks()) {
    for (std::size_t n = 0; n < task.ops.size(); ++n) {
      const bool follows = n == 0 ? run.ops()[task.ops[0]].no == 0
                                  : run.ops()[task.ops[n]].no == run.ops()[task.ops[n - 1]].no + 1;
      if (n > 0) graph.Add(follows ? task.ops[n - 1] : kNoOp, task.ops[n]);
      if (n == 0 && !follows) graph.Add(kNoOp, task.ops[0]);
    }
  }
}

void AddFamilies(const RecordedRun& run, OrderGraph& graph) {
  std::map<TaskId, OpIndex> spawns;
  std::map<TaskId, OpIndex> ends;
  for (OpIndex index = 0; index < run.ops().size(); ++index) {
    const RecordedOp& op = run.ops()[index];
    if (op.kind == OpKind::kSpawn) spawns.emplace(TaskId{Value(op.object)}, index);
    if (op.kind == OpKind::kEnd) ends.emplace(op.task, index);
  }
  for (const auto& [id, task] : run.tasks()) {
    if (id == kRootTask || task.ops.empty()) continue;
    const auto spawn = spawns.find(id);
    graph.Add(spawn == spawns.end() ? kNoOp : spawn->second, task.ops.front());
  }
  for (OpIndex index = 0; index < run.ops().size(); ++index) {
    if (run.ops()[index].kind != OpKind::kJoin) continue;
    const auto end = ends.find(TaskId{Value(run.ops()[index].object)});
    graph.Add(end == ends.end() ? kNoOp : end->second, index);
  }
}

void AddMessages(const RecordedRun& run, OrderGraph& graph) {
  for (OpIndex index = 0; index < run.ops().size(); ++index) {
    const RecordedOp& op = run.ops()[index];
    if (CarriesMessage(op.kind, op.branch) && run.MessageOf(op) == nullptr) graph.Add(kNoOp, index);
  }
}

std::optional<std::string> FindDoubleNumber(const RecordedRun& run) {
  for (const auto& [id, task] : run.tasks()) {
    for (std::size_t n = 1; n < task.ops.size(); ++n) {
      const RecordedOp& op = run.ops()[task.ops[n]];
      if (op.no != run.ops()[task.ops[n - 1]].no) continue;
      return absl::StrCat(run.Describe(run.ops()[task.ops[n - 1]]), " and ", run.Describe(op),
                          " have the same number");
    }
  }
  return std::nullopt;
}

// The first op that a task's numbers skip.
std::optional<std::string> FindHole(const RecordedRun& run) {
  for (const auto& [id, task] : run.tasks()) {
    std::uint32_t expected = 0;
    for (OpIndex index : task.ops) {
      const RecordedOp& op = run.ops()[index];
      if (op.no != expected) {
        return absl::StrCat("op ", expected, " of ", run.TaskName(id), " is missing: the log goes on with ",
                            run.Describe(op));
      }
      ++expected;
    }
    if (task.ops.empty() || run.ops()[task.ops.back()].kind != OpKind::kEnd) {
      return absl::StrCat("op ", expected, " of ", run.TaskName(id),
                          " is missing: the log ends before the task does");
    }
  }
  return std::nullopt;
}

// Every op is there, and yet some could not be placed: follows what each waits for until it comes round.
std::string DescribeCycle(const RecordedRun& run, const OrderGraph& graph) {
  std::vector<OpIndex> waits_for(run.ops().size(), kNoOp);
  OpIndex at = kNoOp;
  for (OpIndex node = 0; node < run.ops().size(); ++node) {
    if (graph.Placed(node)) continue;
    for (OpIndex after : graph.Next(node)) waits_for[after] = node;
    at = node;
  }
  std::vector<bool> seen(run.ops().size(), false);
  while (waits_for[at] != kNoOp && !seen[at]) {
    seen[at] = true;
    at = waits_for[at];
  }
  if (waits_for[at] == kNoOp) {
    return absl::StrCat(run.Describe(run.ops()[at]), " needs what the log does not have");
  }
  std::string cycle = run.Describe(run.ops()[at]);
  for (OpIndex node = waits_for[at]; node != at; node = waits_for[node]) {
    absl::StrAppend(&cycle, ", after ", run.Describe(run.ops()[node]));
  }
  return absl::StrCat("unsound recording, the order is cyclic: ", cycle, ", after the first again");
}

}  // namespace

CanonicalOrder MakeCanonicalOrder(const RecordedRun& run) {
  CanonicalOrder order;
  OrderGraph graph(run.ops().size());
  LanesByObject lanes = SortIntoLanes(run);
  order.unsound = FindDoubleClaim(run, lanes);
  if (!order.unsound.has_value()) order.unsound = FindDoubleNumber(run);
  AddProgramOrder(run, graph);
  AddFamilies(run, graph);
  AddMessages(run, graph);
  AddLaneRules(run, lanes, graph);
  order.ops = graph.Sort([&](OpIndex op) { return Value(run.ops()[op].task); });
  order.incomplete = FindHole(run);
  if (!order.incomplete.has_value() && order.ops.size() < run.ops().size()) {
    order.incomplete = DescribeCycle(run, graph);
  }
  return order;
}

}  // namespace reprise::session
