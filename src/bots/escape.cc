#include "bots/escape.h"

#include "bots/moves.h"

namespace reprise::bots {
namespace {

void Enter(const Timeline& timeline, int step, const Denied* denied, RowSet& cells) {
  const auto at = static_cast<std::size_t>(step);
  cells -= timeline.blocked[at - 1];
  cells -= timeline.blocked[at];
  if (denied != nullptr) cells -= (*denied)[at];
}

// `here`: the cells where the agent can be after step 1, flames not considered yet.
Flight Run(const Timeline& timeline, RowSet here, const Denied* denied) {
  for (int step = 1;; ++step) {
    here -= timeline.deadly[static_cast<std::size_t>(step)];
    if (here.empty()) return {.room = 0, .survives = step - 1};
    if (step == kHorizon) return {.room = here.Count(), .survives = kHorizon};
    RowSet next = here.Neighbors();
    Enter(timeline, step + 1, denied, next);
    here |= next;
  }
}

}  // namespace

Denied StandingOthers(const Scene& scene) {
  RowSet cells(scene.size());
  for (const Opponent& opponent : scene.opponents) cells.Add(opponent.cell);
  return Denied(kHorizon + 1, cells);
}

Denied RacingOthers(const Scene& scene, const Timeline& timeline, int steps) {
  Denied denied = StandingOthers(scene);
  for (std::size_t step = 1; step < denied.size(); ++step) {
    denied[step] = denied[step - 1];
    if (static_cast<int>(step) > steps) continue;
    RowSet next = denied[step - 1].Neighbors();
    Enter(timeline, static_cast<int>(step), nullptr, next);
    denied[step] |= next;
  }
  return denied;
}

Flight Flee(const Timeline& timeline, int cell, arena::Action first, const Denied* denied) {
  RowSet here(timeline.wood_left.size());
  const int next = Neighbor(cell, first, here.size());
  if (next != cell && next != kOffBoard) {
    here.Add(next);
    Enter(timeline, 1, denied, here);
  }
  if (here.empty()) here.Add(cell);
  return Run(timeline, here, denied);
}

Flight Flee(const Timeline& timeline, int cell, const Denied* denied) {
  RowSet here(timeline.wood_left.size());
  here.Add(cell);
  RowSet next = here.Neighbors();
  Enter(timeline, 1, denied, next);
  here |= next;
  return Run(timeline, here, denied);
}

}  // namespace reprise::bots
