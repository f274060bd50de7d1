// A bot: a pure function of what it sees, what it remembers and the numbers it draws.
//
// A decision has two halves, because another task may do the path search: Ask may return one path query, and
// Decide gets the answer, or none if it came too late.
//
// Use when     a seat of a match needs a player.
// Threads      fiber-bound: one task owns a bot and calls Ask, then Decide, once a tick.
// Memory       a bot keeps its memory in its members. Its actions must not depend on an address, a clock or
//              the order in a hash table.
#pragma once

#include <cstdint>
#include <optional>

#include "arena/observe.h"
#include "arena/state.h"
#include "base/prng.h"
#include "bots/danger.h"
#include "bots/influence.h"
#include "bots/path_search.h"

namespace reprise::bots {

// All four parts belong to the same state.
struct View {
  const arena::Observation& seen;
  const DangerForecast& danger;
  const InfluenceMaps& influence;
  std::uint8_t self = 0;
};

class Bot {
 public:
  Bot() = default;
  Bot(const Bot&) = delete;
  Bot& operator=(const Bot&) = delete;
  virtual ~Bot() = default;

  // The path that Decide needs, if any.
  [[nodiscard]] virtual std::optional<PathQuery> Ask(const View&, Prng&) { return std::nullopt; }

  // The action of this tick. `answer` is null if the bot asked nothing or no answer came in time. The
  // generator is new in each tick, seeded with (match seed, seat, tick), so a skipped tick does not change
  // later draws.
  [[nodiscard]] virtual arena::Action Decide(const View& view, const PathAnswer* answer, Prng& draws) = 0;
};

}  // namespace reprise::bots
