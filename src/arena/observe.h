// An agent's observation of a state: everything that a bot may know, and nothing hidden (R61 to R63).
//
// Use when     asking a bot for a move. The observations of all bots are made from the same published state
//              (D5).
// Not when     showing the match to people: that may show everything.
// Threads      Observe: thread-safe (pure) as long as each caller has its own Observation. Observation:
//              thread-compatible.
// Memory       five bytes a cell; a reused Observation allocates only the first time.
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

  // size * size values each, row-major; 0: nothing on the cell.
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

// R63: how many rows and columns an agent sees in each direction; nothing: the whole board.
using ViewRange = std::optional<std::uint8_t>;
inline constexpr std::uint8_t kTeamViewRange = 4;

// Overwrites all of `seen`. `self` is the id of an agent, dead or alive.
void Observe(const State& state, std::uint8_t self, Observation& seen, ViewRange range = std::nullopt);

}  // namespace reprise::arena
