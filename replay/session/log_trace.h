// The trace of a log: the same type as a run's, in the order in which a replay does the ops.
//
//   absl::StatusOr<RecordedRun> run = RecordedRun::Load(log);
//   trace::Trace trace = TraceOf(*run, MakeCanonicalOrder(*run));
//
// Ops that cannot be placed (something in front of them is missing) are left out; sites are not known.
//
// Use when     a log is compared with a run, or a failure that it holds is explained.
// Threads      thread-compatible.
// Memory       a copy of the log's messages.
#pragma once

#include "replay/session/canonical_order.h"
#include "replay/session/recorded_run.h"
#include "replay/trace/trace.h"

namespace reprise::session {

trace::Trace TraceOf(const RecordedRun& run, const CanonicalOrder& order);

}  // namespace reprise::session
