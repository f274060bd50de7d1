// The two tasks that watch the events of a match: the scoreboard and the commentator.
//
// Neither holds the host back. One that is too slow misses messages, is told how many, and says so.
//
// Threads      fiber-bound: each is the body of a task of its own.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "arena/events.h"
#include "match/match_objects.h"

namespace reprise::match {

// Counts until the events end, then writes the table down. Returns how many messages it missed.
std::uint64_t KeepScore(MatchObjects& objects, Events::Receiver events, std::size_t seats);

// Writes a line for each event worth one. Returns how many messages it missed.
std::uint64_t Comment(MatchObjects& objects, Events::Receiver events);

// What the commentator says about an event; empty when it is not worth a line.
[[nodiscard]] std::string LineAbout(const arena::GameEvent& event);

}  // namespace reprise::match
