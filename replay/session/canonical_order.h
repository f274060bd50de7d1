// The one order in which a replay does the ops of a recorded run.
//
// A recording fixes a partial order: each task's own order, each object's lanes, what a receive or a load
// read, and what a later op would have overwritten (the rules of docs/log-format.md, "Order"). Every linear
// extension is the same run; this is the topological one with ties broken by TaskId.
//
// What cannot be placed, because something before it is missing or because the order is cyclic, is left out:
// of a log that was cut, what is placed is the causally closed prefix.
//
// Use when     a run is replayed.
// Threads      immutable.
// Complexity   O(n log n) for n ops.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "replay/session/recorded_run.h"

namespace reprise::session {

struct CanonicalOrder {
  std::vector<OpIndex> ops;
  // Why the run as recorded cannot have happened, whatever was cut off: two ops with one ticket. One sentence.
  std::optional<std::string> unsound;
  // Why not every op could be placed: the first missing op or ticket, or a cycle. One sentence.
  std::optional<std::string> incomplete;
};

CanonicalOrder MakeCanonicalOrder(const RecordedRun& run);

}  // namespace reprise::session
