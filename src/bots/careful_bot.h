// The careful bot: uses forecasts, escapes, threats and maps, and assumes the worst of its opponents.
//
// Stages (docs/bots.md): it judges its six actions by the room that is left to flee to, in four cases: alone,
// with others standing still, with others running into its way, and with a bomb from a near opponent. With
// the safe actions it goes for items, wood and opponents, and places a bomb where one is worth it.
//
// Use when     a seat needs a strong player.
// Threads      fiber-bound: as every bot.
// Memory       its last cells, the longest blast that it has seen, and the number of steps in which nothing
//              happened.
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

  std::vector<int> trail_;  // The cells of the last steps, the latest last.
  std::uint8_t longest_blast_ = 0;
  // The sum of wood, items and living agents: when it changes, something has happened.
  int news_ = 0;
  int idle_ = 0;  // Steps in a row in which nothing has happened.
};

}  // namespace reprise::bots
