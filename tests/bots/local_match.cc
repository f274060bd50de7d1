#include "tests/bots/local_match.h"

#include <memory>
#include <optional>

#include "arena/board_generator.h"
#include "arena/observe.h"
#include "arena/step.h"
#include "base/check.h"
#include "base/os.h"
#include "base/prng.h"
#include "bots/danger.h"
#include "bots/influence.h"
#include "bots/path_search.h"

namespace reprise::bots {
namespace {

class Table {
 public:
  Table(const Catalog& catalog, const MatchSettings& settings, const Spectator& spectator)
      : settings_(settings), spectator_(spectator) {
    const int players = static_cast<int>(settings.seats.size());
    auto board = arena::GenerateBoard({.size = settings.size, .players = players, .seed = settings.seed});
    REPRISE_CHECK(board.ok());
    record_.last = *std::move(board);
    for (int seat = 0; seat < players; ++seat) {
      auto bot = catalog.Create(settings.seats[static_cast<std::size_t>(seat)],
                                {.seat = static_cast<std::uint8_t>(seat),
                                 .size = settings.size,
                                 .players = players,
                                 .seed = settings.seed});
      REPRISE_CHECK(bot.ok());
      bots_.push_back(*std::move(bot));
    }
    actions_.resize(bots_.size());
  }

  MatchRecord Play() {
    const arena::Rules rules{.max_steps = settings_.max_steps};
    arena::StepScratch scratch;
    while (!record_.outcome.done) {
      DecideAll();
      arena::Step(record_.last, actions_, rules, scratch, record_.outcome, &record_.events);
      if (spectator_.step) spectator_.step(record_.last);
    }
    return std::move(record_);
  }

 private:
  void DecideAll() {
    const DangerForecast danger = ForecastDanger(record_.last);
    const InfluenceMaps influence = ComputeInfluence(record_.last, danger);
    for (std::size_t seat = 0; seat < bots_.size(); ++seat) {
      if (!record_.last.agents[seat].alive) continue;
      const auto self = static_cast<std::uint8_t>(seat);
      arena::Observe(record_.last, self, seen_);
      const View view{.seen = seen_, .danger = danger, .influence = influence, .self = self};
      const bool timed = spectator_.timed_seat == static_cast<int>(seat);
      const std::uint64_t before = timed ? MonotonicNanos() : 0;
      actions_[seat] = DecideOne(*bots_[seat], view);
      if (timed) record_.decision_nanos.push_back(MonotonicNanos() - before);
    }
  }

  arena::Action DecideOne(Bot& bot, const View& view) const {
    Prng draws(DeriveSeed(settings_.seed, view.self, view.seen.step_count));
    const std::optional<PathQuery> query = bot.Ask(view, draws);
    if (!query.has_value() || !settings_.paths_answered) return bot.Decide(view, nullptr, draws);
    const PathAnswer answer = SearchPath(view.danger, *query);
    return bot.Decide(view, &answer, draws);
  }

  const MatchSettings& settings_;
  const Spectator& spectator_;
  std::vector<std::unique_ptr<Bot>> bots_;
  std::vector<arena::Action> actions_;
  arena::Observation seen_;
  MatchRecord record_;
};

}  // namespace

MatchRecord PlayLocally(const Catalog& catalog, const MatchSettings& settings, const Spectator& spectator) {
  return Table(catalog, settings, spectator).Play();
}

}  // namespace reprise::bots
