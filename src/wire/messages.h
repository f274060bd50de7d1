// The messages of a match as plain values, as tasks use them.
//
// Path requests and answers are those of bots/path_search.h; all others are here. A tick's number is the step
// count of the state that the bots see; the tick's result is the state of step tick + 1.
//
// Use when     a task of a match sends or takes a message; codecs.h turns them into bytes.
// Threads      thread-compatible.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "arena/events.h"
#include "arena/state.h"
#include "arena/state_digest.h"

namespace reprise::wire {

struct TickStart {
  std::uint32_t tick = 0;
  std::uint64_t snapshot_version = 0;
  friend bool operator==(const TickStart&, const TickStart&) = default;
};

struct BotDecision {
  std::uint32_t tick = 0;  // The tick that it answers.
  std::uint8_t seat = 0;
  arena::Action action = arena::Action::kStop;
  std::uint64_t answered_at_ns = 0;  // 0 in lockstep mode, which reads no clock.
  // The digest of the bot's generator after the decision: it shows draws that no action shows.
  std::uint64_t generator = 0;
  friend bool operator==(const BotDecision&, const BotDecision&) = default;
};

struct GameEvents {
  std::uint32_t tick = 0;
  std::vector<arena::GameEvent> events;
  friend bool operator==(const GameEvents&, const GameEvents&) = default;
};

struct TickEnd {
  std::uint32_t tick = 0;
  std::uint64_t messages = 0;  // Sent or taken by the host since the match began.
  // Bit s is set if seat s stood still because its answer came too late or never.
  std::uint64_t late_seats = 0;
  arena::StateDigest state;  // The digest of the state after the tick.
  // The digest of the generators of the decisions that counted, by seat.
  std::uint64_t generators = 0;
  friend bool operator==(const TickEnd&, const TickEnd&) = default;
};

struct Keyframe {
  std::uint32_t tick = 0;  // The tick that begins with this state.
  arena::State state;
  friend bool operator==(const Keyframe&, const Keyframe&) = default;
};

struct Standing {
  std::uint8_t seat = 0;
  bool alive = true;
  std::uint16_t kills = 0;  // Other agents killed.
  std::uint16_t bombs = 0;  // Placed.
  std::uint16_t wood = 0;   // Burnt.
  std::uint16_t items = 0;  // Taken.
  friend bool operator==(const Standing&, const Standing&) = default;
};

struct Standings {
  std::uint32_t tick = 0;  // The last tick that the scoreboard saw.
  // Event messages that the scoreboard missed: they are not in the table.
  std::uint64_t missed = 0;
  std::vector<Standing> rows;
  friend bool operator==(const Standings&, const Standings&) = default;
};

struct Commentary {
  std::uint32_t tick = 0;
  std::string text;  // One line of printable ASCII, at most kCommentaryMax bytes.
  friend bool operator==(const Commentary&, const Commentary&) = default;
};
inline constexpr std::size_t kCommentaryMax = 240;

}  // namespace reprise::wire
