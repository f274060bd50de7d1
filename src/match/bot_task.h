// The task that plays one seat: it waits for a tick, looks at its snapshot, asks for a way, and decides.
//
// It ends when the match is over, when it sees its agent's death, or when the bot fails; its decisions
// channel is then closed, so that the host does not wait for it. In realtime a bot that has fallen behind
// skips to the newest tick.
//
// Threads      fiber-bound: the body of a task of its own.
// Errors       what the bot throws, and an action that is none, leave PlaySeat as an exception, after the
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
