// The judge: how safe each of the six actions is, now, and if an opponent does its worst.
//
// A move that leaves no way out is a way to die, and so is one that leaves a way out only as long as nobody
// steps into it or places another bomb. The judge looks at all three; what to make of it is the bot's.
//
// Use when     a bot must not die by its own plan.
// Threads      thread-compatible; a judge lives for one decision.
// Memory       some forty timelines are made, three are kept.
#pragma once

#include <array>
#include <optional>
#include <vector>

#include "arena/state.h"
#include "bots/escape.h"
#include "bots/scene.h"
#include "bots/timeline.h"

namespace reprise::bots {

// Others farther away (in rows plus columns) are not asked what they might do.
inline constexpr int kNearCells = 5;
// How many steps others are believed to run into the way.
inline constexpr int kRaceSteps = 3;

struct Verdict {
  bool possible = false;  // The board takes this action as something else than a wait, whatever others do.
  Flight alone;           // If nobody were there.
  Flight standing;        // If all others stand still.
  int races_won = 0;      // A way out is left when others run 1, 2, .. races_won steps into it.
  int threats_lost = 0;   // Bombs that somebody near could place next and that would leave no way out.
};

// What the bot has at hand.
struct Means {
  bool may_bomb = false;  // Ammunition, and no bomb under its feet.
  std::uint8_t blast_strength = 2;
  std::uint8_t their_strength = 2;  // What to expect of others' bombs.
};

class Judge {
 public:
  // `scene` outlives the judge.
  Judge(const Scene& scene, const Means& means);

  [[nodiscard]] const Verdict& operator[](arena::Action action) const {
    return verdicts_[static_cast<std::size_t>(action)];
  }

  // The future without anybody's new bomb, and with the bot's own (null when it cannot place one).
  [[nodiscard]] const Timeline& as_it_is() const { return as_it_is_; }
  [[nodiscard]] const Timeline* with_own_bomb() const { return own_bomb_ ? &*own_bomb_ : nullptr; }

 private:
  void LookAtMoves();
  [[nodiscard]] bool IsOpen(int next) const;
  [[nodiscard]] int RacesWon(const Timeline& timeline, arena::Action action) const;
  void LookAtThreats();
  void LookAtThreat(const Placement& threat);
  [[nodiscard]] const Timeline& After(arena::Action action) const;

  const Scene& scene_;
  const Means means_;
  const Timeline as_it_is_;
  std::optional<Timeline> own_bomb_;
  const Denied standing_;
  std::array<Verdict, arena::kActionCount> verdicts_;
};

}  // namespace reprise::bots
