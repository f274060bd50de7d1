// What the trace of a failed run adds to its failure: the names of its tasks and objects, and why they are blocked.
//
// A deadlock is, when the trace shows it, a circle of locks or a lost wake-up; of those that there are, the one that
// begins at the smallest task id.
//
// Use when     a failure is told to people, or two failures are compared: a search compares what is explained.
// Threads      thread-compatible.
#pragma once

#include "replay/oracle/failure.h"
#include "replay/trace/trace.h"

namespace reprise::oracle {

Failure Explain(Failure failure, const trace::Trace& trace);

}  // namespace reprise::oracle
