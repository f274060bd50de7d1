// A bot: a pure function of what it sees, what it remembers and the numbers it draws.
//
// A decision has two halves, because a path search may be done by somebody else: Ask may name one way that
// the bot would like to know, and Decide gets the answer, or none when it came too late.
//
// Use when     a seat of a match needs somebody to play it.
// Threads      fiber-bound: one task owns a bot and calls Ask, then Decide, once a tick.
// Memory       what a bot remembers is its own members; nothing it does may depend on an address, a clock or
//              the order of a hash.
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

  // The way that Decide would like to know, if any.
  [[nodiscard]] virtual std::optional<PathQuery> Ask(const View&, Prng&) { return std::nullopt; }

  // The action of this tick. `answer` is null when nothing was asked or no answer came in time. The generator
  // is fresh each tick, from (match seed, seat, tick): a tick that is left out moves no later draw.
  [[nodiscard]] virtual arena::Action Decide(const View& view, const PathAnswer* answer, Prng& draws) = 0;
};

}  // namespace reprise::bots
