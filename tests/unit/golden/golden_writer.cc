#include "tests/unit/golden/golden_writer.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include <fstream>

#include "arena/board_generator.h"
#include "arena/step.h"
#include "base/prng.h"

namespace reprise::golden {
namespace {

using nlohmann::ordered_json;

ordered_json StateJson(const arena::State& state) {
  ordered_json json = {{"board", state.board},
                       {"agents", ordered_json::array()},
                       {"bombs", ordered_json::array()},
                       {"flames", ordered_json::array()},
                       {"items", ordered_json::array()}};
  for (const arena::Agent& agent : state.agents) {
    json["agents"].push_back({agent.cell.row, agent.cell.col, agent.alive ? 1 : 0, agent.ammo,
                              agent.blast_strength, agent.can_kick ? 1 : 0});
  }
  for (const arena::Bomb& bomb : state.bombs) {
    json["bombs"].push_back({bomb.cell.row, bomb.cell.col, bomb.life, bomb.blast_strength,
                             static_cast<int>(bomb.direction), bomb.owner});
  }
  for (const arena::Flame& flame : state.flames) {
    json["flames"].push_back({flame.cell.row, flame.cell.col, flame.life});
  }
  for (std::size_t i = 0; i < state.hidden.size(); ++i) {
    const auto size = static_cast<std::size_t>(state.size);
    if (state.hidden[i] != arena::kPassage) json["items"].push_back({i / size, i % size, state.hidden[i]});
  }
  return json;
}

void AddScore(const arena::Outcome& outcome, std::size_t players, ordered_json& line) {
  line["done"] = outcome.done;
  line["reward"] = ordered_json::array();
  for (std::size_t id = 0; id < players; ++id) line["reward"].push_back(outcome.reward[id]);
  line["result"] = arena::ResultName(outcome.result);
  line["winners"] = ordered_json::array();
  if (outcome.winner >= 0) line["winners"].push_back(outcome.winner);
}

arena::State Start() { return arena::GenerateBoard({.seed = 1}).value(); }

}  // namespace

std::vector<ordered_json> PlayedGame(int steps, const arena::Rules& rules) {
  arena::State state = Start();
  std::vector<ordered_json> lines = {{{"format", "arena-trace"},
                                      {"version", 1},
                                      {"id", "played"},
                                      {"board_size", 11},
                                      {"max_steps", rules.max_steps},
                                      {"max_blast", rules.max_blast},
                                      {"players", {"a", "b", "c", "d"}},
                                      {"state", StateJson(state)}}};
  if (!rules.collapses.empty()) lines.front()["collapses"] = rules.collapses;
  Prng draws(1);
  arena::StepScratch scratch;
  for (int t = 1; t <= steps; ++t) {
    std::vector<arena::Action> actions;
    ordered_json line = {{"t", t}, {"actions", ordered_json::array()}};
    for (int id = 0; id < 4; ++id) {
      actions.push_back(static_cast<arena::Action>(draws.Below(arena::kActionCount)));
      line["actions"].push_back(static_cast<int>(actions.back()));
    }
    arena::Outcome outcome;
    arena::Step(state, actions, rules, scratch, outcome);
    line["state"] = StateJson(state);
    AddScore(outcome, actions.size(), line);
    lines.push_back(line);
  }
  return lines;
}

ordered_json PlayedLoneStep() {
  arena::State state = Start();
  ordered_json line = {
      {"state", StateJson(state)}, {"actions", {5, 0, 1, 3}}, {"t", 1}, {"max_steps", arena::kMaxSteps}};
  arena::StepScratch scratch;
  arena::Outcome outcome;
  using arena::Action;
  const std::vector<Action> actions = {Action::kBomb, Action::kStop, Action::kUp, Action::kLeft};
  arena::Step(state, actions, {}, scratch, outcome);
  line["next"] = StateJson(state);
  AddScore(outcome, actions.size(), line);
  return line;
}

std::string Text(const std::vector<ordered_json>& lines) {
  std::string text;
  for (const ordered_json& line : lines) text += line.dump() + "\n";
  return text;
}

std::string WriteGzip(const std::string& path, const std::string& text) {
  const gzFile file = gzopen(path.c_str(), "wb");
  EXPECT_EQ(gzwrite(file, text.data(), static_cast<unsigned>(text.size())), static_cast<int>(text.size()));
  EXPECT_EQ(gzclose(file), Z_OK);
  return path;
}

std::string WritePlain(const std::string& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
  return path;
}

}  // namespace reprise::golden
