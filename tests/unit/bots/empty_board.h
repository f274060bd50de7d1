// A drawn board with nobody on it: drawings want an agent (tests/unit/arena/scene.h), so one is drawn in the last
// cell and taken off again.
#pragma once

#include <utility>

#include "tests/unit/arena/scene.h"

namespace reprise::bots {

[[nodiscard]] inline arena::Scene EmptyBoard(arena::Rows rows) {
  const char last = std::exchange(rows.back().back(), '0');
  arena::Scene board(std::move(rows));
  arena::Agent& agent = board.agent(0);
  board.state.board[static_cast<std::size_t>(board.state.Index(agent.cell))] = last == '#' ? arena::kRigid
                                                                               : last == '+'
                                                                                   ? arena::kWood
                                                                                   : arena::kPassage;
  agent = {.alive = false};
  return board;
}

}  // namespace reprise::bots
