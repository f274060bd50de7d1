#include "replay/session/sync_rules.h"

#include <cstdint>
#include <limits>

namespace reprise::session {
namespace {

using sched::Branch;
using sched::ObjectKind;
using sched::OpKind;

// A log may claim any number.
std::uint64_t AddUpTo(std::uint64_t a, std::uint64_t b) {
  constexpr std::uint64_t kMost = std::numeric_limits<std::uint64_t>::max();
  return b > kMost - a ? kMost : a + b;
}

void AddTurns(const ObjectLanes& lanes, OrderGraph& graph) {
  for (const auto& [ticket, unlock] : lanes.receives.ops()) graph.Add(lanes.sends.At(ticket), unlock);
  for (const auto& [ticket, lock] : lanes.sends.ops()) {
    if (ticket > 0) graph.Add(lanes.receives.At(ticket - 1), lock);
  }
}

// Each acquire after the first release with which there were enough permits for it and for those before it.
void AddPermits(const RecordedRun& run, std::uint64_t initial, const ObjectLanes& lanes, OrderGraph& graph) {
  std::uint64_t given = initial;
  std::uint64_t taken = 0;
  OpIndex needed = kNoOp;
  auto release = lanes.sends.ops().begin();
  for (const auto& [ticket, acquire] : lanes.receives.ops()) {
    taken = AddUpTo(taken, run.ops()[acquire].value);
    for (; given < taken && release != lanes.sends.ops().end(); ++release) {
      needed = release->second;
      given = AddUpTo(given, run.ops()[needed].value);
    }
    if (given < taken) {
      graph.Add(kNoOp, acquire);
    } else if (needed != kNoOp) {
      graph.Add(needed, acquire);
    }
  }
}

}  // namespace

bool IsSync(ObjectKind kind) {
  return kind == ObjectKind::kMutex || kind == ObjectKind::kSemaphore || kind == ObjectKind::kCondition;
}

void SortSyncOp(ObjectKind kind, const RecordedOp& op, OpIndex index, ObjectLanes& lanes) {
  const bool done = op.branch == Branch::kDone;
  if (kind == ObjectKind::kCondition) {
    if (op.kind == OpKind::kWait && done) {
      lanes.reads.push_back(index);
    } else {
      lanes.sends.Insert(op.ticket, index);
    }
  } else if (done) {  // Who gave up changed nothing.
    const bool first = op.kind == OpKind::kLock || op.kind == OpKind::kRelease;
    (first ? lanes.sends : lanes.receives).Insert(op.ticket, index);
  }
}

void AddSyncRules(const RecordedRun& run, const RecordedObject& object, const ObjectLanes& lanes,
                  OrderGraph& graph) {
  if (object.info.kind == ObjectKind::kMutex) AddTurns(lanes, graph);
  if (object.info.kind == ObjectKind::kSemaphore) AddPermits(run, object.info.capacity, lanes, graph);
}

}  // namespace reprise::session
