// The baseline bot: walks through the source's ladder of rules (baseline_ladder.h) and draws its random
// choices.
//
// Use when     a seat needs an easy opponent, or a better bot is measured against a simple one.
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
