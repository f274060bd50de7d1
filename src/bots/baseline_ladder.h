// The baseline's ladder: which moves the source's bot could choose, before any coin is tossed.
//
// The bot asks a fixed list of questions, and the first that says something decides. Here each question that
// says something is a rung: the set of moves that its coins leave open. So one function serves the bot, which
// draws from a rung, and the comparison with recorded games, which asks whether a move was possible at all.
// It keeps the source's faults on purpose: fuses, rolling bombs and the ages of flames mean nothing to it.
//
// Use when     a seat needs an easy opponent, or a recorded move of the source is judged.
// Threads      thread-safe (pure).
// After        the level ladder of Pommerman's SimpleAgent, built anew from a description (docs/bots.md).
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "arena/observe.h"
#include "bots/moves.h"

namespace reprise::bots {

enum class Level : std::uint8_t {
  kFlee,      // In line with a bomb that is near.
  kStrike,    // An enemy next to it: place a bomb.
  kChase,     // An enemy within three steps.
  kCollect,   // An item within two steps.
  kClear,     // Wood next to it: place a bomb, or wait for the means to.
  kApproach,  // Wood within two steps.
  kWander,    // Nothing of interest.
};

// How many of the cells where nothing was of interest the bot keeps away from.
inline constexpr std::size_t kBoringCells = 6;

struct BaselineMemory {
  arena::Action last_chase = arena::Action::kStop;  // kStop: it has not chased anybody yet.
  std::vector<int> boring;                          // At most kBoringCells cells, the latest last.
  friend bool operator==(const BaselineMemory&, const BaselineMemory&) = default;
};

struct Rung {
  Level level = Level::kWander;
  ActionSet actions;
  ActionSet passes;  // Those of `actions` at which the bot may also go on to the next rung.
};

// The rungs that can be reached, in the order in which they are asked; the last one always decides.
[[nodiscard]] std::vector<Rung> ClimbLadder(const arena::Observation& seen, const BaselineMemory& memory);

// Every move that some toss of the coins leads to.
[[nodiscard]] ActionSet PossibleActions(const arena::Observation& seen, const BaselineMemory& memory);

// What the bot remembers after it chose `action` on `level` in this state.
void Remember(const arena::Observation& seen, Level level, arena::Action action, BaselineMemory& memory);

// The same for a move that somebody else recorded: it counts for the first rung on which it was possible.
void FollowRecorded(const arena::Observation& seen, arena::Action action, BaselineMemory& memory);

}  // namespace reprise::bots
