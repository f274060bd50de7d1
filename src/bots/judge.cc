#include "bots/judge.h"

#include "bots/moves.h"

namespace reprise::bots {
namespace {

using arena::Action;

constexpr std::array<Action, arena::kActionCount> kActions = {Action::kStop, Action::kUp,    Action::kDown,
                                                              Action::kLeft, Action::kRight, Action::kBomb};

}  // namespace

Judge::Judge(const Scene& scene, const Means& means)
    : scene_(scene), means_(means), as_it_is_(Forecast(scene)), standing_(StandingOthers(scene)) {
  if (means_.may_bomb) {
    const Placement own{.cell = scene_.self, .step = 1, .blast_strength = means_.blast_strength};
    own_bomb_ = Forecast(scene_, std::span(&own, 1));
  }
  LookAtMoves();
  LookAtThreats();
}

const Timeline& Judge::After(Action action) const {
  return action == Action::kBomb && own_bomb_ ? *own_bomb_ : as_it_is_;
}

// True if the step leads to a free cell: it is not a wait, and does not depend on another agent's leaving.
bool Judge::IsOpen(int next) const {
  return next != scene_.self && next != kOffBoard && !as_it_is_.blocked[0].Contains(next) &&
         !standing_[0].Contains(next);
}

void Judge::LookAtMoves() {
  for (Action action : kActions) {
    Verdict& verdict = verdicts_[static_cast<std::size_t>(action)];
    const int next = Neighbor(scene_.self, action, scene_.size());
    verdict.possible = action == Action::kStop || (action == Action::kBomb && own_bomb_) || IsOpen(next);
    if (!verdict.possible) continue;
    const Timeline& timeline = After(action);
    verdict.alone = Flee(timeline, scene_.self, action, nullptr);
    verdict.standing = Flee(timeline, scene_.self, action, &standing_);
    verdict.races_won = RacesWon(timeline, action);
  }
}

int Judge::RacesWon(const Timeline& timeline, Action action) const {
  for (int steps = 1; steps <= kRaceSteps; ++steps) {
    const Denied race = RacingOthers(scene_, timeline, steps);
    if (Flee(timeline, scene_.self, action, &race).room == 0) return steps - 1;
  }
  return kRaceSteps;
}

void Judge::LookAtThreats() {
  for (const Opponent& opponent : scene_.opponents) {
    if (ManhattanDistance(opponent.cell, scene_.self, scene_.size()) > kNearCells) continue;
    LookAtThreat({.cell = opponent.cell, .step = 1, .blast_strength = means_.their_strength});
    for (Action move : kMoves) {
      const int next = Neighbor(opponent.cell, move, scene_.size());
      if (next == kOffBoard || next == scene_.self || as_it_is_.blocked[1].Contains(next)) continue;
      LookAtThreat({.cell = next, .step = 2, .blast_strength = means_.their_strength});
    }
  }
}

void Judge::LookAtThreat(const Placement& threat) {
  const Timeline without = Forecast(scene_, std::span(&threat, 1));
  std::optional<Timeline> with;
  if (own_bomb_) {
    const std::array<Placement, 2> both = {
        threat, {.cell = scene_.self, .step = 1, .blast_strength = means_.blast_strength}};
    with = Forecast(scene_, both);
  }
  for (Action action : kActions) {
    Verdict& verdict = verdicts_[static_cast<std::size_t>(action)];
    if (!verdict.possible || verdict.standing.room == 0) continue;
    const Timeline& timeline = action == Action::kBomb ? *with : without;
    if (Flee(timeline, scene_.self, action, &standing_).room == 0) ++verdict.threats_lost;
  }
}

}  // namespace reprise::bots
