// How a run went inside, as a table for people and as JSON.
//
// Threads      thread-compatible.
// Units        times in ns, us, ms or s, as they come out short; nanoseconds in JSON.
// Source       docs/stats.md explains each column.
#pragma once

#include <string>

#include <nlohmann/json.hpp>

#include "sched/stats.h"

namespace reprise::cli {

// Lines with an end each.
std::string StatsTable(const sched::RuntimeStats& stats);

nlohmann::ordered_json StatsJson(const sched::RuntimeStats& stats);

}  // namespace reprise::cli
