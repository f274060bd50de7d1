// All that a bot is shown of one state, kept together for a test.
#pragma once

#include <cstdint>

#include "arena/observe.h"
#include "arena/state.h"
#include "bots/bot.h"

namespace reprise::bots {

class Eye {
 public:
  Eye(const arena::State& state, std::uint8_t self)
      : danger_(ForecastDanger(state)), influence_(ComputeInfluence(state, danger_)), self_(self) {
    arena::Observe(state, self, seen_);
  }

  [[nodiscard]] View view() const {
    return {.seen = seen_, .danger = danger_, .influence = influence_, .self = self_};
  }
  [[nodiscard]] const arena::Observation& seen() const { return seen_; }

 private:
  arena::Observation seen_;
  DangerForecast danger_;
  InfluenceMaps influence_;
  std::uint8_t self_;
};

}  // namespace reprise::bots
