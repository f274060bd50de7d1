#include "arena/observe.h"

#include <algorithm>
#include <cstdlib>

#include "arena/geometry.h"
#include "base/check.h"

namespace reprise::arena {
namespace {

void CoverWithFog(Observation& seen, int range) {
  for (int row = 0; row < seen.size; ++row) {
    for (int col = 0; col < seen.size; ++col) {
      if (std::max(std::abs(row - seen.position.row), std::abs(col - seen.position.col)) <= range) continue;
      const auto index = static_cast<std::size_t>(row * seen.size + col);
      seen.board[index] = kFog;
      seen.bomb_life[index] = 0;
      seen.bomb_blast_strength[index] = 0;
      seen.bomb_moving_direction[index] = Direction::kNone;
      seen.flame_life[index] = 0;
    }
  }
}

void ListAgents(const State& state, Observation& seen) {
  seen.alive.clear();
  seen.enemies.clear();
  for (std::size_t id = 0; id < state.agents.size(); ++id) {
    if (state.agents[id].alive) seen.alive.push_back(AgentCode(id));
    if (id != seen.self) seen.enemies.push_back(AgentCode(id));
  }
}

}  // namespace

bool Observation::IsAlive(Code agent) const {
  return std::find(alive.begin(), alive.end(), agent) != alive.end();
}

void Observe(const State& state, std::uint8_t self, Observation& seen, ViewRange range) {
  REPRISE_CHECK(self < state.agents.size());
  const std::size_t cells = state.board.size();
  seen.size = state.size;
  seen.self = self;
  seen.step_count = state.step_count;
  seen.board = state.board;
  seen.bomb_life.assign(cells, 0);
  seen.bomb_blast_strength.assign(cells, 0);
  seen.bomb_moving_direction.assign(cells, Direction::kNone);
  seen.flame_life.assign(cells, 0);
  for (const Bomb& bomb : state.bombs) {
    const auto index = static_cast<std::size_t>(state.Index(bomb.cell));
    seen.bomb_life[index] = bomb.life;
    seen.bomb_blast_strength[index] = bomb.blast_strength;
    seen.bomb_moving_direction[index] = bomb.direction;
  }
  for (const Flame& flame : state.flames) {
    std::uint8_t& life = seen.flame_life[static_cast<std::size_t>(state.Index(flame.cell))];
    life = std::max<std::uint8_t>(life, static_cast<std::uint8_t>(flame.life + 1));
  }
  ListAgents(state, seen);
  const Agent& agent = state.agents[self];
  seen.position = agent.cell;
  seen.ammo = agent.ammo;
  seen.blast_strength = agent.blast_strength;
  seen.can_kick = agent.can_kick;
  if (range) CoverWithFog(seen, *range);
}

}  // namespace reprise::arena
