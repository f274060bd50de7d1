// The report of a match, and the interface of its observers.
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
  wire::Standing standing;         // The host's own count, which misses no event.
  std::uint64_t ticks_missed = 0;  // Ticks in which it stood still: no answer in time.
  std::uint64_t late_answers = 0;  // Answers that were dropped because they came too late.
  absl::Status end;                // The end of its task: not OK if the bot failed.
};

struct MatchReport {
  arena::Result result = arena::Result::kIncomplete;  // Incomplete: stopped, or out of ticks.
  int winner = -1;                                    // The seat, with kWin only.
  bool stopped = false;                               // The outside asked for the end.
  std::uint32_t ticks = 0;
  std::uint64_t state_hash = 0;     // Of the final state.
  std::uint64_t messages = 0;       // Sent or taken by the host.
  std::uint64_t events_missed = 0;  // Event messages that subscribers missed, in sum.
  std::vector<SeatReport> seats;
};

// Observes a match. It must not affect the match, because a replay has other observers than the recorded run.
class MatchObserver {
 public:
  virtual ~MatchObserver() = default;

  // Called with the board after `tick` ticks; the first call has tick 0.
  virtual void AfterTick(const arena::State& state, std::uint32_t tick) = 0;

  // Called once, when all tasks have ended; not called if the run ends early.
  virtual void AfterMatch(const MatchReport& report) = 0;
};

}  // namespace reprise::match
