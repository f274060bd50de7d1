// The first place where a replay did something else than its log.
//
// Threads      immutable.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace reprise::session {

struct Divergence {
  std::uint64_t position = 0;  // How many ops of the run were done again before it.
  std::string task;            // "match/bot/3"
  std::uint32_t op_no = 0;
  std::string op;                 // "send"
  std::string channel;            // "/match/bot/3/decisions", or the task that a spawn, end or join names.
  std::string site;               // "src/match/bot_task.cc:41", of the replay.
  std::string field;              // "action", "ticket", "outcome", "op"
  std::string expected;           // By the log.
  std::string found;              // In the replay.
  std::vector<std::string> last;  // The task's last ops, oldest first.
  std::string hint;               // What usually causes such a thing.

  // One paragraph for people. `where`: how the program counts its position, "tick 3"; else "position 412".
  [[nodiscard]] std::string ToString(const std::string& where = "") const;
};

// The first field in which two JSON texts differ: its path and both values. Texts that are no JSON differ as a
// whole, under the path "message".
struct FieldDifference {
  std::string field;
  std::string expected;
  std::string found;
};
FieldDifference FirstDifference(const std::string& expected_json, const std::string& found_json);

}  // namespace reprise::session
