// Phases B to H of a step: where agents and bombs want to go, which of them get there, and what agents pick
// up (R17 to R40).
//
// First each agent and bomb has a target; then colliding moves are reverted until nothing collides. Claims on
// a cell are never withdrawn (R26): the set of reverted moves only grows, so the result does not depend on
// the order of scanning (R60).
//
// Threads      thread-compatible.
#pragma once

#include <span>

#include "arena/events.h"
#include "arena/rules.h"
#include "arena/scratch.h"
#include "arena/state.h"

namespace reprise::arena {

// Moves everything and takes agents and bombs off the board (R12); Detonate puts them back. `events` may be
// null.
void MoveAll(State& state, std::span<const Action> actions, const Rules& rules, StepScratch& scratch,
             EventSink* events);

}  // namespace reprise::arena
