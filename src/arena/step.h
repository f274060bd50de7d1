// One step of a match, in place: the rules R10 to R55 and R66 to R67, phase by phase.
//
// Use when     a match goes on, or somebody looks ahead on a copy of a state.
// Not when     the actions come from outside and were not looked at: ask IsAction first.
// Threads      thread-compatible: one state and one scratch for each match that steps at the same time.
// Progress     allocates only while the scratch and the state's lists still grow.
// Errors       another number of actions than of agents, or no action at all, is a CHECK.
// Order        the outcome depends on no order of agents, bombs or flames (R60); the lists stay in that of
// D2.
#pragma once

#include <span>

#include "arena/events.h"
#include "arena/rules.h"
#include "arena/score.h"
#include "arena/scratch.h"
#include "arena/state.h"

namespace reprise::arena {

// Steps `state` by one action an agent (those of the dead are ignored, R10) and scores it; a ring that is due
// falls after that. Expects a state as in R56 and R57 (arena/invariants.h). `events` may be null; otherwise
// what happened is appended to it.
void Step(State& state, std::span<const Action> actions, const Rules& rules, StepScratch& scratch,
          Outcome& outcome, EventSink* events = nullptr);

}  // namespace reprise::arena
