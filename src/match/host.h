// The match host: the one task that changes the state, tick by tick.
//
// Threads      fiber-bound: only the task that plays calls it.
// Order        a tick is: maps, snapshot, TickStart, one decision a living seat, step, TickEnd, GameEvents,
//              every kKeyframeTicks a Keyframe, and in realtime the wait for the tick's end.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "arena/rules.h"
#include "arena/scratch.h"
#include "arena/state.h"
#include "match/match_objects.h"
#include "match/report.h"
#include "match/settings.h"
#include "match/tally.h"

namespace reprise::match {

inline constexpr std::uint32_t kKeyframeTicks = 64;

class Host {
 public:
  Host(const MatchSettings& settings, MatchObjects& objects, MatchObserver& observer, arena::State start);

  // Plays until the match is over, the limit of ticks is reached, or the outside asks for a stop.
  void Play();

  // Call it after the bots have ended: takes and counts the decisions that they sent too late.
  void DrainDecisions();

  // The host's part of the report. The caller, who joined the bots' tasks, adds how these ended.
  [[nodiscard]] MatchReport Report() const;

 private:
  struct Seat {
    bool answering = true;  // The seat's channel is open, or not drained yet.
    std::uint64_t ticks_missed = 0;
    std::uint64_t late_answers = 0;
  };
  struct Decided {
    std::vector<arena::Action> actions;  // By seat; kStop for dead and late seats.
    std::uint64_t late_seats = 0;
    std::uint64_t generators = 0;
  };

  void PlayTick();
  void WriteKeyframe();
  Decided TakeDecisions(std::uint64_t deadline_ns);
  std::optional<wire::BotDecision> TakeDecision(std::size_t seat, std::uint64_t deadline_ns);
  void Apply(const Decided& decided);

  const MatchSettings& settings_;
  MatchObjects& objects_;
  MatchObserver& observer_;
  const arena::Rules rules_;
  arena::State state_;
  arena::StepScratch scratch_;
  arena::Outcome outcome_;
  Tally tally_;
  std::vector<Seat> seats_;
  std::uint64_t messages_ = 0;
  bool stopped_ = false;
};

}  // namespace reprise::match
