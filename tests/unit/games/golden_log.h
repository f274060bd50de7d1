// A match that is in the repository as a log: 2 workers, lockstep, random bots.
#pragma once

#include <string>

#include "base/check.h"
#include "replay/log/log_file.h"

namespace reprise::games {

inline std::string GoldenLogPath() {
  return std::string(REPRISE_LOGS) + "/v2/random-lockstep-2-workers.mcap";
}

inline log::LogFile GoldenLog() {
  absl::StatusOr<log::LogFile> log = log::LogFile::Open(GoldenLogPath(), log::ReadMode::kStrict);
  REPRISE_CHECK(log.ok());
  return *std::move(log);
}

}  // namespace reprise::games
