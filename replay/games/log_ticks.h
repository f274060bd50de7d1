// Which tick a message belongs to, by the log's own tick marks.
//
// Use when     a log is shown tick by tick.
// Not when     causes matter: messages that no tick mark orders are put by their stamps.
// Threads      immutable.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "replay/log/log_file.h"

namespace reprise::games {

class LogTicks {
 public:
  explicit LogTicks(const log::LogFile& log);

  // The number of the tick whose mark is the first at or behind the message; one more than the last mark's behind it.
  [[nodiscard]] std::uint64_t TickOf(const log::LogMessage& message) const;

 private:
  std::vector<std::pair<std::uint64_t, std::uint64_t>> ends_;  // (log time of the mark, tick), by time.
};

// How many ticks the log has marks of.
std::uint64_t TicksRecorded(const log::LogFile& log);

struct TickRange {
  std::uint64_t first = 0, last = UINT64_MAX;
  [[nodiscard]] bool Contains(std::uint64_t tick) const { return tick >= first && tick <= last; }
};

// "5", "5..9", "5.." or "..9"; both ends belong to it.
absl::StatusOr<TickRange> ParseTickRange(const std::string& text);

}  // namespace reprise::games
