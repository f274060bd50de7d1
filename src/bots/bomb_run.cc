#include "bots/bomb_run.h"

#include <array>
#include <utility>

#include "arena/geometry.h"
#include "arena/step.h"
#include "base/check.h"

namespace reprise::bots {

arena::State BombsOnly(const arena::State& state) {
  arena::State ground;
  ground.size = state.size;
  ground.board = state.board;
  ground.agents = {{.alive = false}};
  ground.bombs = state.bombs;
  ground.flames = state.flames;
  ground.hidden.assign(state.board.size(), arena::kPassage);
  for (arena::Code& code : ground.board) {
    if (arena::IsAgent(code)) code = arena::kPassage;
  }
  for (arena::Bomb& bomb : ground.bombs) {
    bomb.owner = 0;
    arena::Code& code = ground.board[static_cast<std::size_t>(ground.Index(bomb.cell))];
    if (code == arena::kPassage) code = arena::kBomb;
  }
  return ground;
}

BombRun::BombRun(arena::State bombs_only) : state_(std::move(bombs_only)) {
  REPRISE_CHECK(state_.agents.size() == 1 && !state_.agents.front().alive);
}

void BombRun::Advance() {
  if (quiet()) return;
  constexpr std::array<arena::Action, 1> kNobodyActs = {arena::Action::kStop};
  arena::Outcome outcome;
  arena::Step(state_, kNobodyActs, rules_, scratch_, outcome);
}

}  // namespace reprise::bots
