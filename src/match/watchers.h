// The two tasks that watch the events of a match: the scoreboard and the commentator.
//
// Neither of them delays the host. If one is too slow, it misses messages, is told how many, and reports the
// number.
//
// Threads      fiber-bound: each is the body of a task of its own.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "arena/events.h"
#include "match/match_objects.h"

namespace reprise::match {

// Counts until the events end, then appends the table to the scoreboard. Returns how many messages it missed.
std::uint64_t KeepScore(MatchObjects& objects, Events::Receiver events, std::size_t seats);

// Appends a line of commentary for each event for which LineAbout gives one. Returns how many messages it
// missed.
std::uint64_t Comment(MatchObjects& objects, Events::Receiver events);

// The commentator's line about an event; empty for events that it does not comment on.
[[nodiscard]] std::string LineAbout(const arena::GameEvent& event);

}  // namespace reprise::match
