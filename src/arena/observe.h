// What one agent sees of a state: all that a bot may know, and nothing of what is hidden (R61 to R63).
//
// Use when     a bot is asked for a move. Everybody's is made from the same published state (D5).
// Not when     telling the match to people: that may show everything.
// Threads      Observe: thread-safe (pure) as long as each caller has its own Observation. Observation:
//              thread-compatible.
// Memory       five bytes a cell; a reused Observation allocates nothing once it has its size.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "arena/state.h"

namespace reprise::arena {

struct Observation {
  int size = 11;
  std::uint8_t self = 0;  // Own id: its code is kAgent0 + self.
  std::uint32_t step_count = 0;

  // size * size each, row-major, 0 where there is none.
  std::vector<Code> board;
  std::vector<std::uint8_t> bomb_life;
  std::vector<std::uint8_t> bomb_blast_strength;
  std::vector<Direction> bomb_moving_direction;
  std::vector<std::uint8_t> flame_life;  // Life + 1 of the cell's youngest flame: 3, 2, 1.

  std::vector<Code> alive;    // Codes of the living, by id.
  std::vector<Code> enemies;  // Codes of all others, by id, dead or not.
  Code teammate = kNobody;

  Position position;
  std::uint8_t ammo = 1;
  std::uint8_t blast_strength = 2;
  bool can_kick = false;

  [[nodiscard]] int Index(Position cell) const { return cell.row * size + cell.col; }
  [[nodiscard]] bool IsAlive(Code agent) const;
  friend bool operator==(const Observation&, const Observation&) = default;
};

// R63: how far an agent sees in rows and in columns; nothing means everywhere.
using ViewRange = std::optional<std::uint8_t>;
inline constexpr std::uint8_t kTeamViewRange = 4;

// Overwrites all of `seen`. `self` is the id of an agent, dead or alive.
void Observe(const State& state, std::uint8_t self, Observation& seen, ViewRange range = std::nullopt);

}  // namespace reprise::arena
