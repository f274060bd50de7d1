// Phases B to H of a step: who wants to go where, who gets there, and what it picks up (R17 to R40).
//
// Everybody states a wish, then wishes that collide are taken back until nothing collides. Claims on a cell
// are never withdrawn (R26), so the rounds are closures that grow, and no order of scanning can matter (R60).
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
