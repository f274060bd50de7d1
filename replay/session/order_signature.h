// One number for the order in which a run's tasks met at their objects: equal orders, equal signatures.
//
// Two recordings of one program with different signatures went different ways, whatever came out of them.
//
// Use when     runs are told apart: is the recording of four workers more than one order, was this order seen?
// Threads      thread-safe (pure).
// Complexity   O(n log n) for n ops.
#pragma once

#include <cstdint>

#include "replay/session/recorded_run.h"

namespace reprise::session {

// Over every object's lanes, by ticket: whose op it was.
std::uint64_t OrderSignature(const RecordedRun& run);

}  // namespace reprise::session
