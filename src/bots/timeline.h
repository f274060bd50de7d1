// A window's future, step by step: the cells that kill and the cells that are blocked. It contains the bombs
// on the board and given new ones, and no other action.
//
// Use when     a bot asks whether its own bomb, or one that an opponent might place, leaves an escape.
// Threads      Forecast: thread-safe (pure). Timeline: immutable once made.
// Memory       2.6 KiB.
#pragma once

#include <span>
#include <vector>

#include "arena/state.h"
#include "bots/danger.h"
#include "bots/row_set.h"
#include "bots/scene.h"

namespace reprise::bots {

struct Timeline {
  explicit Timeline(int size);

  // By step, 0 to kHorizon: as in DangerForecast.
  std::vector<RowSet> deadly;
  std::vector<RowSet> blocked;
  RowSet wood_left;  // Wood that still stands after the last step.
};

// A bomb that an agent places in step `step` (1 or later).
struct Placement {
  int cell = 0;
  int step = 1;
  std::uint8_t blast_strength = 2;
};

// Runs the scene's bombs and those of `placed` until the horizon.
[[nodiscard]] Timeline Forecast(const Scene& scene, std::span<const Placement> placed = {});

}  // namespace reprise::bots
