// How a match went, and who is told while it goes on.
//
// Threads      MatchReport: thread-compatible. MatchObserver: called on the host's fiber, one call at a time.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "arena/score.h"
#include "arena/state.h"
#include "wire/messages.h"

namespace reprise::match {

struct SeatReport {
  std::string bot;
  wire::Standing standing;         // The host's own count: nothing is missed.
  std::uint64_t ticks_missed = 0;  // Ticks that it stood still because no answer counted.
  std::uint64_t late_answers = 0;  // Answers that were dropped because they came too late.
  absl::Status end;                // How its task ended: not OK when the bot failed.
};

struct MatchReport {
  arena::Result result = arena::Result::kIncomplete;  // Incomplete: stopped, or out of ticks.
  int winner = -1;                                    // The seat, with kWin only.
  bool stopped = false;                               // Somebody outside asked for the end.
  std::uint32_t ticks = 0;
  std::uint64_t state_hash = 0;     // Of the final state.
  std::uint64_t messages = 0;       // That the host sent or took.
  std::uint64_t events_missed = 0;  // Event messages that came too fast for a subscriber, over all of them.
  std::vector<SeatReport> seats;
};

// Sees the match and changes nothing of it: a replay has other observers than the run had.
class MatchObserver {
 public:
  virtual ~MatchObserver() = default;

  // The board as it is after `tick` ticks; first with 0.
  virtual void AfterTick(const arena::State& state, std::uint32_t tick) = 0;

  // Once, when all tasks have ended. Not called when the run is abandoned.
  virtual void AfterMatch(const MatchReport& report) = 0;
};

}  // namespace reprise::match
