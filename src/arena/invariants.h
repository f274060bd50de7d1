// The invariants of every state that a match can be in, and of every step (R56 to R59).
//
// Use when     a state comes from outside (Step expects a valid one), and in tests after each step.
// Threads      thread-safe: pure functions.
// Memory       O(size²) for the call.
#pragma once

#include <optional>
#include <string>

#include "arena/rules.h"
#include "arena/state.h"

namespace reprise::arena {

// The first violation in the state, as a sentence; nothing if there is none. Checks sizes and ranges first,
// so the state may contain any bytes.
std::optional<std::string> FindViolation(const State& state);

// The same for a step from one valid state to the next.
std::optional<std::string> FindStepViolation(const State& before, const State& after, const Rules& rules);

}  // namespace reprise::arena
