// The working memory of a step: allocated once, used in every step of a match, not part of the match's state.
//
// Threads      thread-compatible: one for each match that steps at the same time.
// Memory       8 bytes a cell, some 30 for each agent and bomb. Grows to the largest state seen, so after
//              some steps a match allocates no more.
#pragma once

#include <cstdint>
#include <vector>

#include "arena/rules.h"
#include "arena/state.h"

namespace reprise::arena {

// A cell with its flat index: comparisons and lookups use the index, arithmetic uses the coordinates.
struct Spot {
  Position cell;
  std::int16_t index = 0;
  friend bool operator==(Spot a, Spot b) { return a.index == b.index; }
};

inline constexpr std::int16_t kNone16 = -1;

struct AgentMove {
  std::uint8_t id = 0;
  Spot own;
  Spot wanted;  // Its target in phase B, even if it was reverted later.
  Spot target;
  Direction direction = Direction::kNone;
  std::int16_t kicks = kNone16;  // Bomb that it is kicking.

  [[nodiscard]] bool moves() const { return !(target == own); }
};

struct BombMove {
  Spot own;
  Spot wanted;
  Spot target;
  std::int16_t kicker = kNone16;  // Index into `agents` of the scratch.
  bool exploded = false;

  [[nodiscard]] bool moves() const { return !(target == own); }
};

// A step's data about one cell. All zero between steps.
struct CellWork {
  std::uint8_t agent_claims = 0;  // A of R26.
  std::uint8_t bomb_claims = 0;   // B of R26.
  std::uint8_t agent = 0;         // Living agent that begins the step here: its index in `agents`, plus 1.
  std::uint8_t hit_by = 0;        // Owner of the first bomb whose blast reached this cell, plus 1.
  std::uint16_t bomb = 0;         // Bomb here (its old cell up to phase H, its new one after), plus 1.
};

// R30, R31, R33: a change that is made after all bombs were examined.
struct Postponed {
  bool is_bomb = false;
  std::int16_t mover = 0;
  Spot target;
};

struct StepScratch {
  std::vector<CellWork> cells;
  std::vector<AgentMove> agents;  // The living ones, by id.
  std::vector<BombMove> bombs;    // Parallel to State::bombs.
  std::vector<Postponed> postponed;
  std::vector<std::uint16_t> exploding;  // Bombs, in the order in which they were set off.
  std::vector<std::uint64_t> hits;       // One bit a cell. All zero between steps.
};

}  // namespace reprise::arena
