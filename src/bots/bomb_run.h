// Runs the match's own step function, without agents, until all bombs and flames are gone.
//
// Chains, rolling bombs and meeting flames are exact, because the same code computes them in the match.
//
// Use when     making a forecast, of the board as it is or with a bomb that an agent might place.
// Threads      thread-compatible.
// Memory       one state and the scratch memory of a step.
#pragma once

#include "arena/rules.h"
#include "arena/scratch.h"
#include "arena/state.h"

namespace reprise::bots {

// The state without agents, hidden items and owners of bombs: only the visible things that burn or block.
[[nodiscard]] arena::State BombsOnly(const arena::State& state);

class BombRun {
 public:
  // `bombs_only` has one agent, which is dead, as BombsOnly makes it.
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
