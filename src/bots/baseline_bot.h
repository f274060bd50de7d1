// The baseline bot: climbs the source's ladder (baseline_ladder.h) and tosses its coins.
//
// Use when     a seat needs an easy opponent, or a better bot something to be measured against.
// Threads      fiber-bound: as every bot.
#pragma once

#include "bots/baseline_ladder.h"
#include "bots/bot.h"

namespace reprise::bots {

class BaselineBot final : public Bot {
 public:
  [[nodiscard]] arena::Action Decide(const View& view, const PathAnswer* answer, Prng& draws) override;

  [[nodiscard]] const BaselineMemory& memory() const { return memory_; }

 private:
  BaselineMemory memory_;
};

}  // namespace reprise::bots
