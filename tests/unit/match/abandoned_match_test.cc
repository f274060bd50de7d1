// A run that ends early, wherever it stands, unwinds without a crash and without a report.
#include "tests/unit/match/match_fixture.h"

namespace reprise::match {
namespace {

TEST(AbandonedMatchTest, EveryTaskUnwindsWhereverItStands) {
  const MatchSettings settings{.bots = {"careful", "careful"}, .seed = 2, .ticks_max = 20};
  for (std::uint64_t choices = 0; choices < 600; choices += 7) {
    RandomStrategy strategy(choices, choices);

    const Played played = Play(settings, {.strategy = &strategy});

    EXPECT_TRUE(absl::IsAborted(played.status)) << choices << ": " << played.status;
    EXPECT_FALSE(played.report.has_value());
  }
}

}  // namespace
}  // namespace reprise::match
