// What a careful bot wants: cells worth going to, and what a bomb where it stands is worth.
//
// Use when     the safe moves are known and one of them must be chosen.
// Threads      thread-safe (pure).
#pragma once

#include <cstdint>
#include <vector>

#include "arena/state.h"
#include "bots/bot.h"
#include "bots/judge.h"

namespace reprise::bots {

enum class Mood : std::uint8_t {
  kPatient,    // First items, then wood, then opponents: grow strong and let the others err.
  kImpatient,  // Opponents that can be reached come before wood: nothing has happened for long.
};

// The nearest cells of the one kind that the bot wants most now, at most kPathGoalsMax: open items, cells where
// a bomb would hit wood and could be fled from, cells next to an opponent. May be empty.
[[nodiscard]] std::vector<arena::Position> ChooseGoals(const View& view, Mood mood = Mood::kPatient);

// Wood that a bomb of this strength on the bot's cell would hit and that no other bomb will have hit by then.
[[nodiscard]] int WoodInReach(const Scene& scene, const Timeline& as_it_is, int blast_strength);

struct Attack {
  int trapped = 0;  // Opponents whose last way out the bomb would close.
  int pressed = 0;  // By how many hundredths of their room it would press the others, in sum.
  int covered = 0;  // Opponents whose cell its blast would reach.
  int close = 0;    // Opponents at most two cells away, in rows plus columns.
};

// What the bot's own bomb would do to the opponents that are near; nothing when it cannot place one.
[[nodiscard]] Attack JudgeAttack(const Scene& scene, const Judge& judge);

}  // namespace reprise::bots
