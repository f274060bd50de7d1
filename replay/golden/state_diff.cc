#include "replay/golden/state_diff.h"

#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"

namespace reprise::golden {
namespace {

std::string Shown(arena::Code code) { return absl::StrCat(int{code}); }

std::string Shown(const arena::Agent& agent) {
  return absl::StrCat("[", agent.cell.row, ",", agent.cell.col, ",", int{agent.alive}, ",", int{agent.ammo},
                      ",", int{agent.blast_strength}, ",", int{agent.can_kick}, "]");
}

std::string Shown(const arena::Bomb& bomb) {
  return absl::StrCat("[", bomb.cell.row, ",", bomb.cell.col, ",", int{bomb.life}, ",",
                      int{bomb.blast_strength}, ",", static_cast<int>(bomb.direction), ",", int{bomb.owner},
                      "]");
}

std::string Shown(const arena::Flame& flame) {
  return absl::StrCat("[", flame.cell.row, ",", flame.cell.col, ",", int{flame.life}, "]");
}

// `name(i)` is what the i-th element is called.
template <typename T, typename Name>
std::optional<Difference> FindInList(const std::vector<T>& expected, const std::vector<T>& found, Name name) {
  const std::size_t longer = std::max(expected.size(), found.size());
  for (std::size_t i = 0; i < longer; ++i) {
    if (i < expected.size() && i < found.size() && expected[i] == found[i]) continue;
    return Difference{name(i), i < expected.size() ? Shown(expected[i]) : "nothing",
                      i < found.size() ? Shown(found[i]) : "nothing"};
  }
  return std::nullopt;
}

}  // namespace

std::optional<Difference> FindDifference(const arena::State& expected, const arena::State& found) {
  if (expected == found) return std::nullopt;
  const auto indexed = [](const char* list) {
    return [list](std::size_t i) { return absl::StrCat(list, "[", i, "]"); };
  };
  const auto by_cell = [&](const char* map) {
    return [map, size = static_cast<std::size_t>(found.size)](std::size_t i) {
      return absl::StrCat(map, "[", i / size, ",", i % size, "]");
    };
  };
  if (auto difference = FindInList(expected.agents, found.agents, indexed("agents"))) return difference;
  if (auto difference = FindInList(expected.bombs, found.bombs, indexed("bombs"))) return difference;
  if (auto difference = FindInList(expected.flames, found.flames, indexed("flames"))) return difference;
  if (auto difference = FindInList(expected.hidden, found.hidden, by_cell("items"))) return difference;
  if (auto difference = FindInList(expected.board, found.board, by_cell("board"))) return difference;
  return Difference{"t", absl::StrCat(expected.step_count), absl::StrCat(found.step_count)};
}

std::optional<Difference> FindDifference(const arena::Outcome& expected, const arena::Outcome& found,
                                         std::size_t players) {
  const auto truth = [](bool value) { return value ? "true" : "false"; };
  if (expected.done != found.done) return Difference{"done", truth(expected.done), truth(found.done)};
  for (std::size_t id = 0; id < players; ++id) {
    if (expected.reward[id] == found.reward[id]) continue;
    return Difference{absl::StrCat("reward[", id, "]"), absl::StrCat(int{expected.reward[id]}),
                      absl::StrCat(int{found.reward[id]})};
  }
  if (expected.result != found.result) {
    return Difference{"result", arena::ResultName(expected.result), arena::ResultName(found.result)};
  }
  const auto winner = [](int id) { return id < 0 ? std::string("[]") : absl::StrCat("[", id, "]"); };
  if (expected.winner != found.winner) {
    return Difference{"winners", winner(expected.winner), winner(found.winner)};
  }
  return std::nullopt;
}

}  // namespace reprise::golden
