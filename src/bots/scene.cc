#include "bots/scene.h"

#include <algorithm>

#include "arena/geometry.h"
#include "bots/moves.h"

namespace reprise::bots {
namespace {

// The first row or column of a window of `side` cells around `center` that stays on the board.
int WindowStart(int center, int side, int board_size) {
  return std::clamp(center - side / 2, 0, board_size - side);
}

// Copies one cell's content from the observation into the window.
void Transfer(const arena::Observation& seen, int cell, Scene& scene) {
  const auto at = static_cast<std::size_t>(scene.BoardCell(cell));
  const arena::Position position = PositionOf(cell, scene.size());
  arena::Code code = seen.board[at];
  if (arena::IsAgent(code)) {
    if (code != arena::AgentCode(seen.self)) {
      scene.opponents.push_back({static_cast<std::uint8_t>(code - arena::kAgent0), cell});
    }
    code = seen.bomb_life[at] != 0 ? arena::kBomb : arena::kPassage;
  }
  scene.ground.board[static_cast<std::size_t>(cell)] = code;
  if (seen.bomb_life[at] != 0) {
    scene.ground.bombs.push_back({.cell = position,
                                  .life = seen.bomb_life[at],
                                  .blast_strength = seen.bomb_blast_strength[at],
                                  .direction = seen.bomb_moving_direction[at]});
  }
  if (seen.flame_life[at] != 0) {
    scene.ground.flames.push_back(
        {.cell = position, .life = static_cast<std::uint8_t>(seen.flame_life[at] - 1)});
  }
}

}  // namespace

int Scene::WindowCell(arena::Position on_board) const {
  const int row = on_board.row - first_row;
  const int col = on_board.col - first_col;
  return row < 0 || col < 0 || row >= size() || col >= size() ? kOffBoard : row * size() + col;
}

Scene LookAround(const View& view) {
  const arena::Observation& seen = view.seen;
  const int side = std::min(seen.size, kWindowMax);
  Scene scene;
  scene.board_size = seen.size;
  scene.first_row = WindowStart(seen.position.row, side, seen.size);
  scene.first_col = WindowStart(seen.position.col, side, seen.size);
  scene.ground.size = side;
  scene.ground.step_count = seen.step_count;
  scene.ground.agents = {{.alive = false}};
  scene.ground.board.resize(static_cast<std::size_t>(side * side));
  scene.ground.hidden.assign(scene.ground.board.size(), arena::kPassage);
  for (int cell = 0; cell < side * side; ++cell) Transfer(seen, cell, scene);
  scene.self = scene.WindowCell(seen.position);
  if (side < seen.size) scene.whole = &view.danger;
  return scene;
}

}  // namespace reprise::bots
