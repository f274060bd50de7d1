// The random bot: chooses each of the six actions with the same probability, whatever it sees.
//
// Use when     a match needs an opponent that every bot should beat, or a test needs moves without a plan.
// Threads      fiber-bound: as every bot.
#pragma once

#include "bots/bot.h"

namespace reprise::bots {

class RandomBot final : public Bot {
 public:
  [[nodiscard]] arena::Action Decide(const View&, const PathAnswer*, Prng& draws) override {
    return static_cast<arena::Action>(draws.Below(arena::kActionCount));
  }
};

}  // namespace reprise::bots
