// The judge: says how safe each of the six actions is, now and in the worst case of the opponents' actions.
//
// A move without an escape is deadly. A move is also dangerous if an opponent can close the escape by
// stepping into it or by placing a bomb. The judge checks all three cases; the bot weighs them.
//
// Use when     a bot must not die because of its own plan.
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

// Opponents farther away (in rows plus columns) are not considered as threats.
inline constexpr int kNearCells = 5;
// Up to so many steps opponents are assumed to run into the bot's way.
inline constexpr int kRaceSteps = 3;

struct Verdict {
  // The action has an effect (is not just a wait), whatever the others do.
  bool possible = false;
  Flight alone;          // Without any opponent.
  Flight standing;       // If all others stand still.
  int races_won = 0;     // There is an escape if others run up to this many steps.
  int threats_lost = 0;  // Possible next bombs of near opponents that would leave no escape.
};

// The bot's means.
struct Means {
  bool may_bomb = false;  // Ammunition, and no bomb under its feet.
  std::uint8_t blast_strength = 2;
  std::uint8_t their_strength = 2;  // The strength to expect of others' bombs.
};

class Judge {
 public:
  // `scene` outlives the judge.
  Judge(const Scene& scene, const Means& means);

  [[nodiscard]] const Verdict& operator[](arena::Action action) const {
    return verdicts_[static_cast<std::size_t>(action)];
  }

  // The future without any new bomb, and with the bot's own bomb (null if it cannot place one).
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
