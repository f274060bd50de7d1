// The path search: the shortest path to one of several cells on which no bomb of the board kills the bot.
//
// A cell may be free in one step and flames in the next, so the search runs over (cell, step) and may wait.
// Requests and answers are plain values: bots and the path service send them as messages.
//
// Use when     a bot wants to know how to get somewhere and in how many steps.
// Not when     it wants to know whether it survives afterwards: escape.h.
// Threads      thread-safe (pure).
// Progress     visits at most `visits_max` pairs of cell and step.
// Order        of paths of equal length the first found wins; neighbours are tried in the order up, down,
//              left, right.
#pragma once

#include <cstdint>
#include <vector>

#include "arena/state.h"
#include "bots/danger.h"

namespace reprise::bots {

inline constexpr int kPathGoalsMax = 16;
inline constexpr int kPathCellsMax = 64;

struct PathQuery {
  std::uint8_t bot = 0;    // The asking bot.
  std::uint32_t tick = 0;  // The step count of the state that the bot looked at.
  arena::Position from;
  std::vector<arena::Position> goals;       // 1 to kPathGoalsMax cells, the search ends at any of them.
  std::uint16_t steps_max = kPathCellsMax;  // Longer paths are not found; at most kPathCellsMax.
  std::uint16_t visits_max = 8192;
  friend bool operator==(const PathQuery&, const PathQuery&) = default;
};

struct PathAnswer {
  std::uint8_t bot = 0;    // As in the query.
  std::uint32_t tick = 0;  // As in the query.
  bool found = false;      // False: the fields below have no meaning.
  std::uint16_t cost = 0;  // Steps, waits included; 0: already there.
  arena::Action first_action = arena::Action::kStop;
  std::vector<arena::Position> path;  // The cell after each step: `cost` cells, at most kPathCellsMax.
  friend bool operator==(const PathAnswer&, const PathAnswer&) = default;
};

// `danger` is the forecast of the state of `query.tick`. A query out of bounds finds nothing.
[[nodiscard]] PathAnswer SearchPath(const DangerForecast& danger, const PathQuery& query);

}  // namespace reprise::bots
