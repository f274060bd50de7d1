// One message of each type, with no field at its default, for every test of the codecs.
#pragma once

#include "bots/path_search.h"
#include "wire/messages.h"

namespace reprise::wire {

template <typename T>
T Sample();

template <>
inline TickStart Sample() {
  return {.tick = 7, .snapshot_version = 0x123456789abcdef0U};
}

template <>
inline BotDecision Sample() {
  return {.tick = 7, .seat = 3, .action = arena::Action::kBomb, .answered_at_ns = 99, .generator = 0xfeedU};
}

template <>
inline GameEvents Sample() {
  return {
      .tick = 7,
      .events = {{.kind = arena::EventKind::kAgentDied, .agent = 2, .other = 1, .cell = {4, 10}, .step = 8},
                 {.kind = arena::EventKind::kMatchOver, .value = 1, .cell = {0, 0}, .step = 8}}};
}

template <>
inline bots::PathQuery Sample() {
  return {.bot = 2, .tick = 7, .from = {1, 2}, .goals = {{3, 4}, {5, 6}}, .steps_max = 20, .visits_max = 300};
}

template <>
inline bots::PathAnswer Sample() {
  return {.bot = 2,
          .tick = 7,
          .found = true,
          .cost = 2,
          .first_action = arena::Action::kLeft,
          .path = {{1, 1}, {1, 0}}};
}

template <>
inline TickEnd Sample() {
  return {.tick = 7,
          .messages = 60,
          .late_seats = 5,
          .state = {.board = 11, .agents = 12, .bombs = 13, .flames = 14, .items = 15, .whole = 16},
          .generators = 17};
}

template <>
inline Keyframe Sample() {
  arena::State state;
  state.size = 3;
  state.step_count = 8;
  state.board = {0, 1, 2, 3, 4, 6, 10, 11, 0};
  state.agents = {{.cell = {2, 0}, .ammo = 2, .can_kick = true}, {.cell = {2, 1}, .alive = false}};
  state.bombs = {{.cell = {1, 0}, .life = 4, .direction = arena::Direction::kRight, .owner = 1}};
  state.flames = {{.cell = {1, 1}, .life = 1}};
  state.hidden = {0, 0, 7, 0, 8, 0, 0, 0, 0};
  return {.tick = 7, .state = state};
}

template <>
inline Standings Sample() {
  return {.tick = 7,
          .missed = 2,
          .rows = {{.seat = 0, .alive = true, .kills = 1, .bombs = 2, .wood = 3, .items = 4},
                   {.seat = 1, .alive = false}}};
}

template <>
inline Commentary Sample() {
  return {.tick = 7, .text = "seat 1 said \"boom\" \\ and was gone"};
}

}  // namespace reprise::wire
