// How the verdict on a match's log is said: a line for people, an object for programs. Both count in ticks.
//
// Threads      thread-compatible.
#pragma once

#include <string>

#include <nlohmann/json.hpp>

#include "replay/games/match_log.h"

namespace reprise::games {

// "exact: 5120 messages, 13401 ops, 214 ticks, state hash 1f…"
std::string VerdictText(const ReplayedMatch& replayed);
nlohmann::ordered_json VerdictJson(const ReplayedMatch& replayed);

// Sixteen hexadecimal digits.
std::string HashText(std::uint64_t hash);

}  // namespace reprise::games
