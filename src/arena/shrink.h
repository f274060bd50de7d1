// The shrinking board: when its step has come, the outermost standing ring turns to stone (R66, R67).
//
// Threads      thread-compatible.
#pragma once

#include "arena/events.h"
#include "arena/rules.h"
#include "arena/state.h"

namespace reprise::arena {

// Lets the ring fall that the rules name for the state's step count, if any. `events` may be null.
void CollapseIfDue(State& state, const Rules& rules, EventSink* events);

}  // namespace reprise::arena
