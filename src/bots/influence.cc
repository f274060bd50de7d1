#include "bots/influence.h"

#include <algorithm>
#include <array>
#include <queue>
#include <utility>

#include "arena/geometry.h"
#include "base/check.h"
#include "bots/moves.h"

namespace reprise::bots {
namespace {

using Map = std::vector<std::uint16_t>;

// At most four cells, without a heap.
class CellList {
 public:
  void Add(int cell) { cells_[count_++] = cell; }
  [[nodiscard]] std::size_t size() const { return count_; }
  [[nodiscard]] const int* begin() const { return cells_.data(); }
  [[nodiscard]] const int* end() const { return cells_.data() + count_; }

 private:
  std::array<int, kMoves.size()> cells_{};
  std::size_t count_ = 0;
};

class Maps {
 public:
  explicit Maps(const arena::State& state) : state_(state), size_(state.size) {
    walkable_.reserve(state.board.size());
    for (arena::Code code : state.board) {
      walkable_.push_back(!arena::IsWall(code) && code != arena::kBomb);
    }
    for (const arena::Bomb& bomb : state.bombs) walkable_[Slot(state.Index(bomb.cell))] = false;
  }

  [[nodiscard]] Map Items() const {
    Map worth(state_.board.size(), 0);
    for (std::size_t cell = 0; cell < worth.size(); ++cell) {
      if (arena::IsItem(state_.board[cell])) worth[cell] = kInfluenceUnit;
    }
    return Spread(std::move(worth));
  }

  [[nodiscard]] Map Wood() const {
    Map worth(state_.board.size(), 0);
    for (int cell = 0; cell < static_cast<int>(worth.size()); ++cell) {
      if (!walkable_[Slot(cell)]) continue;
      for (arena::Action move : kMoves) {
        const int next = Neighbor(cell, move, size_);
        if (next != kOffBoard && state_.board[Slot(next)] == arena::kWood)
          worth[Slot(cell)] += kInfluenceUnit;
      }
    }
    return Spread(std::move(worth));
  }

  // Removes cells with one exit (or none) again and again: the removed cells are the dead ends. A cell's
  // depth is its distance to the nearest cell that stays; if no cell stays, every cell has depth 1.
  [[nodiscard]] Map DeadEnds() const {
    const std::vector<bool> stays = CellsOnRings();
    Map depth(state_.board.size(), 0);
    std::vector<int> open;
    for (int cell = 0; cell < static_cast<int>(depth.size()); ++cell) {
      if (stays[Slot(cell)]) open.push_back(cell);
      if (walkable_[Slot(cell)] && !stays[Slot(cell)]) depth[Slot(cell)] = kFarAway;
    }
    for (std::size_t head = 0; head < open.size(); ++head) {
      for (int next : WalkableNeighbors(open[head])) {
        if (depth[Slot(next)] != kFarAway) continue;
        depth[Slot(next)] = static_cast<std::uint16_t>(depth[Slot(open[head])] + 1);
        open.push_back(next);
      }
    }
    std::replace(depth.begin(), depth.end(), kFarAway, std::uint16_t{1});
    return depth;
  }

  // A breadth-first search from all living agents at once; each cell keeps the first two different agents
  // that reach it.
  void NearestAgents(InfluenceMaps& maps) const {
    struct Walker {
      int cell;
      std::uint8_t agent;
      std::uint16_t distance;
    };
    maps.nearest_distance.assign(state_.board.size(), kFarAway);
    maps.second_distance.assign(state_.board.size(), kFarAway);
    maps.nearest_agent.assign(state_.board.size(), 0);
    std::vector<Walker> walkers;
    const auto arrive = [&](const Walker& walker) {
      const std::size_t at = Slot(walker.cell);
      if (maps.nearest_distance[at] == kFarAway) {
        maps.nearest_distance[at] = walker.distance;
        maps.nearest_agent[at] = walker.agent;
      } else if (maps.second_distance[at] == kFarAway && maps.nearest_agent[at] != walker.agent) {
        maps.second_distance[at] = walker.distance;
      } else {
        return;
      }
      walkers.push_back(walker);
    };
    for (std::size_t id = 0; id < state_.agents.size(); ++id) {
      const arena::Agent& agent = state_.agents[id];
      if (agent.alive) arrive({state_.Index(agent.cell), static_cast<std::uint8_t>(id), 0});
    }
    for (std::size_t head = 0; head < walkers.size(); ++head) {
      const Walker walker = walkers[head];
      for (int next : WalkableNeighbors(walker.cell)) {
        arrive({next, walker.agent, static_cast<std::uint16_t>(walker.distance + 1)});
      }
    }
  }

 private:
  [[nodiscard]] static std::size_t Slot(int cell) { return static_cast<std::size_t>(cell); }

  // Spreads worth to neighbours, from the cells of the highest worth downwards; equal ones in the order of
  // the board.
  [[nodiscard]] Map Spread(Map worth) const {
    std::priority_queue<std::pair<std::uint16_t, int>> open;  // Worth, and the cell's negative.
    for (std::size_t cell = 0; cell < worth.size(); ++cell) {
      if (worth[cell] != 0) open.emplace(worth[cell], -static_cast<int>(cell));
    }
    while (!open.empty()) {
      const auto [value, negative] = open.top();
      open.pop();
      if (worth[Slot(-negative)] != value) continue;  // The cell has got a higher worth since.
      const auto faded = static_cast<std::uint16_t>(value - value / 8 - 1);
      for (int next : WalkableNeighbors(-negative)) {
        if (worth[Slot(next)] >= faded) continue;
        worth[Slot(next)] = faded;
        open.emplace(faded, -next);
      }
    }
    return worth;
  }

  // The walkable cells that lie on a ring or between two rings: all but the dead ends.
  [[nodiscard]] std::vector<bool> CellsOnRings() const {
    std::vector<bool> stays = walkable_;
    std::vector<std::size_t> ways(stays.size(), 0);
    std::vector<int> loose;
    for (int cell = 0; cell < static_cast<int>(stays.size()); ++cell) {
      ways[Slot(cell)] = WalkableNeighbors(cell).size();
      if (stays[Slot(cell)] && ways[Slot(cell)] <= 1) loose.push_back(cell);
    }
    while (!loose.empty()) {
      const int cell = loose.back();
      loose.pop_back();
      stays[Slot(cell)] = false;
      for (int next : WalkableNeighbors(cell)) {
        if (stays[Slot(next)] && --ways[Slot(next)] == 1) loose.push_back(next);
      }
    }
    return stays;
  }

  [[nodiscard]] CellList WalkableNeighbors(int cell) const {
    CellList neighbors;
    for (arena::Action move : kMoves) {
      const int next = Neighbor(cell, move, size_);
      if (next != kOffBoard && walkable_[Slot(next)]) neighbors.Add(next);
    }
    return neighbors;
  }

  const arena::State& state_;
  const int size_;
  std::vector<bool> walkable_;
};

}  // namespace

InfluenceMaps ComputeInfluence(const arena::State& state, const DangerForecast& danger) {
  REPRISE_CHECK(danger.size == state.size);  // Both must belong to one state.
  InfluenceMaps maps{.size = state.size};
  const Maps make(state);
  maps.danger.reserve(danger.deadly.size());
  for (std::uint16_t deadly : danger.deadly) {
    const int first = deadly == 0 ? 0 : std::max(1, __builtin_ctz(deadly));
    maps.danger.push_back(static_cast<std::uint16_t>(first == 0 ? 0 : kInfluenceUnit / first));
  }
  maps.items = make.Items();
  maps.wood = make.Wood();
  maps.dead_end = make.DeadEnds();
  make.NearestAgents(maps);
  return maps;
}

}  // namespace reprise::bots
