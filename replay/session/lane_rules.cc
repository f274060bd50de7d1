#include "replay/session/lane_rules.h"

#include "absl/strings/str_cat.h"
#include "replay/session/sync_rules.h"

namespace reprise::session {
namespace {

using sched::Branch;
using sched::ObjectKind;
using sched::OpKind;

ObjectKind KindOf(const RecordedRun& run, ObjectId object) {
  const auto found = run.objects().find(object);
  return found == run.objects().end() ? ObjectKind::kTask : found->second.info.kind;
}

void SortReceive(ObjectKind kind, const RecordedOp& op, OpIndex index, ObjectLanes& lanes) {
  if (kind == ObjectKind::kBroadcast || kind == ObjectKind::kWatch) {
    lanes.reads.push_back(index);
  } else if (kind == ObjectKind::kReplies) {
    lanes.reads.push_back(index);
    lanes.receives.Insert(op.value, index);
  } else {
    lanes.receives.Insert(op.ticket, index);
  }
}

bool GaveUp(Branch branch) { return branch == Branch::kTimedOut || branch == Branch::kCancelled; }

void SortOp(ObjectKind kind, const RecordedOp& op, OpIndex index, ObjectLanes& lanes) {
  if (IsSync(kind)) return SortSyncOp(kind, op, index, lanes);
  if (kind == ObjectKind::kScope) {
    // One lane of all that took effect; who gave up waiting had none.
    if (op.branch != Branch::kTimedOut && op.branch != Branch::kCancelled)
      lanes.sends.Insert(op.ticket, index);
    return;
  }
  if (op.branch == Branch::kClosed) {
    lanes.closed.push_back(index);
    return;
  }
  const bool done = op.branch == Branch::kDone;
  switch (op.kind) {
    case OpKind::kSend:
    case OpKind::kTrySend:
    case OpKind::kAppend:
    case OpKind::kPublish:
      if (done) lanes.sends.Insert(op.ticket, index);
      break;
    case OpKind::kReceive:
    case OpKind::kTryReceive:
      if (done) SortReceive(kind, op, index, lanes);
      if (op.branch == Branch::kLagged) lanes.reads.push_back(index);
      // An asker that gives up leaves its place as one that takes its reply does.
      if (kind == ObjectKind::kReplies && GaveUp(op.branch)) lanes.receives.Insert(op.value, index);
      break;
    case OpKind::kClose: lanes.closes.Insert(op.value, index); break;
    case OpKind::kSubscribe:
    case OpKind::kLoad: lanes.reads.push_back(index); break;
    default: break;
  }
}

// Versions count from 1: version 0 is what was there before anybody published.
std::uint64_t FirstTicket(ObjectKind kind) {
  return kind == ObjectKind::kSnapshots || kind == ObjectKind::kEntities ? 1 : 0;
}

// The k-th send needs the place that receive k - capacity made free.
void AddRoom(const Lane& sends, const Lane& frees, std::uint64_t capacity, OrderGraph& graph) {
  if (capacity == 0) return;
  for (const auto& [ticket, op] : sends.ops()) {
    if (ticket >= capacity) graph.Add(frees.At(ticket - capacity), op);
  }
}

// Comes before the send of that ticket, if there is one: that send would overwrite what `op` read.
void AddBefore(const Lane& sends, std::uint64_t ticket, OpIndex op, OrderGraph& graph) {
  if (const OpIndex send = sends.At(ticket); send != kNoOp) graph.Add(op, send);
}

void AddAfter(const Lane& sends, std::uint64_t count, OpIndex op, OrderGraph& graph) {
  if (count > 0) graph.Add(sends.At(count - 1), op);
}

void AddBroadcastRead(const RecordedOp& op, OpIndex index, std::uint64_t capacity, const Lane& sends,
                      OrderGraph& graph) {
  if (op.kind == OpKind::kSubscribe) {
    AddAfter(sends, op.ticket, index, graph);
    AddBefore(sends, op.ticket, index, graph);
  } else if (op.branch == Branch::kLagged) {
    // The receiver went on with the oldest message, so exactly `capacity` of them were there.
    AddAfter(sends, op.ticket + capacity, index, graph);
    AddBefore(sends, op.ticket + capacity, index, graph);
  } else {
    graph.Add(sends.At(op.ticket), index);
    AddBefore(sends, op.ticket + capacity, index, graph);
  }
}

void AddReads(const RecordedRun& run, const RecordedObject& object, const ObjectLanes& lanes,
              OrderGraph& graph) {
  for (OpIndex index : lanes.reads) {
    const RecordedOp& op = run.ops()[index];
    switch (object.info.kind) {
      case ObjectKind::kBroadcast:
        AddBroadcastRead(op, index, object.info.capacity, lanes.sends, graph);
        break;
      case ObjectKind::kSnapshots:
      case ObjectKind::kEntities:
        // Version 0: nothing was published yet.
        if (op.ticket > 0) graph.Add(lanes.sends.At(op.ticket), index);
        AddBefore(lanes.sends, op.ticket + 1, index, graph);
        break;
      case ObjectKind::kWatch:
        // Version k is what send k - 1 left; version 0 was there from the start.
        AddAfter(lanes.sends, op.ticket, index, graph);
        AddBefore(lanes.sends, op.ticket, index, graph);
        break;
      default: graph.Add(lanes.sends.At(op.ticket), index); break;
    }
  }
}

void AddCloses(const RecordedRun& run, const RecordedObject& object, const ObjectLanes& lanes,
               OrderGraph& graph) {
  lanes.closes.Chain(graph, 0);
  OpIndex first = kNoOp;
  for (const auto& [nth, close] : lanes.closes.ops()) {
    const RecordedOp& op = run.ops()[close];
    const std::uint64_t sent = op.ticket;
    AddAfter(lanes.sends, sent, close, graph);
    // A sender that was dropped while others are left closes nothing: the close failed.
    const bool closes = op.branch == Branch::kDone;
    if (closes && first == kNoOp) first = close;
    // A send that went through after the close contradicts it; a reply may follow, but then it comes after.
    const bool stops_sends = closes && object.info.kind != ObjectKind::kReplies;
    const OpIndex late = lanes.sends.At(sent);
    if (late != kNoOp) graph.Add(stops_sends ? kNoOp : close, late);
  }
  for (OpIndex op : lanes.closed) {
    graph.Add(first, op);
    const bool drains = run.ops()[op].kind == OpKind::kReceive &&
                        object.info.kind != ObjectKind::kBroadcast &&
                        object.info.kind != ObjectKind::kReplies && object.info.kind != ObjectKind::kWatch;
    if (drains && first != kNoOp) AddAfter(lanes.receives, run.ops()[first].ticket, op, graph);
  }
}

}  // namespace

LanesByObject SortIntoLanes(const RecordedRun& run) {
  LanesByObject lanes;
  for (OpIndex index = 0; index < run.ops().size(); ++index) {
    const RecordedOp& op = run.ops()[index];
    if (NamesATask(op.kind) || op.object == kNoObject) continue;
    SortOp(KindOf(run, op.object), op, index, lanes[op.object]);
  }
  return lanes;
}

std::optional<std::string> FindDoubleClaim(const RecordedRun& run, LanesByObject& lanes) {
  std::optional<std::string> found;
  for (auto& [object, its] : lanes) {
    for (Lane* lane : {&its.sends, &its.receives, &its.closes}) {
      const auto twice = lane->Close();
      if (!twice.has_value() || found.has_value()) continue;
      const RecordedOp& first = run.ops()[twice->first];
      found = absl::StrCat(run.Describe(first), " and ", run.Describe(run.ops()[twice->second]),
                           " claim the same ticket ", first.ticket);
    }
  }
  return found;
}

void AddLaneRules(const RecordedRun& run, const LanesByObject& lanes, OrderGraph& graph) {
  for (const auto& [id, its] : lanes) {
    const auto found = run.objects().find(id);
    if (found == run.objects().end() || found->second.info.id == kNoObject) {
      // Its definition is lost, and with it the rules: none of its ops can be placed.
      for (const auto& lane : {its.sends, its.receives, its.closes}) {
        for (const auto& [ticket, op] : lane.ops()) graph.Add(kNoOp, op);
      }
      for (OpIndex op : its.reads) graph.Add(kNoOp, op);
      for (OpIndex op : its.closed) graph.Add(kNoOp, op);
      continue;
    }
    const RecordedObject& object = found->second;
    const ObjectKind kind = object.info.kind;
    its.sends.Chain(graph, FirstTicket(kind));
    its.receives.Chain(graph, 0);
    if (kind == ObjectKind::kMpsc || kind == ObjectKind::kRequests || kind == ObjectKind::kEvents ||
        kind == ObjectKind::kOneshot) {
      for (const auto& [ticket, op] : its.receives.ops()) graph.Add(its.sends.At(ticket), op);
      AddRoom(its.sends, its.receives, object.info.capacity, graph);
    }
    if (kind == ObjectKind::kRequests) {
      const auto replies = lanes.find(object.info.partner);
      const auto partner = run.objects().find(object.info.partner);
      if (replies != lanes.end() && partner != run.objects().end()) {
        AddRoom(its.sends, replies->second.receives, partner->second.info.capacity, graph);
      }
    }
    AddSyncRules(run, object, its, graph);
    AddReads(run, object, its, graph);
    AddCloses(run, object, its, graph);
  }
}

}  // namespace reprise::session
