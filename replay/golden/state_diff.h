// The first place where two states, or two scores, differ: its name and both values.
//
// Threads      thread-safe: pure functions.
#pragma once

#include <optional>
#include <string>

#include "arena/score.h"
#include "arena/state.h"

namespace reprise::golden {

struct Difference {
  std::string field;  // For instance board[3,4], agents[2].ammo, bombs[1], reward[0].
  std::string expected;
  std::string found;
};

std::optional<Difference> FindDifference(const arena::State& expected, const arena::State& found);
std::optional<Difference> FindDifference(const arena::Outcome& expected, const arena::Outcome& found,
                                         std::size_t players);

}  // namespace reprise::golden
