// What is true of every state that a match can be in, and of every step (R56 to R59).
//
// Use when     a state comes from outside (Step expects nothing else), and in tests after each step.
// Threads      thread-safe: pure functions.
// Memory       O(size²) for the call.
#pragma once

#include <optional>
#include <string>

#include "arena/rules.h"
#include "arena/state.h"

namespace reprise::arena {

// The first thing wrong with the state, as a sentence; nothing where all is well. Looks at sizes and ranges
// first, so any bytes may be handed in.
std::optional<std::string> FindViolation(const State& state);

// The same for a step from one sound state to the next.
std::optional<std::string> FindStepViolation(const State& before, const State& after, const Rules& rules);

}  // namespace reprise::arena
