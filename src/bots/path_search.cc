#include "bots/path_search.h"

#include <algorithm>
#include <optional>

#include "bots/moves.h"

namespace reprise::bots {
namespace {

// A node of the search: a cell at a step. All steps from the horizon on are one layer.
struct Node {
  std::int32_t cell = 0;
  std::int32_t parent = -1;  // Index of the node before.
  std::uint16_t step = 0;
  arena::Action action = arena::Action::kStop;  // The action that led to this node.
};

class Search {
 public:
  Search(const DangerForecast& danger, const PathQuery& query)
      : danger_(danger), query_(query), seen_(danger.deadly.size(), 0), goal_(danger.deadly.size(), 0) {
    for (arena::Position goal : query.goals) goal_[static_cast<std::size_t>(CellOf(goal, danger.size))] = 1;
  }

  // Breadth-first, so the first goal that is found is a nearest one. Between paths of equal length only the
  // order in which nodes are made decides.
  std::optional<std::size_t> Run() {
    Visit({.cell = CellOf(query_.from, danger_.size)});
    for (std::size_t at = 0; at < nodes_.size(); ++at) {
      const Node node = nodes_[at];
      if (goal_[static_cast<std::size_t>(node.cell)] != 0) return at;
      if (node.step >= query_.steps_max) continue;
      for (arena::Action move : kMoves) Try(at, move);
      // Waiting helps only while something still burns.
      if (node.step < kHorizon) Try(at, arena::Action::kStop);
    }
    return std::nullopt;
  }

  [[nodiscard]] const std::vector<Node>& nodes() const { return nodes_; }

 private:
  void Try(std::size_t parent, arena::Action action) {
    const Node from = nodes_[parent];
    const int cell = Neighbor(from.cell, action, danger_.size);
    if (cell == kOffBoard) return;
    const int step = from.step + 1;
    if (action != arena::Action::kStop &&
        (danger_.IsBlocked(cell, step - 1) || danger_.IsBlocked(cell, step))) {
      return;
    }
    if (danger_.IsDeadly(cell, step)) return;
    Visit({.cell = cell,
           .parent = static_cast<std::int32_t>(parent),
           .step = static_cast<std::uint16_t>(step),
           .action = action});
  }

  void Visit(const Node& node) {
    const auto bit = static_cast<std::uint16_t>(1U << std::min<int>(node.step, kHorizon));
    std::uint16_t& steps = seen_[static_cast<std::size_t>(node.cell)];
    if ((steps & bit) != 0 || nodes_.size() >= query_.visits_max) return;
    steps |= bit;
    nodes_.push_back(node);
  }

  const DangerForecast& danger_;
  const PathQuery& query_;
  std::vector<Node> nodes_;
  std::vector<std::uint16_t> seen_;  // By cell: bit t is set when the cell was visited at step t.
  std::vector<std::uint8_t> goal_;
};

bool OnBoard(arena::Position cell, int size) {
  return cell.row >= 0 && cell.col >= 0 && cell.row < size && cell.col < size;
}

bool InBounds(const DangerForecast& danger, const PathQuery& query) {
  return OnBoard(query.from, danger.size) && !query.goals.empty() && query.goals.size() <= kPathGoalsMax &&
         query.steps_max <= kPathCellsMax &&
         std::all_of(query.goals.begin(), query.goals.end(),
                     [&](arena::Position goal) { return OnBoard(goal, danger.size); });
}

}  // namespace

PathAnswer SearchPath(const DangerForecast& danger, const PathQuery& query) {
  PathAnswer answer{.bot = query.bot, .tick = query.tick};
  if (!InBounds(danger, query)) return answer;
  Search search(danger, query);
  const std::optional<std::size_t> end = search.Run();
  if (!end.has_value()) return answer;
  const std::vector<Node>& nodes = search.nodes();
  answer.found = true;
  answer.cost = nodes[*end].step;
  answer.path.resize(answer.cost);
  for (Node node = nodes[*end]; node.parent >= 0; node = nodes[static_cast<std::size_t>(node.parent)]) {
    answer.path[node.step - 1U] = PositionOf(node.cell, danger.size);
    answer.first_action = node.action;
  }
  return answer;
}

}  // namespace reprise::bots
