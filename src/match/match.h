// A match, from the first snapshot to the last task's end: connects arena, bots, channels and tasks.
//
//   sched::Runtime runtime({.workers = 4});
//   runtime.Run("match", [&] { match::RunMatch(settings, catalog, observer, [] { return false; }); });
//
// The calling task becomes the host. Each tick it publishes a snapshot with the maps derived from it, tells
// every bot, takes one decision from each bot, steps the arena, and tells the watchers. Bots, the path
// service and the watchers are tasks, and RunMatch joins all of them before it returns.
//
// Use when     playing, recording, replaying or exploring a match: all four run the same code.
// Threads      fiber-bound: the root task of a Runtime calls it. `settings` and `catalog` must not change
//              during the run; `stop_requested` is called once a tick, on any worker.
// Errors       settings that Validate refuses are a CHECK. A bot that throws ends with a Status in the
//              report, and its agent stands still from then on.
#pragma once

#include <functional>

#include "bots/catalog.h"
#include "match/report.h"
#include "match/settings.h"

namespace reprise::match {

void RunMatch(const MatchSettings& settings, const bots::Catalog& catalog, MatchObserver& observer,
              const std::function<bool()>& stop_requested);

}  // namespace reprise::match
