// What a tick of a match costs, from the first snapshot to the last task's end.
#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/check.h"
#include "bots/catalog.h"
#include "match/match.h"
#include "tests/bench/runtime_bench.h"
#include "tests/bench/stopwatch.h"
#include "tests/bench/workloads.h"

namespace reprise::bench {
namespace {

// Thinks for a fixed amount of work, then stands still: its matches last as long as they may.
class BurnerBot final : public bots::Bot {
 public:
  arena::Action Decide(const bots::View& view, const bots::PathAnswer*, Prng&) override {
    Keep(BurnOneMillisecond(view.self));
    return arena::Action::kStop;
  }
};

bots::Catalog CatalogWithBurner() {
  bots::Catalog catalog = bots::StandardCatalog();
  catalog.Add("burner", [](const bots::BotSetup&) { return std::make_unique<BurnerBot>(); });
  return catalog;
}

class TickCounter final : public match::MatchObserver {
 public:
  void AfterTick(const arena::State&, std::uint32_t) override {}
  void AfterMatch(const match::MatchReport& report) override { ticks_ = report.ticks; }
  [[nodiscard]] std::uint32_t ticks() const { return ticks_; }

 private:
  std::uint32_t ticks_ = 0;
};

// Matches of the seeds 0, 1, 2, ... until so many ticks were played.
Run PlayTicks(unsigned workers, const match::MatchSettings& like, std::uint64_t ops) {
  const bots::Catalog catalog = CatalogWithBurner();
  Run all;
  for (match::MatchSettings settings = like; all.ops < ops; ++settings.seed) {
    settings.ticks_max = static_cast<std::uint32_t>(std::min<std::uint64_t>(like.ticks_max, ops - all.ops));
    const Run run = RunInside(workers, [&] {
      TickCounter counter;
      const Stopwatch watch;
      match::RunMatch(settings, catalog, counter, [] { return false; });
      REPRISE_CHECK(counter.ticks() > 0);
      return watch.Stop(counter.ticks());
    });
    all.seconds += run.seconds;
    all.cpu_seconds += run.cpu_seconds;
    all.ops += run.ops;
  }
  return all;
}

Workload Match(unsigned workers, const char* name, const match::MatchSettings& settings,
               std::uint64_t chunk) {
  return {.peer = PeerWith(workers),
          .name = name,
          .prepare = [=] { return [=](std::uint64_t ops) { return PlayTicks(workers, settings, ops); }; },
          .chunk = chunk};
}

}  // namespace

void AddMatchWorkloads(std::vector<Workload>& all) {
  const match::MatchSettings careful{.bots = std::vector<std::string>(4, "careful")};
  const match::MatchSettings burning{.bots = std::vector<std::string>(16, "burner"), .board_size = 21};
  for (const unsigned workers : {1U, 2U}) {
    all.push_back(Match(workers, "match_4bots", careful, 500));
    all.push_back(Match(workers, "match_16burn", burning, 10));
  }
}

}  // namespace reprise::bench
