#include "arena/shrink.h"

#include <algorithm>

#include "arena/geometry.h"

namespace reprise::arena {
namespace {

void Collapse(State& state, int ring, EventSink* events) {
  if (events != nullptr) {
    const auto corner = static_cast<std::int8_t>(ring);
    events->push_back({.kind = EventKind::kRingCollapsed,
                       .value = static_cast<std::uint8_t>(ring),
                       .cell = {corner, corner},
                       .step = state.step_count});
  }
  for (std::size_t id = 0; id < state.agents.size(); ++id) {
    Agent& agent = state.agents[id];
    if (!agent.alive || RingOf(state.size, agent.cell) != ring) continue;
    agent.alive = false;
    if (events == nullptr) continue;
    events->push_back({.kind = EventKind::kAgentDied,
                       .agent = static_cast<std::uint8_t>(id),
                       .cell = agent.cell,
                       .step = state.step_count});
  }
  std::erase_if(state.bombs, [&](const Bomb& bomb) {
    if (RingOf(state.size, bomb.cell) != ring) return false;
    Agent& owner = state.agents[bomb.owner];
    owner.ammo = std::min<std::uint8_t>(owner.ammo + 1, kAmmoMax);
    return true;
  });
  std::erase_if(state.flames, [&](const Flame& flame) { return RingOf(state.size, flame.cell) == ring; });
  for (int index = 0; index < state.size * state.size; ++index) {
    const Position cell{static_cast<std::int8_t>(index / state.size),
                        static_cast<std::int8_t>(index % state.size)};
    if (RingOf(state.size, cell) != ring) continue;
    state.board[static_cast<std::size_t>(index)] = kRigid;
    state.hidden[static_cast<std::size_t>(index)] = kPassage;
  }
}

}  // namespace

void CollapseIfDue(State& state, const Rules& rules, EventSink* events) {
  for (std::size_t ring = 0; ring < rules.collapses.size(); ++ring) {
    if (state.step_count == rules.collapses[ring]) Collapse(state, static_cast<int>(ring), events);
  }
}

}  // namespace reprise::arena
