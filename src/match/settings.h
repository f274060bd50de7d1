// The settings of a match: everything that determines its course, apart from the machine.
//
// Use when     a match is set up, from a command line or from a log's metadata.
// Threads      thread-compatible; immutable once the match has begun.
// Errors       InvalidArgument, one sentence: which setting, what was expected, what was found, what to do.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "arena/rules.h"
#include "bots/catalog.h"

namespace reprise::match {

inline constexpr std::uint32_t kHertzMax = 100'000;

struct MatchSettings {
  std::vector<std::string> bots = {"careful", "baseline", "baseline", "random"};  // By seat.
  int board_size = 11;                                                            // Cells a side.
  std::uint64_t seed = 0;
  std::uint32_t ticks_max = arena::kMaxSteps;
  std::uint32_t hertz = 0;  // Ticks a second; 0: lockstep, which waits for every bot.

  [[nodiscard]] bool realtime() const { return hertz != 0; }
  [[nodiscard]] std::uint64_t tick_ns() const { return 1'000'000'000U / hertz; }  // Realtime only.
  [[nodiscard]] int players() const { return static_cast<int>(bots.size()); }
  friend bool operator==(const MatchSettings&, const MatchSettings&) = default;
};

// Ok if a match can be played with these settings: known bots, and a board with room for all.
[[nodiscard]] absl::Status Validate(const MatchSettings& settings, const bots::Catalog& catalog);

// Parses the value of --bots: names between commas.
[[nodiscard]] absl::StatusOr<std::vector<std::string>> ParseBots(const std::string& text);

// Parses the value of --clock: "lockstep" is 0, "realtime:HZ" is HZ, "realtime" is ten ticks a second.
[[nodiscard]] absl::StatusOr<std::uint32_t> ParseClock(const std::string& text);
[[nodiscard]] std::string ClockText(std::uint32_t hertz);

// For the log: keys bots, board, seed, ticks and clock. FromMap needs all of them and ignores others.
[[nodiscard]] std::map<std::string, std::string> ToMap(const MatchSettings& settings);
[[nodiscard]] absl::StatusOr<MatchSettings> FromMap(const std::map<std::string, std::string>& map);

}  // namespace reprise::match
