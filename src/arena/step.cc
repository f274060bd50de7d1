#include "arena/step.h"

#include "arena/blasts.h"
#include "arena/movement.h"
#include "arena/shrink.h"
#include "base/check.h"

namespace reprise::arena {
namespace {

void FitScratch(const State& state, StepScratch& scratch) {
  const std::size_t cells = state.board.size();
  if (scratch.cells.size() == cells) return;
  scratch.cells.assign(cells, CellWork{});
  scratch.hits.assign((cells + 63) / 64, 0);
}

void TellMatchOver(const State& state, const Outcome& outcome, EventSink& events) {
  events.push_back({.kind = EventKind::kMatchOver,
                    .agent = outcome.winner < 0 ? kNoAgent : static_cast<std::uint8_t>(outcome.winner),
                    .value = static_cast<std::uint8_t>(outcome.result),
                    .step = state.step_count});
}

}  // namespace

void Step(State& state, std::span<const Action> actions, const Rules& rules, StepScratch& scratch,
          Outcome& outcome, EventSink* events) {
  REPRISE_CHECK(actions.size() == state.agents.size());
  FitScratch(state, scratch);
  AgeFlames(state);
  MoveAll(state, actions, rules, scratch, events);
  Detonate(state, scratch, events);
  ++state.step_count;
  Score(state, rules, outcome);
  if (events != nullptr && outcome.done) TellMatchOver(state, outcome, *events);
  if (!rules.collapses.empty()) CollapseIfDue(state, rules, events);
}

}  // namespace reprise::arena
