#include "bots/timeline.h"

#include <utility>

#include "arena/geometry.h"
#include "arena/rules.h"
#include "bots/bomb_run.h"
#include "bots/moves.h"

namespace reprise::bots {
namespace {

// The fuse is longer, so that a bomb placed now explodes when one placed in that later step would.
arena::Bomb BombOf(const Placement& placement, int size) {
  return {.cell = PositionOf(placement.cell, size),
          .life = static_cast<std::uint8_t>(arena::kFuseSteps + placement.step - 1),
          .blast_strength = placement.blast_strength};
}

void Paint(const arena::State& state, int step, Timeline& timeline) {
  const auto at = static_cast<std::size_t>(step);
  for (int cell = 0; cell < static_cast<int>(state.board.size()); ++cell) {
    const arena::Code code = state.board[static_cast<std::size_t>(cell)];
    if (code == arena::kPassage) continue;
    if (code == arena::kFlames) timeline.deadly[at].Add(cell);
    if (code == arena::kBomb || arena::IsWall(code)) timeline.blocked[at].Add(cell);
    if (code == arena::kWood && step == kHorizon) timeline.wood_left.Add(cell);
  }
}

void AddWholeBoard(const Scene& scene, Timeline& timeline) {
  for (int cell = 0; cell < scene.size() * scene.size(); ++cell) {
    const int on_board = scene.BoardCell(cell);
    for (int step = 0; step <= kHorizon; ++step) {
      if (scene.whole->IsDeadly(on_board, step)) timeline.deadly[static_cast<std::size_t>(step)].Add(cell);
    }
  }
}

}  // namespace

Timeline::Timeline(int size)
    : deadly(kHorizon + 1, RowSet(size)), blocked(kHorizon + 1, RowSet(size)), wood_left(size) {}

Timeline Forecast(const Scene& scene, std::span<const Placement> placed) {
  arena::State ground = scene.ground;
  for (const Placement& placement : placed) {
    arena::Code& code = ground.board[static_cast<std::size_t>(placement.cell)];
    if (code != arena::kPassage) continue;  // There is a bomb already, or no agent can stand there.
    code = arena::kBomb;
    ground.bombs.push_back(BombOf(placement, scene.size()));
  }
  Timeline timeline(scene.size());
  BombRun run(std::move(ground));
  for (int step = 0; step <= kHorizon; ++step) {
    if (step > 0) run.Advance();
    Paint(run.state(), step, timeline);
  }
  if (scene.whole != nullptr) AddWholeBoard(scene, timeline);
  return timeline;
}

}  // namespace reprise::bots
