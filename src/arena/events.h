// The events of a step, for code that reports or counts them: plain values in a fixed order.
//
// Use when     observing a match: a scoreboard, a commentator, a page.
// Not when     deciding a move: bots get only arena/observe.h.
// Threads      thread-compatible.
// Order        by phase: bombs placed (by id), kicked (by bomb), items taken (by id), bombs exploded (by
//              bomb), wood destroyed (row-major), agents dead (by id), the match over, a ring fallen and the
//              agents that died in it (by id). "By bomb" is the order of the list of bombs.
#pragma once

#include <cstdint>
#include <vector>

#include "arena/state.h"

namespace reprise::arena {

enum class EventKind : std::uint8_t {
  kBombPlaced,     // agent: who; value: blast strength.
  kBombKicked,     // agent: who; cell: where the bomb went; other: its owner; value: direction.
  kItemTaken,      // agent: who; value: the item's code.
  kBombExploded,   // agent: its owner; value: blast strength.
  kWoodDestroyed,  // agent: owner of the first bomb that reached it; value: the hidden item's code or 0.
  kAgentDied,      // agent: who; other: owner of the bomb, or kNoAgent if old flames or a ring killed.
  kMatchOver,      // agent: the winner or kNoAgent; value: Result.
  kRingCollapsed,  // value: the ring, from 0 outside; cell: its top left corner.
};
inline constexpr int kEventKindCount = 8;

inline constexpr std::uint8_t kNoAgent = 255;

struct GameEvent {
  EventKind kind = EventKind::kBombPlaced;
  std::uint8_t agent = kNoAgent;
  std::uint8_t other = kNoAgent;
  std::uint8_t value = 0;
  Position cell;
  std::uint32_t step = 0;  // The step count of the state that first shows the event.

  friend bool operator==(const GameEvent&, const GameEvent&) = default;
};

using EventSink = std::vector<GameEvent>;

}  // namespace reprise::arena
