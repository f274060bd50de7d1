// Matches with a clock: what they do depends on the machine, so the facts here are those that always hold.
#include "tests/unit/match/match_fixture.h"

namespace reprise::match {
namespace {

// A fixed amount of work, far more than the fastest clock leaves for a tick.
arena::Action Ponder(const bots::View&, Prng& draws) {
  std::uint64_t sum = 0;
  for (int i = 0; i < 400'000; ++i) sum += draws.Next();
  return static_cast<arena::Action>(sum % arena::kActionCount);
}

TEST(RealtimeMatchTest, LateBotStandsStillAndItsAnswersAreCounted) {
  const MatchSettings settings{.bots = {"ponder", "random"}, .ticks_max = 200, .hertz = kHertzMax};

  const Played played = Play(settings, {.workers = 2}, CatalogWith("ponder", Ponder));

  ASSERT_TRUE(played.report.has_value()) << played.status;
  const SeatReport& late = played.report->seats[0];
  EXPECT_GT(late.ticks_missed, 0U);
  EXPECT_GT(late.late_answers, 0U);
  EXPECT_LE(late.late_answers, late.ticks_missed);
}

TEST(RealtimeMatchTest, NobodyIsLateUnderASlowVirtualClock) {
  strategy::RandomWalk walk(4);

  const Played played = Play({.seed = 11, .ticks_max = 30, .hertz = 10}, {.strategy = &walk});

  ASSERT_TRUE(played.report.has_value()) << played.status;
  for (const SeatReport& seat : played.report->seats) EXPECT_EQ(seat.ticks_missed, 0U);
  EXPECT_EQ(played.hashes, Play({.seed = 11, .ticks_max = 30}, {.workers = 2}).hashes);
}

}  // namespace
}  // namespace reprise::match
