#include "replay/golden/trace.h"

#include <cstdint>
#include <nlohmann/json.hpp>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "arena/geometry.h"
#include "arena/invariants.h"

namespace reprise::golden {
namespace {

using nlohmann::json;

constexpr int kBoardSizeMax = 101;
constexpr std::int64_t kStepsMax = 1'000'000;
constexpr std::size_t kShownBytesMax = 60;  // Of a wrong value, in a sentence.

// Reads values and keeps the first thing that is wrong; what comes after it is read as zeros.
class Fields {
 public:
  [[nodiscard]] const absl::Status& status() const { return status_; }
  [[nodiscard]] bool ok() const { return status_.ok(); }

  void Fail(const std::string& where, const std::string& expected, const std::string& found) {
    if (ok()) status_ = absl::DataLossError(absl::StrCat(where, ": expected ", expected, ", found ", found));
  }

  std::int64_t Int(const json& value, const std::string& where, std::int64_t least, std::int64_t most) {
    const bool fits =
        value.is_number_integer() && !(value.is_number_unsigned() && value.get<std::uint64_t>() > INT64_MAX);
    const std::int64_t number = fits ? value.get<std::int64_t>() : 0;
    if (fits && number >= least && number <= most) return number;
    Fail(where, absl::StrCat("an integer from ", least, " to ", most), Shown(value));
    return least;
  }

  const json& Member(const json& object, const char* key) {
    const auto found = object.find(key);
    if (found != object.end()) return *found;
    Fail(key, "this key", "none");
    return null_;
  }

  // An array of `size` values, or of any number where `size` is negative.
  const json& Array(const json& value, const std::string& where, std::int64_t size) {
    if (value.is_array() && (size < 0 || value.size() == static_cast<std::size_t>(size))) return value;
    Fail(where, size < 0 ? std::string("an array") : absl::StrCat("an array of ", size), Shown(value));
    return empty_;
  }

  static std::string Shown(const json& value) {
    if (value.is_array()) return absl::StrCat("an array of ", value.size());
    if (value.is_object()) return absl::StrCat("an object of ", value.size());  // Nested who knows how deep.
    std::string text = value.dump(-1, ' ', true, json::error_handler_t::replace);
    if (text.size() > kShownBytesMax) text = absl::StrCat(text.substr(0, kShownBytesMax), "…");
    return text;
  }

 private:
  absl::Status status_;
  const json null_;
  const json empty_ = json::array();
};

// A row of small numbers: one agent, bomb, flame or item.
std::vector<std::uint8_t> Row(Fields& fields, const json& value, const std::string& where,
                              const std::vector<int>& most) {
  const json& row = fields.Array(value, where, static_cast<std::int64_t>(most.size()));
  std::vector<std::uint8_t> numbers(most.size(), 0);
  for (std::size_t i = 0; i < row.size(); ++i) {
    numbers[i] = static_cast<std::uint8_t>(fields.Int(row[i], where, 0, most[i]));
  }
  return numbers;
}

arena::Position CellOf(const std::vector<std::uint8_t>& row) {
  return {static_cast<std::int8_t>(row[0]), static_cast<std::int8_t>(row[1])};
}

void ReadAgents(Fields& fields, const json& agents, arena::State& state) {
  const int last = state.size - 1;
  for (std::size_t id = 0; id < agents.size() && fields.ok(); ++id) {
    const auto row = Row(fields, agents[id], absl::StrCat("agents[", id, "]"), {last, last, 1, 255, 255, 1});
    state.agents.push_back({CellOf(row), row[2] == 1, row[3], row[4], row[5] == 1});
  }
}

void ReadBombs(Fields& fields, const json& bombs, arena::State& state) {
  const int last = state.size - 1;
  for (std::size_t i = 0; i < bombs.size() && fields.ok(); ++i) {
    const auto row = Row(fields, bombs[i], absl::StrCat("bombs[", i, "]"),
                         {last, last, 255, 255, 4, static_cast<int>(state.agents.size()) - 1});
    state.bombs.push_back({CellOf(row), row[2], row[3], static_cast<arena::Direction>(row[4]), row[5]});
  }
}

void ReadFlamesAndItems(Fields& fields, const json& flames, const json& items, arena::State& state) {
  const int last = state.size - 1;
  for (std::size_t i = 0; i < flames.size() && fields.ok(); ++i) {
    const auto row = Row(fields, flames[i], absl::StrCat("flames[", i, "]"), {last, last, arena::kFlameLife});
    state.flames.push_back({CellOf(row), row[2]});
  }
  for (std::size_t i = 0; i < items.size() && fields.ok(); ++i) {
    const auto row = Row(fields, items[i], absl::StrCat("items[", i, "]"), {last, last, arena::kItemKick});
    state.hidden[static_cast<std::size_t>(state.Index(CellOf(row)))] = row[2];
  }
}

arena::State ReadState(Fields& fields, const json& value, int size, std::int64_t players) {
  arena::State state;
  state.size = size;
  const std::int64_t cells = std::int64_t{size} * size;
  state.hidden.assign(static_cast<std::size_t>(cells), arena::kPassage);
  if (!value.is_object()) {
    fields.Fail("state", "an object", Fields::Shown(value));
    return state;
  }
  const json& board = fields.Array(fields.Member(value, "board"), "board", cells);
  for (std::size_t i = 0; i < board.size() && fields.ok(); ++i) {
    state.board.push_back(static_cast<arena::Code>(
        fields.Int(board[i], absl::StrCat("board[", i, "]"), 0, arena::kAgent0 + arena::kPlayersMax - 1)));
  }
  ReadAgents(fields, fields.Array(fields.Member(value, "agents"), "agents", players), state);
  ReadBombs(fields, fields.Array(fields.Member(value, "bombs"), "bombs", -1), state);
  ReadFlamesAndItems(fields, fields.Array(fields.Member(value, "flames"), "flames", -1),
                     fields.Array(fields.Member(value, "items"), "items", -1), state);
  return state;
}

// A state that is stepped on must be one that a match can be in; one that is only compared need not.
void DemandSound(Fields& fields, const arena::State& state) {
  if (!fields.ok()) return;
  if (const auto violation = arena::FindViolation(state)) {
    fields.Fail("state", "one that a match can be in", *violation);
  }
}

void ReadScore(Fields& fields, const json& line, std::size_t players, arena::Outcome& outcome) {
  const json& done = fields.Member(line, "done");
  if (!done.is_boolean()) fields.Fail("done", "true or false", Fields::Shown(done));
  outcome.done = done.is_boolean() && done.get<bool>();
  const json& rewards =
      fields.Array(fields.Member(line, "reward"), "reward", static_cast<std::int64_t>(players));
  for (std::size_t id = 0; id < rewards.size(); ++id) {
    outcome.reward[id] =
        static_cast<std::int8_t>(fields.Int(rewards[id], absl::StrCat("reward[", id, "]"), -1, 1));
  }
  const json& result = fields.Member(line, "result");
  bool known = false;
  for (const auto candidate : {arena::Result::kIncomplete, arena::Result::kWin, arena::Result::kTie}) {
    if (!result.is_string() || result.get<std::string>() != arena::ResultName(candidate)) continue;
    outcome.result = candidate;
    known = true;
  }
  if (!known) fields.Fail("result", "\"incomplete\", \"win\" or \"tie\"", Fields::Shown(result));
  const json& winners = fields.Array(fields.Member(line, "winners"), "winners", -1);
  if (winners.size() > 1) fields.Fail("winners", "one winner at the most", Fields::Shown(winners));
  if (winners.size() == 1) {
    outcome.winner = static_cast<std::int8_t>(
        fields.Int(winners[0], "winners[0]", 0, static_cast<std::int64_t>(players) - 1));
  }
}

RecordedStep ReadStep(Fields& fields, const json& line, const json& state, int size, std::size_t players) {
  RecordedStep step;
  const json& actions =
      fields.Array(fields.Member(line, "actions"), "actions", static_cast<std::int64_t>(players));
  for (std::size_t id = 0; id < actions.size(); ++id) {
    step.actions.push_back(static_cast<arena::Action>(
        fields.Int(actions[id], absl::StrCat("actions[", id, "]"), 0, arena::kActionCount - 1)));
  }
  step.state = ReadState(fields, state, size, static_cast<std::int64_t>(players));
  step.state.step_count = static_cast<std::uint32_t>(fields.Int(fields.Member(line, "t"), "t", 1, kStepsMax));
  ReadScore(fields, line, players, step.outcome);
  return step;
}

void ReadCollapses(Fields& fields, const json& line, arena::Rules& rules) {
  if (!line.contains("collapses")) return;
  const json& collapses = fields.Array(line["collapses"], "collapses", -1);
  if (collapses.size() > kBoardSizeMax) fields.Fail("collapses", "a ring each", Fields::Shown(collapses));
  for (std::size_t ring = 0; ring < collapses.size() && fields.ok(); ++ring) {
    rules.collapses.push_back(static_cast<std::uint32_t>(
        fields.Int(collapses[ring], absl::StrCat("collapses[", ring, "]"), 0, kStepsMax)));
  }
}

Header ReadHeader(Fields& fields, const json& line) {
  Header header;
  if (line["format"] != "arena-trace")
    fields.Fail("format", "\"arena-trace\"", Fields::Shown(line["format"]));
  fields.Int(fields.Member(line, "version"), "version", 1, 1);
  const json& id = fields.Member(line, "id");
  if (id.is_string()) header.id = id.get<std::string>();
  const auto size =
      static_cast<int>(fields.Int(fields.Member(line, "board_size"), "board_size", 5, kBoardSizeMax));
  header.rules.max_steps =
      static_cast<std::uint32_t>(fields.Int(fields.Member(line, "max_steps"), "max_steps", 1, kStepsMax));
  header.rules.max_blast =
      static_cast<std::uint8_t>(fields.Int(fields.Member(line, "max_blast"), "max_blast", 1, 255));
  ReadCollapses(fields, line, header.rules);
  const json& players = fields.Array(fields.Member(line, "players"), "players", -1);
  if (players.empty() || players.size() > arena::kPlayersMax) {
    fields.Fail("players", absl::StrCat("1 to ", arena::kPlayersMax, " names"), Fields::Shown(players));
  }
  header.state =
      ReadState(fields, fields.Member(line, "state"), size, static_cast<std::int64_t>(players.size()));
  DemandSound(fields, header.state);
  return header;
}

LoneStep ReadLoneStep(Fields& fields, const json& line) {
  constexpr int kSize = 11;
  constexpr std::size_t kPlayers = 4;
  LoneStep lone;
  lone.rules.max_steps =
      static_cast<std::uint32_t>(fields.Int(fields.Member(line, "max_steps"), "max_steps", 1, kStepsMax));
  lone.before = ReadState(fields, fields.Member(line, "state"), kSize, kPlayers);
  DemandSound(fields, lone.before);
  lone.step = ReadStep(fields, line, line["next"], kSize, kPlayers);
  lone.before.step_count = lone.step.state.step_count - 1;
  return lone;
}

}  // namespace

absl::StatusOr<Line> ParseLine(const std::string& text, const arena::State* game) {
  const json line = json::parse(text, nullptr, false);
  if (!line.is_object()) {
    return absl::DataLossError(absl::StrCat("expected a JSON object, found ",
                                            line.is_discarded() ? "no JSON" : Fields::Shown(line)));
  }
  Fields fields;
  Line parsed;
  if (line.contains("format")) {
    parsed.header = ReadHeader(fields, line);
  } else if (line.contains("next")) {
    parsed.lone_step = ReadLoneStep(fields, line);
  } else if (game != nullptr) {
    parsed.step = ReadStep(fields, line, fields.Member(line, "state"), game->size, game->agents.size());
  } else {
    fields.Fail("line", "a game's header or a lone step", "a step without its game");
  }
  if (!fields.ok()) return fields.status();
  return parsed;
}

}  // namespace reprise::golden
