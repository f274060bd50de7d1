// A small board drawn as text, stepped by actions drawn as text: so that a test reads like the rule it shows.
//
//   . passage   # rigid   + wood   B L K items   * flames (life 2)   0 to 9 agents
//   o resting bomb   ^ v < > rolling bomb (agent 0's, life 9, strength 2)
//
// A drawing that is no square is filled with rigid cells below and to the right. Agents that are not drawn
// but have a lower number than one that is, are dead in the top left corner.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "arena/events.h"
#include "arena/rules.h"
#include "arena/score.h"
#include "arena/scratch.h"
#include "arena/state.h"

namespace reprise::arena {

using Rows = std::vector<std::string>;

class Scene {
 public:
  explicit Scene(Rows rows);

  // One letter an agent: . stop, ^ v < > move, ! place a bomb; those without a letter stop. Gives the drawing after the
  // step, and checks that the state is sound and that the step kept what steps keep.
  Rows Step(const std::string& actions);
  // So many steps in which nobody does anything.
  Rows Wait(int steps);

  [[nodiscard]] Rows Draw() const;

  Scene& MayKick(int id);
  Scene& Hide(Position cell, Code item);

  Agent& agent(int id) { return state.agents.at(static_cast<std::size_t>(id)); }
  Bomb& bomb(int i) { return state.bombs.at(static_cast<std::size_t>(i)); }
  Flame& flame(int i) { return state.flames.at(static_cast<std::size_t>(i)); }

  State state;
  Rules rules;
  Outcome outcome;
  EventSink events;  // Of the latest step.

 private:
  void Put(char glyph, Position cell);

  std::size_t rows_ = 0;
  std::size_t cols_ = 0;
  StepScratch scratch_;
};

// The actions that such letters stand for.
std::vector<Action> ParseActions(const std::string& actions);

}  // namespace reprise::arena
