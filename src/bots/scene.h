// The part of the board that a bot can matter to within the horizon, as a small board of its own.
//
// Nobody walks farther than twelve cells in twelve steps, so on a large board a window around the bot is all
// it needs: what a decision costs does not grow with the board. Bombs beyond the window still count, through
// the forecast of the whole board.
//
// Use when     a bot asks "what if": every answer is a short run of the rules on this board.
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
  arena::State ground;  // The window's walls, items, bombs and flames; nobody on it.
  int board_size = 0;
  int first_row = 0;  // Of the window on the board.
  int first_col = 0;
  int self = 0;
  std::vector<Opponent> opponents;        // The living ones that the window shows, by cell.
  const DangerForecast* whole = nullptr;  // Where the window is a part only; it outlives the scene.

  [[nodiscard]] int size() const { return ground.size; }
  [[nodiscard]] int BoardCell(int cell) const {
    return (first_row + cell / size()) * board_size + first_col + cell % size();
  }
  // The window's cell, or kOffBoard where the window does not show it.
  [[nodiscard]] int WindowCell(arena::Position on_board) const;
};

[[nodiscard]] Scene LookAround(const View& view);

}  // namespace reprise::bots
