// The part of the board that a bot can reach within the horizon, as a small board.
//
// No agent walks farther than twelve cells in twelve steps, so on a large board a bot needs only a window
// around it: the cost of a decision does not grow with the board. Bombs beyond the window still count,
// through the forecast of the whole board.
//
// Use when     a bot asks "what if": each answer runs the rules on this board for some steps.
// Threads      LookAround: thread-safe (pure). Scene: immutable once made.
#pragma once

#include <cstdint>
#include <vector>

#include "arena/state.h"
#include "bots/bot.h"
#include "bots/row_set.h"

namespace reprise::bots {

struct Opponent {
  std::uint8_t id = 0;
  int cell = 0;
};

// All cells are cells of the window.
struct Scene {
  // The window's walls, items, bombs and flames, without agents.
  arena::State ground;
  int board_size = 0;
  int first_row = 0;  // The window's first row on the board.
  int first_col = 0;
  int self = 0;
  std::vector<Opponent> opponents;  // Living opponents in the window, by cell.
  // Set if the window is smaller than the board; must outlive the scene.
  const DangerForecast* whole = nullptr;

  [[nodiscard]] int size() const { return ground.size; }
  [[nodiscard]] int BoardCell(int cell) const {
    return (first_row + cell / size()) * board_size + first_col + cell % size();
  }
  // The window's cell, or kOffBoard if the position is outside the window.
  [[nodiscard]] int WindowCell(arena::Position on_board) const;
};

[[nodiscard]] Scene LookAround(const View& view);

}  // namespace reprise::bots
