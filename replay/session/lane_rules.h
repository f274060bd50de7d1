// The rules that tie an object's lanes, as edges: what docs/log-format.md lists under "Order".
//
// Threads      thread-compatible.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "replay/session/lane.h"
#include "replay/session/recorded_run.h"

namespace reprise::session {

// One object's ops, sorted into lanes.
struct ObjectLanes {
  Lane sends;     // Sends and appends that went through, publishes, every effect on a scope; by ticket.
  Lane receives;  // Of one queue's consumer, by ticket; of replies, by value: the place of the take.
  Lane closes;    // By value: the first, the second.
  std::vector<OpIndex> reads;   // Broadcast receives, lagged ones, subscribes, replies taken, loads.
  std::vector<OpIndex> closed;  // Ops that found the object closed.
};

using LanesByObject = std::map<ObjectId, ObjectLanes>;

LanesByObject SortIntoLanes(const RecordedRun& run);

// Two ops that claim one ticket: a sentence that names both.
std::optional<std::string> FindDoubleClaim(const RecordedRun& run, LanesByObject& lanes);

void AddLaneRules(const RecordedRun& run, const LanesByObject& lanes, OrderGraph& graph);

}  // namespace reprise::session
