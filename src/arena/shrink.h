// The shrinking board: at given steps the outermost remaining ring of cells becomes rigid walls (R66, R67).
//
// Threads      thread-compatible.
#pragma once

#include "arena/events.h"
#include "arena/rules.h"
#include "arena/state.h"

namespace reprise::arena {

// Collapses the ring that the rules give for the state's step count, if there is one. `events` may be null.
void CollapseIfDue(State& state, const Rules& rules, EventSink* events);

}  // namespace reprise::arena
