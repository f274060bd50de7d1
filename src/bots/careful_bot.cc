#include "bots/careful_bot.h"

#include <algorithm>

#include "bots/aims.h"
#include "bots/moves.h"

namespace reprise::bots {
namespace {

using arena::Action;

constexpr std::size_t kTrailCells = 12;
constexpr std::uint8_t kStrengthAtLeast = 3;  // What to expect of others' bombs before one was seen.

// Points, in one currency. Safety comes first by size: no aim is worth a threat.
constexpr int kDead = 1'000'000;
constexpr int kSurvivedStep = 20'000;
constexpr int kOthersMustMove = 300'000;
constexpr int kFirstThreat = 30'000;
constexpr int kFurtherThreat = 3'000;
constexpr std::array<int, kRaceSteps + 1> kRacesLost = {24'000, 12'000, 4'000, 0};
constexpr int kRoomCell = 10;
constexpr int kRoomCells = 15;
constexpr int kOnTheWay = 600;
constexpr int kWood = 400;
constexpr int kTrap = 5'000;
constexpr int kPress = 12;
constexpr int kCover = 300;
constexpr int kUselessBomb = 2'000;
constexpr int kBeenThere = 25;
constexpr int kDeadEnd = 20;
constexpr int kDeadEndMax = 6;

int Safety(const Verdict& verdict) {
  if (verdict.alone.room == 0) return -kDead + verdict.alone.survives * kSurvivedStep;
  if (verdict.standing.room == 0) return -kOthersMustMove + verdict.standing.survives * kSurvivedStep / 10;
  int points = std::min(verdict.standing.room, kRoomCells) * kRoomCell;
  points -= kRacesLost[static_cast<std::size_t>(verdict.races_won)];
  if (verdict.threats_lost > 0) points -= kFirstThreat + (verdict.threats_lost - 1) * kFurtherThreat;
  return points;
}

int BombValue(const Scene& scene, const Judge& judge, int blast_strength) {
  const int wood = WoodInReach(scene, judge.as_it_is(), blast_strength);
  const Attack attack = JudgeAttack(scene, judge);
  const int value = wood * kWood + attack.trapped * kTrap + attack.pressed * kPress + attack.covered * kCover;
  return value > 0 ? kOnTheWay + value : -kUselessBomb;
}

// What the maps say about a cell of the board.
int Pull(const View& view, int board_cell) {
  const auto at = static_cast<std::size_t>(board_cell);
  const InfluenceMaps& maps = view.influence;
  int points = maps.items[at] / 8 + maps.wood[at] / 32 - maps.danger[at] / 16;
  const bool watched = maps.OpponentDistance(board_cell, view.self) <= kNearCells;
  if (watched) points -= std::min<int>(maps.dead_end[at], kDeadEndMax) * kDeadEnd;
  return points;
}

}  // namespace

std::optional<PathQuery> CarefulBot::Ask(const View& view, Prng&) {
  PathQuery query{.bot = view.self, .tick = view.seen.step_count, .from = view.seen.position};
  query.goals = ChooseGoals(view);
  if (query.goals.empty()) return std::nullopt;
  return query;
}

void CarefulBot::Notice(const View& view) {
  for (std::uint8_t strength : view.seen.bomb_blast_strength)
    longest_blast_ = std::max(longest_blast_, strength);
  trail_.push_back(CellOf(view.seen.position, view.seen.size));
  if (trail_.size() > kTrailCells) trail_.erase(trail_.begin());
}

int CarefulBot::BeenThere(int board_cell) const {
  return static_cast<int>(std::count(trail_.begin(), trail_.end(), board_cell));
}

Action CarefulBot::Decide(const View& view, const PathAnswer* answer, Prng& draws) {
  Notice(view);
  const Scene scene = LookAround(view);
  const auto own = static_cast<std::size_t>(CellOf(view.seen.position, view.seen.size));
  const Means means{.may_bomb = view.seen.ammo > 0 && view.seen.bomb_life[own] == 0,
                    .blast_strength = view.seen.blast_strength,
                    .their_strength = std::max(longest_blast_, kStrengthAtLeast)};
  const Judge judge(scene, means);
  Action best = Action::kStop;
  int best_points = INT32_MIN;
  for (int number = 0; number < arena::kActionCount; ++number) {
    const auto action = static_cast<Action>(number);
    const auto noise = static_cast<int>(draws.Below(8));
    if (!judge[action].possible) continue;
    const int next = scene.BoardCell(Neighbor(scene.self, action, scene.size()));
    int points = Safety(judge[action]) + Pull(view, next) - BeenThere(next) * kBeenThere + noise;
    if (answer != nullptr && answer->found && answer->cost > 0 && answer->first_action == action) {
      points += kOnTheWay;
    }
    if (action == Action::kBomb) points += BombValue(scene, judge, means.blast_strength);
    if (points > best_points) {
      best_points = points;
      best = action;
    }
  }
  return best;
}

}  // namespace reprise::bots
