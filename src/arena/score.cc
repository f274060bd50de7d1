#include "arena/score.h"

namespace reprise::arena {

void Score(const State& state, const Rules& rules, Outcome& outcome) {
  outcome = Outcome{};
  for (std::size_t id = 0; id < state.agents.size(); ++id) {
    if (!state.agents[id].alive) continue;
    ++outcome.alive;
    outcome.winner = static_cast<std::int8_t>(id);
  }
  const bool out_of_time = state.step_count >= rules.max_steps;
  const bool won = outcome.alive == 1;
  if (!won) outcome.winner = -1;
  outcome.done = out_of_time || outcome.alive <= 1;                      // R52
  if (outcome.done) outcome.result = won ? Result::kWin : Result::kTie;  // R54
  for (std::size_t id = 0; id < state.agents.size(); ++id) {             // R53
    const bool alive = state.agents[id].alive;
    if (won) {
      outcome.reward[id] = alive ? 1 : -1;
    } else {
      outcome.reward[id] = !out_of_time && alive ? 0 : -1;
    }
  }
}

const char* ResultName(Result result) {
  switch (result) {
    case Result::kWin: return "win";
    case Result::kTie: return "tie";
    case Result::kIncomplete: break;
  }
  return "incomplete";
}

}  // namespace reprise::arena
