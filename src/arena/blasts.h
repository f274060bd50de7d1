// Phases A, I and J of a step: flames age, fuses burn, blasts spread, and agents in flames die.
//
// Threads      thread-compatible.
#pragma once

#include "arena/events.h"
#include "arena/rules.h"
#include "arena/scratch.h"
#include "arena/state.h"

namespace reprise::arena {

// R13 to R16.
void AgeFlames(State& state);

// R41 to R50, after MoveAll: burns fuses, explodes, puts bombs, flames and living agents back on the board.
// Clears the scratch for the next step. `events` may be null.
void Detonate(State& state, StepScratch& scratch, EventSink* events);

}  // namespace reprise::arena
