// The danger forecast: which cells kill, and which cannot be entered, in the steps that the bombs now on the
// board need to run out.
//
// One forecast of the published state serves all bots of a tick. Bombs only: nobody moves and nobody places
// another bomb, so that chains and rolling bombs come out exactly as the rules say, and everything that the
// forecast leaves out is somebody's decision.
//
// Use when     a plan must outlive the bombs that are on the board.
// Threads      ForecastDanger: thread-safe (pure). DangerForecast: immutable once made.
// Memory       four bytes a cell.
#pragma once

#include <cstdint>
#include <vector>

#include "arena/state.h"

namespace reprise::bots {

// A bomb placed in the first step goes off in step 10, and its flames go out two steps later.
inline constexpr int kHorizon = 12;

struct DangerForecast {
  int size = 0;
  std::vector<std::uint16_t> deadly;   // By cell: bit t is set when being there after step t kills.
  std::vector<std::uint16_t> blocked;  // By cell: bit t is set when a wall or a bomb is there after step t.

  // Bit 0 is the present state. After the horizon everything stays as it is in its last step.
  [[nodiscard]] bool IsDeadly(int cell, int step) const { return Bit(deadly, cell, step); }
  [[nodiscard]] bool IsBlocked(int cell, int step) const { return Bit(blocked, cell, step); }
  friend bool operator==(const DangerForecast&, const DangerForecast&) = default;

 private:
  [[nodiscard]] static bool Bit(const std::vector<std::uint16_t>& bits, int cell, int step) {
    return (bits[static_cast<std::size_t>(cell)] >> (step < kHorizon ? step : kHorizon)) & 1U;
  }
};

// Needs only what every bot may see of a state: hidden items and agents count for nothing.
[[nodiscard]] DangerForecast ForecastDanger(const arena::State& state);

}  // namespace reprise::bots
