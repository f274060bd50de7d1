// Escapes: the cells where an agent can be when all bombs have exploded. Time-expanded reachability, for all
// cells at once.
//
// Use when     judging a move: if no room is left after the last step, the move is deadly.
// Not when     the path itself is needed: path_search.h.
// Threads      thread-safe (pure).
#pragma once

#include <vector>

#include "arena/state.h"
#include "bots/row_set.h"
#include "bots/timeline.h"

namespace reprise::bots {

// Cells that other agents may occupy, by step, 0 to kHorizon. The agent cannot enter them; if it stands on
// one, it may stay.
using Denied = std::vector<RowSet>;

// Others stay where they are.
[[nodiscard]] Denied StandingOthers(const Scene& scene);

// Others may go to every cell that is up to `steps` steps away, and stay there: the worst case.
[[nodiscard]] Denied RacingOthers(const Scene& scene, const Timeline& timeline, int steps);

struct Flight {
  int room = 0;      // Cells where the agent can be after the last step; 0: no escape.
  int survives = 0;  // Steps that the agent can survive, up to kHorizon.
};

// From `cell`, with `first` as the first action. A step into something blocked is a wait.
[[nodiscard]] Flight Flee(const Timeline& timeline, int cell, arena::Action first, const Denied* denied);

// The same with any first action.
[[nodiscard]] Flight Flee(const Timeline& timeline, int cell, const Denied* denied);

}  // namespace reprise::bots
