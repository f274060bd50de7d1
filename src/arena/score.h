// The score after a step: whether the match is over, the winner, and each agent's reward (R51 to R54).
//
// Threads      thread-compatible; Score is a pure function of the state and the rules.
#pragma once

#include <array>
#include <cstdint>

#include "arena/rules.h"
#include "arena/state.h"

namespace reprise::arena {

enum class Result : std::uint8_t { kIncomplete, kWin, kTie };

struct Outcome {
  bool done = false;
  Result result = Result::kIncomplete;
  std::int8_t winner = -1;                        // The agent's id, with kWin only.
  std::uint8_t alive = 0;                         // Living agents, before a ring falls.
  std::array<std::int8_t, kPlayersMax> reward{};  // By id: -1, 0 or 1.

  friend bool operator==(const Outcome&, const Outcome&) = default;
};

// Scores the state as it stands after phase J and its step count.
void Score(const State& state, const Rules& rules, Outcome& outcome);

// "incomplete", "win" or "tie".
const char* ResultName(Result result);

}  // namespace reprise::arena
