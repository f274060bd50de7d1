// The data at the beginning of a tick: the state, and the maps that all bots need. Two tasks make the maps
// once for all bots.
//
// Threads      DeriveMaps: fiber-bound. A PublishedTick is immutable once it is published.
// Errors       none: the tasks run pure functions; a task that fails is a CHECK.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "arena/state.h"
#include "bots/danger.h"
#include "bots/influence.h"

namespace reprise::match {

// A bot that is late by more ticks than this finds its snapshot gone and skips to the newest tick.
inline constexpr std::size_t kSnapshotsRetained = 16;

struct PublishedTick {
  arena::State state;
  bots::DangerForecast danger;
  bots::InfluenceMaps influence;
};

// Only the host publishes, once for each tick, and versions count from 1.
constexpr std::uint64_t VersionOfTick(std::uint32_t tick) { return std::uint64_t{tick} + 1; }

// Runs a BombProcessing task, then an InfluenceUpdate task, which needs the bombs' forecast.
[[nodiscard]] std::shared_ptr<const PublishedTick> DeriveMaps(const arena::State& state);

}  // namespace reprise::match
