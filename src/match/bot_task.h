// The task that plays one seat: it waits for a tick, reads the tick's snapshot, asks for a path, and decides.
//
// It ends when the match is over, when it sees its agent's death, or when the bot fails; its decisions
// channel is then closed, so that the host does not wait for it. In realtime a bot that has fallen behind
// skips to the newest tick.
//
// Threads      fiber-bound: the body of a task of its own.
// Errors       an exception of the bot, or an invalid action, leaves PlaySeat as an exception after the
//              channel is closed: the task's joiner gets it.
#pragma once

#include <cstdint>
#include <memory>

#include "bots/catalog.h"
#include "match/match_objects.h"
#include "match/settings.h"

namespace reprise::match {

void PlaySeat(const MatchSettings& settings, const bots::Catalog& catalog, MatchObjects& objects,
              Ticks::Receiver ticks, std::uint8_t seat);

}  // namespace reprise::match
