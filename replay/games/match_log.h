// What ties a match to its log: the metadata that a recording begins with, and the replay of a log that holds a
// match.
//
// Threads      thread-compatible.
// Errors       NotFound, DataLoss, FailedPrecondition of log_file.h; DataLoss when the log holds another
//              program's run or its settings cannot be read.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "arena/state.h"
#include "bots/catalog.h"
#include "match/report.h"
#include "match/settings.h"
#include "replay/log/log_metadata.h"
#include "replay/session/verify.h"

namespace reprise::games {

inline constexpr const char* kMatchApp = "match";  // Metadata key `app`, and the root task's name.

log::LogMetadata MetadataOf(const match::MatchSettings& settings, unsigned workers);

struct ReplayedMatch {
  match::MatchSettings settings;
  session::VerifyResult result;
  std::uint64_t ticks = 0;           // That were played again.
  std::uint64_t ticks_recorded = 0;  // That the log has marks of.
  arena::State state;                // After the last tick that was played again.
  std::uint64_t state_hash = 0;      // Of that state.
  std::string recorded_by;           // The build id of the recording, where it is not this build's; else "".
};

// Replays the log of a match, up to `stop_after_ticks`. `told` sees each state, after its tick.
absl::StatusOr<ReplayedMatch> ReplayMatch(const std::string& path, const bots::Catalog& catalog,
                                          std::uint64_t stop_after_ticks, match::MatchObserver* told);

}  // namespace reprise::games
