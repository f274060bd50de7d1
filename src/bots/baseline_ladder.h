// The baseline's ladder: the moves that the source's bot could choose, before any random choice.
//
// The bot checks a fixed list of rules, and the first rule that applies decides. Here each rule that applies
// is a rung: the set of moves that its random choices allow. So one function serves both the bot, which draws
// a move from a rung, and the comparison with recorded games, which asks whether a move was possible. It
// keeps the source's faults on purpose: it ignores fuses, rolling bombs and the ages of flames.
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
  kClear,     // Wood next to it: place a bomb, or wait until it can.
  kApproach,  // Wood within two steps.
  kWander,    // Nothing of interest.
};

// The bot avoids this many of the last cells where it only wandered.
inline constexpr std::size_t kBoringCells = 6;

struct BaselineMemory {
  arena::Action last_chase = arena::Action::kStop;  // kStop: no chase yet.
  std::vector<int> boring;                          // At most kBoringCells cells, the latest last.
  friend bool operator==(const BaselineMemory&, const BaselineMemory&) = default;
};

struct Rung {
  Level level = Level::kWander;
  ActionSet actions;
  ActionSet passes;  // Those of `actions` for which the bot may go on to the next rung instead.
};

// The rungs that can be reached, in the order of the rules; the last one always decides.
[[nodiscard]] std::vector<Rung> ClimbLadder(const arena::Observation& seen, const BaselineMemory& memory);

// All moves that are possible with some random choices.
[[nodiscard]] ActionSet PossibleActions(const arena::Observation& seen, const BaselineMemory& memory);

// Updates the memory after the bot chose `action` on `level` in this state.
void Remember(const arena::Observation& seen, Level level, arena::Action action, BaselineMemory& memory);

// The same for a recorded move: it counts for the first rung on which it was possible.
void FollowRecorded(const arena::Observation& seen, arena::Action action, BaselineMemory& memory);

}  // namespace reprise::bots
