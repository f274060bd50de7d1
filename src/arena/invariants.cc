#include "arena/invariants.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "arena/geometry.h"

namespace reprise::arena {
namespace {

using Violation = std::optional<std::string>;

std::string CellName(Position cell) { return absl::StrCat("(", cell.row, ",", cell.col, ")"); }

Violation FindShapeViolation(const State& state) {
  if (state.size < 1 || state.size > 127) return absl::StrCat("the board's size is ", state.size);
  const auto cells = static_cast<std::size_t>(state.size) * static_cast<std::size_t>(state.size);
  if (state.board.size() != cells || state.hidden.size() != cells) {
    return absl::StrCat("the board has ", state.board.size(), " cells and the map of hidden items ",
                        state.hidden.size(), ", not ", cells);
  }
  if (state.agents.empty() || state.agents.size() > kPlayersMax) {
    return absl::StrCat("there are ", state.agents.size(), " agents, not 1 to ", kPlayersMax);
  }
  if (state.bombs.size() > cells) return absl::StrCat("there are ", state.bombs.size(), " bombs");
  for (const Agent& agent : state.agents) {
    if (!state.Contains(agent.cell))
      return absl::StrCat("an agent is off the board at ", CellName(agent.cell));
  }
  for (const Bomb& bomb : state.bombs) {
    if (!state.Contains(bomb.cell)) return absl::StrCat("a bomb is off the board at ", CellName(bomb.cell));
    if (bomb.owner >= state.agents.size()) return absl::StrCat("a bomb belongs to agent ", int{bomb.owner});
    if (bomb.direction > Direction::kRight) {
      return absl::StrCat("a bomb rolls in direction ", static_cast<int>(bomb.direction));
    }
  }
  for (const Flame& flame : state.flames) {
    if (!state.Contains(flame.cell))
      return absl::StrCat("a flame is off the board at ", CellName(flame.cell));
  }
  return std::nullopt;
}

// The content that R57 requires of each cell; 0 if it may be a wall, an item or nothing.
class Expected {
 public:
  explicit Expected(const State& state) : state_(state), codes_(state.board.size()), lives_(codes_.size()) {}

  Violation AddBombs() {
    for (const Bomb& bomb : state_.bombs) {
      Code& code = codes_[static_cast<std::size_t>(state_.Index(bomb.cell))];
      if (code != 0) return absl::StrCat("R56: two bombs share ", CellName(bomb.cell));
      code = kBomb;
    }
    return std::nullopt;
  }

  Violation AddAgents() {
    for (std::size_t id = 0; id < state_.agents.size(); ++id) {
      const Agent& agent = state_.agents[id];
      if (!agent.alive) continue;
      Code& code = codes_[static_cast<std::size_t>(state_.Index(agent.cell))];
      if (IsAgent(code)) return absl::StrCat("R56: two agents share ", CellName(agent.cell));
      if (code == kBomb && !OwnRestingBomb(id, agent.cell)) {
        return absl::StrCat("R56: agent ", id, " is on a bomb that it did not just place, at ",
                            CellName(agent.cell));
      }
      code = AgentCode(id);
    }
    return std::nullopt;
  }

  Violation AddFlames() {
    for (const Flame& flame : state_.flames) {
      const auto index = static_cast<std::size_t>(state_.Index(flame.cell));
      if (codes_[index] != 0 && codes_[index] != kFlames) {
        return absl::StrCat("R57: a bomb or a living agent is in flames at ", CellName(flame.cell));
      }
      codes_[index] = kFlames;
      if (flame.life > kFlameLife || (lives_[index] >> flame.life & 1U) != 0) {
        return absl::StrCat("R57: two flames of life ", int{flame.life}, " at ", CellName(flame.cell));
      }
      lives_[index] |= static_cast<std::uint8_t>(1U << flame.life);
    }
    return std::nullopt;
  }

  [[nodiscard]] Violation Compare() const {
    for (std::size_t i = 0; i < codes_.size(); ++i) {
      const Code shown = state_.board[i];
      const bool plain = shown <= kWood || IsItem(shown);
      if (codes_[i] == 0 ? !plain : shown != codes_[i]) {
        return absl::StrCat("R57: the board shows ", int{shown}, " in cell ", i, ", not ",
                            codes_[i] == 0 ? "a wall, an item or a passage" : absl::StrCat(int{codes_[i]}));
      }
      const Code hidden = state_.hidden[i];
      if (hidden == kPassage) continue;
      if (!IsItem(hidden) || (shown != kWood && shown != kFlames)) {
        return absl::StrCat("R57: ", int{hidden}, " is hidden in cell ", i, " that shows ", int{shown});
      }
    }
    return std::nullopt;
  }

 private:
  [[nodiscard]] bool OwnRestingBomb(std::size_t id, Position cell) const {
    return std::any_of(state_.bombs.begin(), state_.bombs.end(), [&](const Bomb& bomb) {
      return bomb.cell == cell && bomb.owner == id && bomb.direction == Direction::kNone;
    });
  }

  const State& state_;
  std::vector<Code> codes_;
  std::vector<std::uint8_t> lives_;  // One bit for each life of a flame.
};

// The sum in R58 for one agent.
std::size_t AmmoAndBombs(const State& state, std::size_t id) {
  const auto live = std::count_if(state.bombs.begin(), state.bombs.end(),
                                  [&](const Bomb& bomb) { return bomb.owner == id; });
  return state.agents[id].ammo + static_cast<std::size_t>(live);
}

}  // namespace

std::optional<std::string> FindViolation(const State& state) {
  if (Violation violation = FindShapeViolation(state)) return violation;
  Expected expected(state);
  if (Violation violation = expected.AddBombs()) return violation;
  if (Violation violation = expected.AddAgents()) return violation;
  if (Violation violation = expected.AddFlames()) return violation;
  return expected.Compare();
}

std::optional<std::string> FindStepViolation(const State& before, const State& after, const Rules& rules) {
  for (std::size_t id = 0; id < after.agents.size(); ++id) {
    const std::size_t had = AmmoAndBombs(before, id);
    const std::size_t has = AmmoAndBombs(after, id);
    const bool lost_by_cap = has < had && after.agents[id].ammo == kAmmoMax;
    const bool took_one = has == had + 1 && after.agents[id].cell != before.agents[id].cell;
    if (has != had && !lost_by_cap && !took_one) {
      return absl::StrCat("R58: agent ", id, " had ", had, " bombs in hand and on the board, and has ", has);
    }
    if (after.agents[id].alive && !before.agents[id].alive)
      return absl::StrCat("agent ", id, " came back to life");
  }
  for (std::size_t i = 0; i < after.board.size(); ++i) {
    if (after.board[i] == kWood && before.board[i] != kWood)
      return absl::StrCat("R59: wood grew in cell ", i);
    const bool was_rigid = before.board[i] == kRigid;
    const bool is_rigid = after.board[i] == kRigid;
    if (was_rigid != is_rigid && (was_rigid || rules.collapses.empty())) {
      return absl::StrCat("R59: cell ", i, was_rigid ? " is no longer rigid" : " became rigid");
    }
  }
  return std::nullopt;
}

}  // namespace reprise::arena
