// All objects that the tasks of a match share. Other objects belong to one task or never change.
//
// Tasks hold MatchObjects by shared_ptr: when a run ends early, stacks unwind in any order, and the last task
// destroys the objects.
//
// Threads      thread-safe, as each object says. The host creates it; the order of the members determines the
//              order of their ids.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "bots/path_search.h"
#include "channel/broadcast.h"
#include "channel/call.h"
#include "channel/journal.h"
#include "channel/mpsc.h"
#include "match/derived_maps.h"
#include "match/settings.h"
#include "outside/outside.h"
#include "state/snapshot_manager.h"
#include "time/clock.h"
#include "wire/codecs.h"

namespace reprise::match {

using Decisions = channel::Mpsc<wire::BotDecision>;
using PathCall = channel::Call<bots::PathQuery, bots::PathAnswer>;
using Ticks = channel::Broadcast<wire::TickStart>;
using Events = channel::Broadcast<wire::GameEvents>;

struct MatchObjects {
  MatchObjects(const MatchSettings& settings, const std::function<bool()>& stop_requested);

  state::SnapshotManager<PublishedTick> snapshots;
  Ticks ticks;
  std::vector<std::unique_ptr<Decisions>> decisions;  // By seat.
  PathCall paths;
  Events events;
  channel::Journal<wire::TickEnd> tick_ends;
  channel::Journal<wire::Keyframe> keyframes;
  channel::Journal<wire::Standings> scoreboard;
  channel::Journal<wire::Commentary> commentary;
  sched::Clock clock;  // Realtime only.
  sched::Outside stop;
};

}  // namespace reprise::match
