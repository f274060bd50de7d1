// Letting the bombs run out: the rules' own step, with nobody on the board.
//
// Chains, rolling bombs and flames that meet come out as in the match, because the same code makes them.
//
// Use when     a forecast is made, of the board as it is or with a bomb that somebody might place.
// Threads      thread-compatible.
// Memory       one state and a step's scratch.
#pragma once

#include "arena/rules.h"
#include "arena/scratch.h"
#include "arena/state.h"

namespace reprise::bots {

// The state without agents, hidden items and owners of bombs: what everybody can see that burns or blocks.
[[nodiscard]] arena::State BombsOnly(const arena::State& state);

class BombRun {
 public:
  // `bombs_only` has no agents but a dead one, as BombsOnly makes it.
  explicit BombRun(arena::State bombs_only);

  // One step. Does nothing once neither bombs nor flames are left.
  void Advance();

  [[nodiscard]] const arena::State& state() const { return state_; }
  [[nodiscard]] bool quiet() const { return state_.bombs.empty() && state_.flames.empty(); }

 private:
  arena::State state_;
  arena::Rules rules_;
  arena::StepScratch scratch_;
};

}  // namespace reprise::bots
