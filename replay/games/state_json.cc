#include "replay/games/state_json.h"

#include "arena/state_digest.h"
#include "replay/games/match_verdict.h"

namespace reprise::games {

using Json = nlohmann::ordered_json;

Json StateJson(const arena::State& state) {
  Json agents = Json::array();
  for (const arena::Agent& agent : state.agents) {
    agents.push_back({{"row", agent.cell.row},
                      {"col", agent.cell.col},
                      {"alive", agent.alive},
                      {"ammo", agent.ammo},
                      {"blast_strength", agent.blast_strength},
                      {"can_kick", agent.can_kick}});
  }
  Json bombs = Json::array();
  for (const arena::Bomb& bomb : state.bombs) {
    bombs.push_back({{"row", bomb.cell.row},
                     {"col", bomb.cell.col},
                     {"life", bomb.life},
                     {"blast_strength", bomb.blast_strength},
                     {"direction", static_cast<int>(bomb.direction)},
                     {"owner", bomb.owner}});
  }
  Json flames = Json::array();
  for (const arena::Flame& flame : state.flames) {
    flames.push_back({{"row", flame.cell.row}, {"col", flame.cell.col}, {"life", flame.life}});
  }
  Json items = Json::array();
  for (std::size_t at = 0; at < state.hidden.size(); ++at) {
    if (state.hidden[at] == arena::kPassage) continue;
    const auto size = static_cast<std::size_t>(state.size);
    items.push_back({{"row", at / size}, {"col", at % size}, {"item", state.hidden[at]}});
  }
  return {{"size", state.size},   {"step_count", state.step_count},
          {"board", state.board}, {"agents", agents},
          {"bombs", bombs},       {"flames", flames},
          {"items", items},       {"state_hash", HashText(arena::DigestOf(state).whole)}};
}

}  // namespace reprise::games
