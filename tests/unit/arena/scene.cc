#include "tests/unit/arena/scene.h"

#include <algorithm>

#include "arena/geometry.h"
#include "arena/invariants.h"
#include "arena/render.h"
#include "arena/step.h"

namespace reprise::arena {
namespace {

constexpr char kBombGlyphs[] = "o^v<>";      // By direction.
constexpr char kActionGlyphs[] = ".^v<>!";   // By action.
constexpr char kCodeGlyphs[] = ".#+o*?BLK";  // By code.

std::size_t Find(const char* glyphs, char glyph) { return std::string(glyphs).find(glyph); }

}  // namespace

std::vector<Action> ParseActions(const std::string& actions) {
  std::vector<Action> parsed;
  for (const char glyph : actions) {
    const std::size_t action = Find(kActionGlyphs, glyph);
    EXPECT_NE(action, std::string::npos) << "no action is drawn as " << glyph;
    parsed.push_back(static_cast<Action>(action));
  }
  return parsed;
}

Scene::Scene(Rows rows) : rows_(rows.size()), cols_(rows.at(0).size()) {
  state.size = static_cast<int>(std::max(rows_, cols_));
  const auto side = static_cast<std::size_t>(state.size);
  state.board.assign(side * side, kRigid);
  state.hidden.assign(side * side, kPassage);
  for (std::size_t row = 0; row < rows_; ++row) {
    for (std::size_t col = 0; col < cols_; ++col) {
      Put(rows[row].at(col), {static_cast<std::int8_t>(row), static_cast<std::int8_t>(col)});
    }
  }
  const auto violation = FindViolation(state);
  EXPECT_FALSE(violation) << *violation;
}

void Scene::Put(char glyph, Position cell) {
  Code& code = state.board[static_cast<std::size_t>(state.Index(cell))];
  if (const std::size_t direction = Find(kBombGlyphs, glyph); direction != std::string::npos) {
    code = kBomb;
    state.bombs.push_back({.cell = cell, .life = 9, .direction = static_cast<Direction>(direction)});
  } else if (glyph >= '0' && glyph <= '9') {
    const auto id = static_cast<std::size_t>(glyph - '0');
    code = AgentCode(id);
    while (state.agents.size() <= id) state.agents.push_back({.alive = false});
    state.agents[id] = {.cell = cell};
  } else {
    code = static_cast<Code>(Find(kCodeGlyphs, glyph));
    if (code == kFlames) state.flames.push_back({.cell = cell, .life = 2});
  }
}

Rows Scene::Draw() const {
  State drawn = state;
  std::string text = Render(drawn);
  for (const Bomb& bomb : state.bombs) {
    if (state.At(bomb.cell) != kBomb) continue;
    const auto at = static_cast<std::size_t>(bomb.cell.row * (state.size + 1) + bomb.cell.col);
    text[at] = kBombGlyphs[static_cast<std::size_t>(bomb.direction)];
  }
  Rows rows;
  for (std::size_t row = 0; row < rows_; ++row) {
    rows.push_back(text.substr(row * (static_cast<std::size_t>(state.size) + 1), cols_));
  }
  return rows;
}

Rows Scene::Step(const std::string& actions) {
  std::vector<Action> parsed = ParseActions(actions);
  parsed.resize(state.agents.size(), Action::kStop);
  const State before = state;
  events.clear();
  arena::Step(state, parsed, rules, scratch_, outcome, &events);
  const auto violation = FindViolation(state);
  EXPECT_FALSE(violation) << *violation;
  const auto step_violation = FindStepViolation(before, state, rules);
  EXPECT_FALSE(step_violation) << *step_violation;
  return Draw();
}

Rows Scene::Wait(int steps) {
  for (int step = 0; step < steps; ++step) Step("");
  return Draw();
}

Scene& Scene::MayKick(int id) {
  agent(id).can_kick = true;
  return *this;
}

Scene& Scene::Hide(Position cell, Code item) {
  state.hidden[static_cast<std::size_t>(state.Index(cell))] = item;
  return *this;
}

}  // namespace reprise::arena
