// Shows how far a replay is, tick by tick.
#pragma once

#include "match/report.h"
#include "replay/cli/progress.h"

namespace reprise::cli {

class TickProgress final : public match::MatchObserver {
 public:
  explicit TickProgress(const char* doing) : progress_(doing, "ticks", 0) {}

  void AfterTick(const arena::State&, std::uint32_t tick) override { progress_.Update(tick); }
  void AfterMatch(const match::MatchReport&) override { progress_.Clear(); }

 private:
  Progress progress_;
};

}  // namespace reprise::cli
