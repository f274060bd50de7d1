// The danger forecast: the cells that kill and the cells that cannot be entered, for each step until the
// bombs that are on the board now have exploded and burnt out.
//
// One forecast of the published state serves all bots of a tick. It contains only the bombs: no agent moves
// or places another bomb. So chains and rolling bombs are exact, and the forecast leaves out only the
// decisions of agents.
//
// Use when     a plan must survive the bombs that are on the board.
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

  // Bit 0 is the present state. Steps after the horizon are equal to the horizon's last step.
  [[nodiscard]] bool IsDeadly(int cell, int step) const { return Bit(deadly, cell, step); }
  [[nodiscard]] bool IsBlocked(int cell, int step) const { return Bit(blocked, cell, step); }
  friend bool operator==(const DangerForecast&, const DangerForecast&) = default;

 private:
  [[nodiscard]] static bool Bit(const std::vector<std::uint16_t>& bits, int cell, int step) {
    return (bits[static_cast<std::size_t>(cell)] >> (step < kHorizon ? step : kHorizon)) & 1U;
  }
};

// Uses only the part of a state that every bot may see; ignores hidden items and agents.
[[nodiscard]] DangerForecast ForecastDanger(const arena::State& state);

}  // namespace reprise::bots
