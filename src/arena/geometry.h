// Cells and directions: the arithmetic that all phases of a step use (R1, R3).
//
// Threads      thread-safe: pure functions.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "arena/state.h"

namespace reprise::arena {

inline constexpr std::array<std::int8_t, 5> kRowStep = {0, -1, 1, 0, 0};
inline constexpr std::array<std::int8_t, 5> kColStep = {0, 0, 0, -1, 1};
inline constexpr std::array<Direction, 4> kDirections = {Direction::kUp, Direction::kDown, Direction::kLeft,
                                                         Direction::kRight};

// The next cell in that direction; it may be outside the board.
constexpr Position Neighbour(Position cell, Direction direction) {
  const auto d = static_cast<std::size_t>(direction);
  return {static_cast<std::int8_t>(cell.row + kRowStep[d]), static_cast<std::int8_t>(cell.col + kColStep[d])};
}

// R67: the cell's distance from the nearest edge.
constexpr int RingOf(int size, Position cell) {
  return std::min({int{cell.row}, int{cell.col}, size - 1 - cell.row, size - 1 - cell.col});
}

// R3: 0 to 5 is an action. Test every value from outside with this first, because in Step a wrong one is a
// CHECK.
constexpr bool IsAction(std::int64_t value) { return value >= 0 && value < kActionCount; }

// The action's direction; kNone for stopping and for placing a bomb.
constexpr Direction DirectionOf(Action action) {
  return action == Action::kBomb ? Direction::kNone : static_cast<Direction>(action);
}

constexpr bool IsWall(Code code) { return code == kRigid || code == kWood; }
constexpr bool IsItem(Code code) { return code >= kItemBomb && code <= kItemKick; }
constexpr bool IsAgent(Code code) { return code >= kAgent0; }
constexpr Code AgentCode(std::size_t id) { return static_cast<Code>(kAgent0 + id); }

}  // namespace reprise::arena
