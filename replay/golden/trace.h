// The lines of golden files, from JSON to plain values: a game's header, one step of it, one lone step.
//
// Everything is looked at before it is believed: types, lengths, ranges, and that a state is one that a match
// can be in. So whoever steps what comes from here needs no checks of its own.
//
// Threads      thread-safe: pure functions.
// Errors       DataLoss, one sentence: which value, what was expected, what was found.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "arena/rules.h"
#include "arena/score.h"
#include "arena/state.h"

namespace reprise::golden {

struct Header {
  std::string id;
  arena::Rules rules;
  arena::State state;
};

// A step as recorded: what was done, and what the world and its score were after it.
struct RecordedStep {
  std::vector<arena::Action> actions;
  arena::State state;
  arena::Outcome outcome;
};

// A step that belongs to no game, with the state before it.
struct LoneStep {
  arena::State before;
  arena::Rules rules;
  RecordedStep step;
};

// What a line turned out to be: exactly one of the three.
struct Line {
  std::optional<Header> header;
  std::optional<RecordedStep> step;
  std::optional<LoneStep> lone_step;
};

// `game` is the state of the game that a step line belongs to, or null where no game has begun.
absl::StatusOr<Line> ParseLine(const std::string& text, const arena::State* game);

}  // namespace reprise::golden
