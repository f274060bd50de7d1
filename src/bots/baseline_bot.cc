#include "bots/baseline_bot.h"

#include "base/check.h"

namespace reprise::bots {

arena::Action BaselineBot::Decide(const View& view, const PathAnswer*, Prng& draws) {
  for (const Rung& rung : ClimbLadder(view.seen, memory_)) {
    const auto members = static_cast<std::uint64_t>(rung.actions.size());
    const arena::Action action = rung.actions.At(static_cast<int>(draws.Below(members)));
    if (rung.passes.Contains(action) && draws.Below(2) == 0) continue;
    Remember(view.seen, rung.level, action, memory_);
    return action;
  }
  REPRISE_CHECK(false);  // The last rung always decides.
  return arena::Action::kStop;
}

}  // namespace reprise::bots
