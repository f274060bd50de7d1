// The careful bot: forecasts, escapes, threats, maps; it dies last because it never trusts an opponent.
//
// Stages (docs/bots.md): it judges its six actions by what is left to flee to, alone, with others standing, with
// others running into its way and with a bomb from whoever is near; among what is safe it goes for items, wood
// and opponents, and places a bomb where that is worth one.
//
// Use when     a seat needs a strong player.
// Threads      fiber-bound: as every bot.
// Memory       the cells it was on lately, the longest blast it has seen, and for how long nothing has happened.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "bots/aims.h"
#include "bots/bot.h"
#include "bots/judge.h"

namespace reprise::bots {

class CarefulBot final : public Bot {
 public:
  [[nodiscard]] std::optional<PathQuery> Ask(const View& view, Prng& draws) override;
  [[nodiscard]] arena::Action Decide(const View& view, const PathAnswer* answer, Prng& draws) override;

 private:
  void Notice(const View& view);
  [[nodiscard]] Mood CurrentMood() const;
  [[nodiscard]] int FearPercent() const;
  [[nodiscard]] int BeenThere(int board_cell) const;

  std::vector<int> trail_;  // Where it was in the last steps, the latest last.
  std::uint8_t longest_blast_ = 0;
  int news_ = 0;  // Wood, items and living agents, added up: when that changes, something has happened.
  int idle_ = 0;  // Steps in which nothing has.
};

}  // namespace reprise::bots
