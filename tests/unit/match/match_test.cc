#include "match/match.h"

#include <gmock/gmock.h>

#include "tests/unit/match/match_fixture.h"

namespace reprise::match {
namespace {

using ::testing::HasSubstr;

TEST(MatchTest, LockstepPlaysAlikeOnAnyNumberOfWorkers) {
  const MatchSettings settings{.seed = 11};

  const Played one = Play(settings, {.workers = 1});

  ASSERT_TRUE(one.report.has_value()) << one.status;
  EXPECT_GT(one.report->ticks, 20U);
  EXPECT_EQ(one.hashes.back(), one.report->state_hash);
  for (unsigned workers : {2U, 4U}) EXPECT_EQ(Play(settings, {.workers = workers}).hashes, one.hashes);
}

TEST(MatchTest, LockstepPlaysAlikeUnderAnyScheduleOfOneThread) {
  const MatchSettings settings{.seed = 11, .ticks_max = 60};
  const Played parallel = Play(settings, {.workers = 2});
  for (std::uint64_t seed = 0; seed < 3; ++seed) {
    strategy::RandomWalk walk(seed);

    const Played played = Play(settings, {.strategy = &walk});

    ASSERT_TRUE(played.status.ok()) << played.status;
    EXPECT_EQ(played.hashes, parallel.hashes);
  }
}

TEST(MatchTest, SeedDecidesTheMatch) {
  EXPECT_NE(Play({.seed = 1}, {.workers = 2}).hashes, Play({.seed = 2}, {.workers = 2}).hashes);
}

TEST(MatchTest, EndsWithTheResultOfTheRules) {
  for (std::uint64_t seed = 0; seed < 5; ++seed) {
    const MatchReport report = *Play({.seed = seed}, {.workers = 2}).report;

    std::size_t alive = 0;
    for (const SeatReport& seat : report.seats) alive += seat.standing.alive ? 1 : 0;
    EXPECT_NE(report.result, arena::Result::kIncomplete);
    EXPECT_EQ(report.result == arena::Result::kWin, report.winner >= 0);
    EXPECT_TRUE(report.result != arena::Result::kWin || alive == 1U);
    for (const SeatReport& seat : report.seats) {
      EXPECT_TRUE(seat.end.ok()) << seat.end;
      EXPECT_EQ(seat.late_answers + seat.ticks_missed, 0U);
    }
    EXPECT_EQ(report.events_missed, 0U);
  }
}

TEST(MatchTest, EndsWhenItsTicksRunOut) {
  const Played played = Play({.ticks_max = 5}, {.workers = 2});

  EXPECT_EQ(played.hashes.size(), 6U);
  EXPECT_EQ(played.report->ticks, 5U);
  EXPECT_EQ(played.report->result, arena::Result::kIncomplete);
  EXPECT_FALSE(played.report->stopped);
}

TEST(MatchTest, EndsInOrderWhenSomebodyStopsIt) {
  int polls = 0;
  const Played played = Play({}, {.workers = 2}, bots::StandardCatalog(), [&] { return ++polls > 7; });

  EXPECT_TRUE(played.report->stopped);
  EXPECT_EQ(played.report->ticks, 7U);
}

TEST(MatchTest, SixteenBotsPlayOnALargerBoard) {
  MatchSettings settings{.board_size = 21, .seed = 3, .ticks_max = 100};
  settings.bots.assign(16, "careful");

  const Played one = Play(settings, {.workers = 1});

  ASSERT_TRUE(one.report.has_value()) << one.status;
  EXPECT_EQ(one.hashes, Play(settings, {.workers = 4}).hashes);
}

TEST(MatchTest, BotThatThrowsStandsStillAndTheMatchGoesOn) {
  const auto catalog = CatalogWith("faulty", [](const bots::View& view, Prng&) {
    if (view.seen.step_count == 3) throw std::runtime_error("lost its map");
    return arena::Action::kStop;
  });
  const MatchSettings settings{.bots = {"faulty", "random"}, .seed = 5, .ticks_max = 10};

  const Played played = Play(settings, {.workers = 2}, catalog);

  ASSERT_TRUE(played.report.has_value()) << played.status;
  EXPECT_THAT(std::string(played.report->seats[0].end.message()),
              HasSubstr("match/bot/0 failed: lost its map"));
  EXPECT_TRUE(played.report->seats[1].end.ok());
  EXPECT_EQ(played.report->seats[0].ticks_missed, played.report->ticks - 3);
}

TEST(MatchTest, ActionThatIsNoneFailsItsBot) {
  const auto catalog =
      CatalogWith("confused", [](const bots::View&, Prng&) { return static_cast<arena::Action>(6); });

  const Played played = Play({.bots = {"random", "confused"}, .ticks_max = 4}, {.workers = 1}, catalog);

  EXPECT_THAT(std::string(played.report->seats[1].end.message()),
              HasSubstr("decided on action 6, expected 0 to 5"));
}

TEST(MatchTest, BotThatCannotBeMadeFailsAlone) {
  bots::Catalog catalog = bots::StandardCatalog();
  catalog.Add("absent", [](const bots::BotSetup&) -> std::unique_ptr<bots::Bot> {
    throw std::runtime_error("no model file");
  });

  const Played played = Play({.bots = {"random", "absent"}, .ticks_max = 4}, {.workers = 1}, catalog);

  EXPECT_THAT(std::string(played.report->seats[1].end.message()), HasSubstr("no model file"));
}

// What each seat drew first in each tick, when seat 0 goes on to draw so many more.
std::vector<std::vector<std::uint64_t>> FirstDraws(int more) {
  std::vector<std::vector<std::uint64_t>> drawn(2);
  const auto catalog = CatalogWith("probe", [&](const bots::View& view, Prng& draws) {
    drawn[view.self].push_back(draws.Next());
    for (int i = 0; view.self == 0 && i < more; ++i) draws.Next();
    return arena::Action::kStop;
  });
  Play({.bots = {"probe", "probe"}, .ticks_max = 4}, {.workers = 1}, catalog);
  return drawn;
}

TEST(MatchTest, EachSeatHasAGeneratorOfItsOwnEachTick) {
  const auto drawn = FirstDraws(0);

  ASSERT_EQ(drawn[0].size(), 4U);
  EXPECT_NE(drawn[0][0], drawn[0][1]);
  EXPECT_NE(drawn[0][0], drawn[1][0]);
  EXPECT_EQ(drawn, FirstDraws(5));
}

}  // namespace
}  // namespace reprise::match
