// A window's future, step by step, if nothing happens but what is said: which cells kill and which are
// blocked.
//
// Use when     a bot asks whether a bomb here, or one that somebody might place there, leaves a way out.
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

// A bomb that is placed in step `step`, 1 or later, and not before.
struct Placement {
  int cell = 0;
  int step = 1;
  std::uint8_t blast_strength = 2;
};

// The scene's bombs run out, and those of `placed` with them.
[[nodiscard]] Timeline Forecast(const Scene& scene, std::span<const Placement> placed = {});

}  // namespace reprise::bots
