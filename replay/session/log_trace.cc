#include "replay/session/log_trace.h"

namespace reprise::session {

trace::Trace TraceOf(const RecordedRun& run, const CanonicalOrder& order) {
  trace::Trace trace;
  for (const auto& [id, task] : run.tasks()) trace.tasks[id] = task.info;
  for (const auto& [id, object] : run.objects()) trace.objects[id] = object.info;
  for (const OpIndex index : order.ops) {
    const RecordedOp& op = run.ops()[index];
    if (const log::ByteSpan* message = run.MessageOf(op))
      trace.messages[trace.steps.size()].assign(message->begin(), message->end());
    trace.steps.push_back(op);
  }
  return trace;
}

}  // namespace reprise::session
