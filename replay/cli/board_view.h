// The board on a terminal while a match goes on; nothing anywhere else.
//
// Threads      fiber-bound: the match host's observer.
#pragma once

#include <cstdint>

#include "match/report.h"

namespace reprise::cli {

class BoardView final : public match::MatchObserver {
 public:
  // `wanted`: false shows nothing even on a terminal (--json). A board that is higher than the terminal is not
  // shown either.
  BoardView(bool wanted, int board_size);

  void AfterTick(const arena::State& state, std::uint32_t tick) override;
  void AfterMatch(const match::MatchReport& report) override;

  [[nodiscard]] const match::MatchReport& report() const { return report_; }

 private:
  void Draw(const arena::State& state, std::uint32_t tick);

  const bool shown_;
  int lines_drawn_ = 0;
  std::uint64_t next_nanos_ = 0;
  arena::State last_;
  match::MatchReport report_;
};

}  // namespace reprise::cli
