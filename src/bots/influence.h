// The influence maps: how attractive and how dangerous each cell is.
//
// They are made once a tick from the published state and serve all bots. All values are whole numbers, so
// that they are the same on every machine, and all distances are steps over cells that can be walked now.
//
// Use when     a bot chooses where to go.
// Not when     a bot must know whether a step is deadly: danger.h is exact, these maps are approximate.
// Threads      ComputeInfluence: thread-safe (pure). InfluenceMaps: immutable once made.
// Memory       twenty bytes a cell.
#pragma once

#include <cstdint>
#include <vector>

#include "arena/state.h"
#include "bots/danger.h"

namespace reprise::bots {

// A cell's own worth; it fades by an eighth with each step away.
inline constexpr int kInfluenceUnit = 1024;
inline constexpr std::uint16_t kFarAway = 0xffff;

struct InfluenceMaps {
  int size = 0;
  std::vector<std::uint16_t> danger;    // kInfluenceUnit / steps until the cell first kills; 0: not foreseen.
  std::vector<std::uint16_t> items;     // The pull of the open items.
  std::vector<std::uint16_t> wood;      // The pull of the wood that a bomb of the first strength would hit.
  std::vector<std::uint16_t> dead_end;  // The cell's depth in a dead end; 0: it has two exits.

  // The agent nearest to the cell and the second nearest, so that each bot can exclude itself.
  std::vector<std::uint16_t> nearest_distance;
  std::vector<std::uint16_t> second_distance;
  std::vector<std::uint8_t> nearest_agent;

  // Steps from the cell to the nearest living agent other than `self`; kFarAway when none can come.
  [[nodiscard]] std::uint16_t OpponentDistance(int cell, int self) const {
    const auto at = static_cast<std::size_t>(cell);
    return nearest_agent[at] == self ? second_distance[at] : nearest_distance[at];
  }
  friend bool operator==(const InfluenceMaps&, const InfluenceMaps&) = default;
};

// `danger` is the forecast of the same state.
[[nodiscard]] InfluenceMaps ComputeInfluence(const arena::State& state, const DangerForecast& danger);

}  // namespace reprise::bots
