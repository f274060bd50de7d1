#include "bots/careful_bot.h"

#include <algorithm>
#include <iterator>

#include "arena/geometry.h"
#include "bots/aims.h"
#include "bots/moves.h"

namespace reprise::bots {
namespace {

using arena::Action;

constexpr std::size_t kTrailCells = 12;
// The strength to expect of others' bombs before one was seen.
constexpr std::uint8_t kStrengthAtLeast = 3;

// All values are points that are added. The safety values are the largest, so that no aim outweighs a threat.
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
constexpr int kPressMin = 10;  // Opponents do not react to less.
constexpr int kCover = 300;
constexpr int kClose = 500;
constexpr int kUselessBomb = 2'000;
constexpr int kBeenThere = 25;
constexpr int kDeadEnd = 20;
constexpr int kDeadEndMax = 6;

// After kPatience steps in which nothing happens the bot begins to take risks; after kGrowingBold more steps
// it takes most of them.
constexpr int kPatience = 30;
constexpr int kGrowingBold = 90;
constexpr int kFearPercentMin = 4;

// Possible dangers (races, threats) count by `fear_percent`; certain ones always count in full.
int Safety(const Verdict& verdict, int fear_percent) {
  if (verdict.alone.room == 0) return -kDead + verdict.alone.survives * kSurvivedStep;
  if (verdict.standing.room == 0) return -kOthersMustMove + verdict.standing.survives * kSurvivedStep / 10;
  int fear = kRacesLost[static_cast<std::size_t>(verdict.races_won)];
  if (verdict.threats_lost > 0) fear += kFirstThreat + (verdict.threats_lost - 1) * kFurtherThreat;
  return std::min(verdict.standing.room, kRoomCells) * kRoomCell - fear * fear_percent / 100;
}

int BombValue(const Scene& scene, const Judge& judge, int blast_strength, Mood mood) {
  const int wood = WoodInReach(scene, judge.as_it_is(), blast_strength);
  const Attack attack = JudgeAttack(scene, judge);
  int value = wood * kWood + attack.trapped * kTrap + attack.covered * kCover;
  if (mood == Mood::kImpatient) {
    value += attack.close * kClose;  // No points for pressing from afar, or it would never come near.
  } else if (attack.pressed >= kPressMin) {
    value += attack.pressed * kPress;
  }
  return value > 0 ? kOnTheWay + value : -kUselessBomb;
}

// The points of a cell of the board according to the influence maps.
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
  query.goals = ChooseGoals(view, CurrentMood());
  if (query.goals.empty()) return std::nullopt;
  return query;
}

void CarefulBot::Notice(const View& view) {
  for (std::uint8_t strength : view.seen.bomb_blast_strength)
    longest_blast_ = std::max(longest_blast_, strength);
  trail_.push_back(CellOf(view.seen.position, view.seen.size));
  if (trail_.size() > kTrailCells) trail_.erase(trail_.begin());
  const auto counts = [](arena::Code code) { return code == arena::kWood || arena::IsItem(code); };
  const int news = static_cast<int>(std::count_if(view.seen.board.begin(), view.seen.board.end(), counts) +
                                    std::ssize(view.seen.alive));
  idle_ = news == news_ ? idle_ + 1 : 0;
  news_ = news;
}

Mood CarefulBot::CurrentMood() const { return idle_ > kPatience ? Mood::kImpatient : Mood::kPatient; }

int CarefulBot::FearPercent() const {
  const int bold = std::clamp(idle_ - kPatience, 0, kGrowingBold);
  return 100 - (100 - kFearPercentMin) * bold / kGrowingBold;
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
    if (action == Action::kBomb && judge[action].standing.room == 0)
      continue;  // Never place a bomb without an escape.
    const int next = scene.BoardCell(Neighbor(scene.self, action, scene.size()));
    int points =
        Safety(judge[action], FearPercent()) + Pull(view, next) - BeenThere(next) * kBeenThere + noise;
    if (answer != nullptr && answer->found && answer->cost > 0 && answer->first_action == action) {
      points += kOnTheWay;
    }
    if (action == Action::kBomb) points += BombValue(scene, judge, means.blast_strength, CurrentMood());
    if (points > best_points) {
      best_points = points;
      best = action;
    }
  }
  return best;
}

}  // namespace reprise::bots
