// The state of a match: only the data that the rules read and change (docs/arena.md, R1 to R6).
//
// By R57 the board could be computed from the rest; it is kept because all code reads it. Hidden items are an
// array by cell, so that no result can depend on a container's order.
//
// Threads      thread-compatible: a published state is immutable, and readers share it.
// Memory       O(size²) bytes; a copy is four small vectors.
#pragma once

#include <cstdint>
#include <vector>

namespace reprise::arena {

// R2. 0 passage .. 8 kick, 10 + id an agent. Larger matches continue the numbers: id 63 has code 73.
using Code = std::uint8_t;
inline constexpr Code kPassage = 0;
inline constexpr Code kRigid = 1;
inline constexpr Code kWood = 2;
inline constexpr Code kBomb = 3;
inline constexpr Code kFlames = 4;
inline constexpr Code kFog = 5;
inline constexpr Code kItemBomb = 6;
inline constexpr Code kItemBlast = 7;
inline constexpr Code kItemKick = 8;
inline constexpr Code kNobody = 9;
inline constexpr Code kAgent0 = 10;

// R3.
enum class Action : std::uint8_t { kStop = 0, kUp = 1, kDown = 2, kLeft = 3, kRight = 4, kBomb = 5 };
inline constexpr int kActionCount = 6;

// R3: an action's value 1..4, or 0 for "not moving".
enum class Direction : std::uint8_t { kNone = 0, kUp = 1, kDown = 2, kLeft = 3, kRight = 4 };

struct Position {
  std::int8_t row = 0;
  std::int8_t col = 0;
  friend bool operator==(const Position&, const Position&) = default;
};

struct Agent {
  Position cell;
  bool alive = true;
  std::uint8_t ammo = 1;
  std::uint8_t blast_strength = 2;
  bool can_kick = false;
  friend bool operator==(const Agent&, const Agent&) = default;
};

struct Bomb {
  Position cell;
  std::uint8_t life = 10;
  std::uint8_t blast_strength = 2;
  Direction direction = Direction::kNone;
  std::uint8_t owner = 0;
  friend bool operator==(const Bomb&, const Bomb&) = default;
};

struct Flame {
  Position cell;
  std::uint8_t life = 2;
  friend bool operator==(const Flame&, const Flame&) = default;
};

struct State {
  int size = 11;
  std::uint32_t step_count = 0;
  std::vector<Code> board;    // size * size codes, row-major.
  std::vector<Agent> agents;  // By id.
  std::vector<Bomb> bombs;    // In the order of D2.
  std::vector<Flame> flames;  // In the order of D2.
  std::vector<Code> hidden;   // size * size: the item under the cell, or kPassage.

  [[nodiscard]] int Index(Position cell) const { return cell.row * size + cell.col; }
  [[nodiscard]] Code At(Position cell) const { return board[static_cast<std::size_t>(Index(cell))]; }
  [[nodiscard]] bool Contains(Position cell) const {
    return cell.row >= 0 && cell.col >= 0 && cell.row < size && cell.col < size;
  }
  friend bool operator==(const State&, const State&) = default;
};

}  // namespace reprise::arena
