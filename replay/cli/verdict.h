// How a verdict is said: a line for people, an object for programs, an exit code for scripts.
//
// Threads      thread-compatible.
#pragma once

#include <string>

#include <nlohmann/json.hpp>

#include "replay/cli/exit_code.h"
#include "replay/cli/match_log.h"

namespace reprise::cli {

// "exact: 5120 messages, 13401 ops, 214 ticks, state hash 1f…"
std::string VerdictText(const ReplayedMatch& replayed);
nlohmann::ordered_json VerdictJson(const ReplayedMatch& replayed);

// Exact, and a prefix that replays: kOk. Diverged: kFailureFound. Damaged: kDamaged.
ExitCode ExitCodeOf(session::Verdict verdict);

std::string HashText(std::uint64_t hash);

}  // namespace reprise::cli
