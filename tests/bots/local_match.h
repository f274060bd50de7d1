// A match on one thread, without runtime, channels or log: what the bots are worth, and nothing else.
//
// Use when     bots are measured or tested.
// Not when     the runtime is: `reprise play`.
// Threads      thread-compatible.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "arena/events.h"
#include "arena/score.h"
#include "arena/state.h"
#include "bots/catalog.h"

namespace reprise::bots {

struct MatchSettings {
  std::vector<std::string> seats;  // The bots' names by agent id.
  int size = 11;
  std::uint64_t seed = 0;
  std::uint32_t max_steps = 800;
  bool paths_answered = true;  // Otherwise every answer comes too late.
};

struct MatchRecord {
  arena::Outcome outcome;
  arena::State last;
  arena::EventSink events;
  std::vector<std::uint64_t> decision_nanos;  // Of the seat that was timed.
};

struct Spectator {
  int timed_seat = -1;                            // Whose decisions are timed; -1: nobody's.
  std::function<void(const arena::State&)> step;  // Called after each step; may be empty.
};

MatchRecord PlayLocally(const Catalog& catalog, const MatchSettings& settings,
                        const Spectator& spectator = {});

}  // namespace reprise::bots
