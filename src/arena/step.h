// One step of a match, in place: the rules R10 to R55 and R66 to R67, phase by phase.
//
// Use when     continuing a match, or looking ahead on a copy of a state.
// Not when     the actions come from outside and were not checked: call IsAction first.
// Threads      thread-compatible: one state and one scratch for each match that steps at the same time.
// Progress     allocates only while the scratch and the state's lists grow.
// Errors       a number of actions other than the number of agents, or a value that is no action, is a CHECK.
// Order        the outcome does not depend on the order of agents, bombs or flames (R60); the lists keep the
//              order of D2.
#pragma once

#include <span>

#include "arena/events.h"
#include "arena/rules.h"
#include "arena/score.h"
#include "arena/scratch.h"
#include "arena/state.h"

namespace reprise::arena {

// Steps `state` with one action for each agent (actions of dead agents are ignored, R10) and scores it; then
// a ring that is due falls. `state` must satisfy R56 and R57 (arena/invariants.h). `events` may be null;
// otherwise the step's events are appended to it.
void Step(State& state, std::span<const Action> actions, const Rules& rules, StepScratch& scratch,
          Outcome& outcome, EventSink* events = nullptr);

}  // namespace reprise::arena
