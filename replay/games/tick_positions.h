// Where the ticks of a recorded match lie in the order of its ops: a replay counts ops, a game counts ticks.
//
// Use when     a replay is to stop behind a tick, or a position of a replay is shown to people.
// Not when     a message is to be put into its tick: log_ticks.h.
// Threads      immutable.
#pragma once

#include <cstdint>
#include <vector>

#include "replay/session/verify.h"

namespace reprise::games {

class TickPositions {
 public:
  explicit TickPositions(const session::OrderedRun& recorded);

  // The position at which so many ticks have ended; where the log has fewer, one that no replay comes to.
  [[nodiscard]] std::uint64_t Behind(std::uint64_t ticks) const;

  // How many ticks have ended when so many ops are done.
  [[nodiscard]] std::uint64_t TicksAt(std::uint64_t position) const;

 private:
  std::vector<std::uint64_t> ends_;  // The position behind each tick's mark. Ascending.
};

}  // namespace reprise::games
