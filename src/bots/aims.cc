#include "bots/aims.h"

#include <algorithm>
#include <utility>

#include "arena/geometry.h"
#include "bots/moves.h"

namespace reprise::bots {
namespace {

// The bot goes for items where the items map has at least this value: some ten steps from an item.
constexpr int kItemPullMin = 256;

constexpr int kCloseCells = 2;

// The first search for goals covers so many rows and columns on each side.
constexpr int kLookRadius = 20;

// Collects cells with their costs, and returns the cheapest ones.
class Shortlist {
 public:
  void Add(int cost, int cell) { cells_.emplace_back(cost, cell); }

  std::vector<arena::Position> Best(int size) {
    const std::size_t count = std::min<std::size_t>(cells_.size(), kPathGoalsMax);
    std::partial_sort(cells_.begin(), cells_.begin() + static_cast<std::ptrdiff_t>(count), cells_.end());
    std::vector<arena::Position> best;
    for (std::size_t n = 0; n < count; ++n) best.push_back(PositionOf(cells_[n].second, size));
    return best;
  }

 private:
  std::vector<std::pair<int, int>> cells_;
};

class GoalFinder {
 public:
  explicit GoalFinder(const View& view)
      : view_(view), size_(view.seen.size), self_(CellOf(view.seen.position, size_)) {}

  [[nodiscard]] std::vector<arena::Position> Items() const {
    return Nearest([&](int cell) { return arena::IsItem(At(cell)) ? 1 : 0; });
  }

  // More wood is worth a longer way.
  [[nodiscard]] std::vector<arena::Position> Wood() const {
    return Nearest([&](int cell) {
      return Open(cell)
                 ? CountNeighbors(cell,
                                  [&](int next) {
                                    return At(next) == arena::kWood && view_.danger.IsBlocked(next, kHorizon);
                                  })
                 : 0;
    });
  }

  [[nodiscard]] std::vector<arena::Position> Opponents() const {
    const arena::Code own = arena::AgentCode(view_.self);
    return Nearest([&](int cell) {
      const bool beside = Open(cell) && CountNeighbors(cell, [&](int next) {
                                          return arena::IsAgent(At(next)) && At(next) != own;
                                        }) > 0;
      return beside ? 1 : 0;
    });
  }

 private:
  [[nodiscard]] arena::Code At(int cell) const { return view_.seen.board[static_cast<std::size_t>(cell)]; }
  [[nodiscard]] bool Open(int cell) const {
    return cell == self_ || (!view_.danger.IsBlocked(cell, kHorizon) && !arena::IsAgent(At(cell)));
  }

  template <typename Predicate>
  [[nodiscard]] int CountNeighbors(int cell, Predicate counts) const {
    return static_cast<int>(std::count_if(kMoves.begin(), kMoves.end(), [&](arena::Action move) {
      const int next = Neighbor(cell, move, size_);
      return next != kOffBoard && counts(next);
    }));
  }

  // The cells where `worth` is not 0, near ones first; each point of worth counts as much as two steps less.
  // If there is a goal near the bot, which is the usual case, the far parts of a large board are not
  // searched.
  template <typename Worth>
  [[nodiscard]] std::vector<arena::Position> Nearest(Worth worth) const {
    std::vector<arena::Position> near = NearestWithin(kLookRadius, worth);
    return near.empty() && size_ > kLookRadius ? NearestWithin(size_, worth) : near;
  }

  template <typename Worth>
  [[nodiscard]] std::vector<arena::Position> NearestWithin(int radius, Worth worth) const {
    Shortlist list;
    const arena::Position center = view_.seen.position;
    for (int row = std::max(0, center.row - radius); row <= std::min(size_ - 1, center.row + radius); ++row) {
      for (int col = std::max(0, center.col - radius); col <= std::min(size_ - 1, center.col + radius);
           ++col) {
        const int cell = row * size_ + col;
        const int value = worth(cell);
        if (value > 0) list.Add(ManhattanDistance(cell, self_, size_) - 2 * value, cell);
      }
    }
    return list.Best(size_);
  }

  const View& view_;
  const int size_;
  const int self_;
};

// Keeps the cells from which the bot could flee after placing its bomb, opponents not considered.
std::vector<arena::Position> OnesToFleeFrom(const View& view, std::vector<arena::Position> cells) {
  const Scene scene = LookAround(view);
  std::erase_if(cells, [&](arena::Position position) {
    const int cell = scene.WindowCell(position);
    if (cell == kOffBoard) return false;  // Too far away to say.
    const Placement own{.cell = cell, .step = 1, .blast_strength = view.seen.blast_strength};
    return Flee(Forecast(scene, std::span(&own, 1)), cell, nullptr).room == 0;
  });
  return cells;
}

}  // namespace

std::vector<arena::Position> ChooseGoals(const View& view, Mood mood) {
  const GoalFinder find(view);
  const int self = CellOf(view.seen.position, view.seen.size);
  if (view.influence.items[static_cast<std::size_t>(self)] >= kItemPullMin) return find.Items();
  const bool reachable = view.influence.OpponentDistance(self, view.self) != kFarAway;
  if (mood == Mood::kImpatient && reachable) return find.Opponents();
  if (view.influence.wood[static_cast<std::size_t>(self)] > 0) {
    std::vector<arena::Position> wood = OnesToFleeFrom(view, find.Wood());
    if (!wood.empty()) return wood;
  }
  return find.Opponents();
}

int WoodInReach(const Scene& scene, const Timeline& as_it_is, int blast_strength) {
  int wood = 0;
  for (arena::Action move : kMoves) {
    int cell = scene.self;
    for (int reach = 1; reach < blast_strength; ++reach) {
      cell = Neighbor(cell, move, scene.size());
      if (cell == kOffBoard || scene.ground.board[static_cast<std::size_t>(cell)] == arena::kRigid) break;
      if (as_it_is.wood_left.Contains(cell)) {
        ++wood;
        break;
      }
    }
  }
  return wood;
}

Attack JudgeAttack(const Scene& scene, const Judge& judge) {
  Attack attack;
  const Timeline* bombed = judge.with_own_bomb();
  if (bombed == nullptr) return attack;
  RowSet self(scene.size());
  self.Add(scene.self);
  const Denied by_us(kHorizon + 1, self);
  for (const Opponent& opponent : scene.opponents) {
    const int distance = ManhattanDistance(opponent.cell, scene.self, scene.size());
    if (distance > kNearCells) continue;
    if (distance <= kCloseCells) ++attack.close;
    const int before = Flee(judge.as_it_is(), opponent.cell, &by_us).room;
    const int after = Flee(*bombed, opponent.cell, &by_us).room;
    if (before > 0 && after == 0) ++attack.trapped;
    if (before > after) attack.pressed += (before - after) * 100 / before;
    constexpr std::size_t kBlast = 10;  // A bomb of this step goes off in step 10.
    if (bombed->deadly[kBlast].Contains(opponent.cell) &&
        !judge.as_it_is().deadly[kBlast].Contains(opponent.cell)) {
      ++attack.covered;
    }
  }
  return attack;
}

}  // namespace reprise::bots
