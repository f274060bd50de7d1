// Where one can still be when the bombs have run out: time-expanded reachability, all cells at once.
//
// Use when     a move is judged: with no room left after the last step, it is a way to die.
// Not when     the way itself is wanted: path_search.h.
// Threads      thread-safe (pure).
#pragma once

#include <vector>

#include "arena/state.h"
#include "bots/row_set.h"
#include "bots/timeline.h"

namespace reprise::bots {

// Cells that others may hold: by step, 0 to kHorizon. Nobody can enter them; who stands there may stay.
using Denied = std::vector<RowSet>;

// Others stay where they are.
[[nodiscard]] Denied StandingOthers(const Scene& scene);

// Others may get to every cell that is up to `steps` steps away, and stay there. A pessimist's view.
[[nodiscard]] Denied RacingOthers(const Scene& scene, const Timeline& timeline, int steps);

struct Flight {
  int room = 0;      // Cells where one can be after the last step; 0: every way ends in flames.
  int survives = 0;  // Steps that one can survive, up to kHorizon.
};

// From `cell`, with `first` as the first action. A step into something blocked is a wait.
[[nodiscard]] Flight Flee(const Timeline& timeline, int cell, arena::Action first, const Denied* denied);

// The same with any first action.
[[nodiscard]] Flight Flee(const Timeline& timeline, int cell, const Denied* denied);

}  // namespace reprise::bots
