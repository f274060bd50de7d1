// The aims of a careful bot: cells that are worth going to, and the worth of a bomb on its own cell.
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
  // First items, then wood, then opponents: the bot collects strength and waits for the others' mistakes.
  kPatient,
  // Reachable opponents come before wood: nothing has happened for a long time.
  kImpatient,
};

// The nearest cells, at most kPathGoalsMax, of the kind that the bot wants most now: open items; or cells
// where a bomb would hit wood and the bot could flee from it; or cells next to an opponent. May be empty.
[[nodiscard]] std::vector<arena::Position> ChooseGoals(const View& view, Mood mood = Mood::kPatient);

// The number of wooden cells that a bomb of this strength on the bot's cell would hit, without those that
// another bomb hits before.
[[nodiscard]] int WoodInReach(const Scene& scene, const Timeline& as_it_is, int blast_strength);

struct Attack {
  int trapped = 0;  // Opponents whose last escape the bomb would close.
  int pressed = 0;  // The sum of the room that opponents would lose, in percent of theirs.
  int covered = 0;  // Opponents whose cell its blast would reach.
  int close = 0;    // Opponents at most two cells away, in rows plus columns.
};

// The effect of the bot's own bomb on near opponents; all 0 if it cannot place one.
[[nodiscard]] Attack JudgeAttack(const Scene& scene, const Judge& judge);

}  // namespace reprise::bots
