#include "arena/movement.h"

#include <algorithm>
#include <utility>

#include "arena/geometry.h"
#include "base/check.h"

namespace reprise::arena {
namespace {

// Each phase is a function of this object, so that the code follows the rules one by one.
class Movement {
 public:
  Movement(State& state, const Rules& rules, StepScratch& scratch, EventSink* events)
      : state_(state), rules_(rules), scratch_(scratch), cells_(scratch.cells.data()), events_(events) {}

  void LiftOffBoard();
  void AgentIntentions(std::span<const Action> actions);
  void BombIntentions();
  void RevertSwaps();
  void CountClaims();
  void RevertContested();
  bool Kick();
  void RevertLateConflicts();
  void MoveBombs();
  void MoveAgents();
  void ForgetClaims();
  [[nodiscard]] bool contested() const { return contested_; }

 private:
  CellWork& At(Spot spot) { return cells_[spot.index]; }
  Code& BoardAt(Spot spot) { return state_.board[static_cast<std::size_t>(spot.index)]; }
  [[nodiscard]] Spot SpotOf(Position cell) const {
    return {cell, static_cast<std::int16_t>(state_.Index(cell))};
  }
  void PlaceBomb(const AgentMove& mover);
  void PickUp(const AgentMove& mover);
  void KickOrBounce(std::int16_t bomb_index, std::int16_t agent_index);
  bool RevertLateAgents();
  bool RevertLateBombs();
  void Claim(Spot spot, bool is_bomb);

  State& state_;
  const Rules& rules_;
  StepScratch& scratch_;
  CellWork* cells_;
  EventSink* events_;
  // Two agents, or two bombs, claim the same cell.
  bool contested_ = false;
};

// R12.
void Movement::LiftOffBoard() {
  scratch_.agents.clear();
  for (std::size_t id = 0; id < state_.agents.size(); ++id) {
    const Agent& agent = state_.agents[id];
    if (!agent.alive) continue;
    AgentMove mover;
    mover.id = static_cast<std::uint8_t>(id);
    mover.own = mover.wanted = mover.target = SpotOf(agent.cell);
    BoardAt(mover.own) = kPassage;
    scratch_.agents.push_back(mover);
    At(mover.own).agent = static_cast<std::uint8_t>(scratch_.agents.size());
  }
  scratch_.bombs.clear();
  for (const Bomb& bomb : state_.bombs) {
    BombMove mover;
    mover.own = mover.wanted = mover.target = SpotOf(bomb.cell);
    BoardAt(mover.own) = kPassage;
    scratch_.bombs.push_back(mover);
    At(mover.own).bomb = static_cast<std::uint16_t>(scratch_.bombs.size());
  }
}

// R17 to R20.
void Movement::AgentIntentions(std::span<const Action> actions) {
  for (AgentMove& mover : scratch_.agents) {
    const Action action = actions[mover.id];
    REPRISE_CHECK(IsAction(static_cast<std::int64_t>(action)));
    if (action == Action::kStop) continue;
    if (action == Action::kBomb) {
      PlaceBomb(mover);
      continue;
    }
    mover.direction = DirectionOf(action);
    const Position next = Neighbour(mover.own.cell, mover.direction);
    if (!state_.Contains(next)) continue;
    const Spot spot = SpotOf(next);
    if (!IsWall(BoardAt(spot))) mover.wanted = mover.target = spot;
  }
}

// R19.
void Movement::PlaceBomb(const AgentMove& mover) {
  Agent& agent = state_.agents[mover.id];
  CellWork& work = At(mover.own);
  if (work.bomb != 0 || agent.ammo == 0) return;
  --agent.ammo;
  state_.bombs.push_back({.cell = mover.own.cell,
                          .life = kFuseSteps,
                          .blast_strength = agent.blast_strength,
                          .direction = Direction::kNone,
                          .owner = mover.id});
  BombMove bomb;
  bomb.own = bomb.wanted = bomb.target = mover.own;
  scratch_.bombs.push_back(bomb);
  work.bomb = static_cast<std::uint16_t>(scratch_.bombs.size());
  if (events_ != nullptr) {
    events_->push_back({.kind = EventKind::kBombPlaced,
                        .agent = mover.id,
                        .value = agent.blast_strength,
                        .cell = mover.own.cell,
                        .step = state_.step_count + 1});
  }
}

// R21.
void Movement::BombIntentions() {
  for (std::size_t i = 0; i < state_.bombs.size(); ++i) {
    const Bomb& bomb = state_.bombs[i];
    if (bomb.direction == Direction::kNone) continue;
    const Position next = Neighbour(bomb.cell, bomb.direction);
    if (!state_.Contains(next)) continue;
    const Spot spot = SpotOf(next);
    const Code code = BoardAt(spot);
    if (!IsWall(code) && !IsItem(code)) scratch_.bombs[i].wanted = scratch_.bombs[i].target = spot;
  }
}

// R22 to R24: a swap. Another agent or bomb begins the step at this one's target and wants to go to this
// one's cell: both would cross the same edge.
void Movement::RevertSwaps() {
  for (AgentMove& mover : scratch_.agents) {
    const std::uint8_t other = At(mover.wanted).agent;
    if (other != 0 && !(mover.wanted == mover.own) && scratch_.agents[other - 1U].wanted == mover.own) {
      mover.target = mover.own;
    }
  }
  for (BombMove& mover : scratch_.bombs) {
    if (mover.wanted == mover.own) continue;
    const CellWork& there = At(mover.wanted);
    const bool meets_agent = there.agent != 0 && scratch_.agents[there.agent - 1U].wanted == mover.own;
    const bool meets_bomb = there.bomb != 0 && scratch_.bombs[there.bomb - 1U].wanted == mover.own;
    if (meets_agent || meets_bomb) mover.target = mover.own;
  }
}

void Movement::Claim(Spot spot, bool is_bomb) {
  CellWork& work = At(spot);
  const std::uint8_t claims = is_bomb ? ++work.bomb_claims : ++work.agent_claims;
  contested_ |= claims > 1;
}

// R26.
void Movement::CountClaims() {
  for (const AgentMove& mover : scratch_.agents) Claim(mover.target, false);
  for (const BombMove& mover : scratch_.bombs) Claim(mover.target, true);
}

// R27.
void Movement::RevertContested() {
  for (bool changed = true; changed;) {
    changed = false;
    for (AgentMove& mover : scratch_.agents) {
      if (!mover.moves() || (At(mover.target).agent_claims <= 1 && At(mover.target).bomb_claims <= 1))
        continue;
      mover.target = mover.own;
      ++At(mover.own).agent_claims;
      changed = true;
    }
    for (BombMove& mover : scratch_.bombs) {
      if (!mover.moves() || (At(mover.target).agent_claims <= 1 && At(mover.target).bomb_claims <= 1))
        continue;
      mover.target = mover.own;
      ++At(mover.own).bomb_claims;
      changed = true;
    }
  }
}

// R29 and R35. Returns true if a change was postponed.
bool Movement::Kick() {
  scratch_.postponed.clear();
  for (std::size_t i = 0; i < scratch_.bombs.size(); ++i) {
    const BombMove& bomb = scratch_.bombs[i];
    if (At(bomb.target).agent_claims == 0) continue;
    const auto agent = std::find_if(scratch_.agents.begin(), scratch_.agents.end(),
                                    [&](const AgentMove& mover) { return mover.target == bomb.target; });
    if (agent == scratch_.agents.end()) continue;
    KickOrBounce(static_cast<std::int16_t>(i), static_cast<std::int16_t>(agent - scratch_.agents.begin()));
  }
  for (const Postponed& change : scratch_.postponed) {
    const auto mover = static_cast<std::size_t>(change.mover);
    (change.is_bomb ? scratch_.bombs[mover].target : scratch_.agents[mover].target) = change.target;
    Claim(change.target, change.is_bomb);
  }
  return !scratch_.postponed.empty();
}

// R30 to R33.
void Movement::KickOrBounce(std::int16_t bomb_index, std::int16_t agent_index) {
  BombMove& bomb = scratch_.bombs[static_cast<std::size_t>(bomb_index)];
  AgentMove& agent = scratch_.agents[static_cast<std::size_t>(agent_index)];
  if (!agent.moves()) {
    if (bomb.moves()) scratch_.postponed.push_back({true, bomb_index, bomb.own});
    return;
  }
  if (state_.agents[agent.id].can_kick) {
    const Position beyond = Neighbour(bomb.target.cell, agent.direction);
    if (state_.Contains(beyond)) {
      const Spot spot = SpotOf(beyond);
      const Code code = BoardAt(spot);
      if (At(spot).agent_claims == 0 && At(spot).bomb_claims == 0 && !IsWall(code) && !IsItem(code)) {
        At(bomb.target).bomb_claims = 0;
        scratch_.postponed.push_back({true, bomb_index, spot});
        state_.bombs[static_cast<std::size_t>(bomb_index)].direction = agent.direction;
        agent.kicks = bomb_index;
        bomb.kicker = agent_index;
        return;
      }
    }
  }
  scratch_.postponed.push_back({true, bomb_index, bomb.own});
  scratch_.postponed.push_back({false, agent_index, agent.own});
}

// R36.
void Movement::RevertLateConflicts() {
  for (bool changed = true; changed;) {
    changed = RevertLateAgents();
    changed |= RevertLateBombs();
  }
}

bool Movement::RevertLateAgents() {
  bool changed = false;
  for (AgentMove& mover : scratch_.agents) {
    if (!mover.moves() || (At(mover.target).agent_claims <= 1 && At(mover.target).bomb_claims == 0)) continue;
    if (mover.kicks != kNone16) {
      BombMove& bomb = scratch_.bombs[static_cast<std::size_t>(mover.kicks)];
      bomb.target = bomb.own;
      ++At(bomb.own).bomb_claims;
      bomb.kicker = mover.kicks = kNone16;
    }
    mover.target = mover.own;
    ++At(mover.own).agent_claims;
    changed = true;
  }
  return changed;
}

bool Movement::RevertLateBombs() {
  bool changed = false;
  for (BombMove& mover : scratch_.bombs) {
    if (!mover.moves() && mover.kicker == kNone16) continue;
    if (At(mover.target).bomb_claims <= 1 && At(mover.target).agent_claims == 0) continue;
    mover.target = mover.own;
    ++At(mover.own).bomb_claims;
    if (mover.kicker != kNone16) {
      AgentMove& agent = scratch_.agents[static_cast<std::size_t>(mover.kicker)];
      agent.target = agent.own;
      ++At(agent.own).agent_claims;
      mover.kicker = agent.kicks = kNone16;
    }
    changed = true;
  }
  return changed;
}

// R37.
void Movement::MoveBombs() {
  for (std::size_t i = 0; i < scratch_.bombs.size(); ++i) {
    const BombMove& mover = scratch_.bombs[i];
    Bomb& bomb = state_.bombs[i];
    if (mover.kicker != kNone16 && events_ != nullptr) {
      events_->push_back({.kind = EventKind::kBombKicked,
                          .agent = scratch_.agents[static_cast<std::size_t>(mover.kicker)].id,
                          .other = bomb.owner,
                          .value = static_cast<std::uint8_t>(bomb.direction),
                          .cell = mover.target.cell,
                          .step = state_.step_count + 1});
    }
    if (mover.moves()) {
      bomb.cell = mover.target.cell;
    } else if (mover.kicker == kNone16) {
      bomb.direction = Direction::kNone;
    }
  }
}

// R38.
void Movement::MoveAgents() {
  for (const AgentMove& mover : scratch_.agents) {
    if (!mover.moves()) continue;
    state_.agents[mover.id].cell = mover.target.cell;
    if (IsItem(BoardAt(mover.target))) PickUp(mover);
  }
}

void Movement::PickUp(const AgentMove& mover) {
  Agent& agent = state_.agents[mover.id];
  const Code item = std::exchange(BoardAt(mover.target), kPassage);
  if (item == kItemBomb) {
    agent.ammo = std::min<std::uint8_t>(agent.ammo + 1, kAmmoMax);
  } else if (item == kItemBlast) {
    agent.blast_strength = std::min<std::uint8_t>(agent.blast_strength + 1, rules_.max_blast);
  } else {
    agent.can_kick = true;
  }
  if (events_ != nullptr) {
    events_->push_back({.kind = EventKind::kItemTaken,
                        .agent = mover.id,
                        .value = item,
                        .cell = mover.target.cell,
                        .step = state_.step_count + 1});
  }
}

// Prepares the cells for the blasts: no claims, and each bomb at its new cell.
void Movement::ForgetClaims() {
  for (const AgentMove& mover : scratch_.agents) At(mover.own) = At(mover.wanted) = CellWork{};
  for (const Postponed& change : scratch_.postponed) At(change.target) = CellWork{};
  for (const BombMove& mover : scratch_.bombs) At(mover.own) = At(mover.wanted) = CellWork{};
  for (std::size_t i = 0; i < scratch_.bombs.size(); ++i) {
    At(scratch_.bombs[i].target).bomb = static_cast<std::uint16_t>(i + 1);
  }
}

}  // namespace

void MoveAll(State& state, std::span<const Action> actions, const Rules& rules, StepScratch& scratch,
             EventSink* events) {
  Movement movement(state, rules, scratch, events);
  movement.LiftOffBoard();
  movement.AgentIntentions(actions);
  movement.BombIntentions();
  movement.RevertSwaps();
  movement.CountClaims();
  if (movement.contested()) movement.RevertContested();
  if (movement.Kick()) movement.RevertLateConflicts();
  movement.MoveBombs();
  movement.MoveAgents();
  movement.ForgetClaims();
}

}  // namespace reprise::arena
