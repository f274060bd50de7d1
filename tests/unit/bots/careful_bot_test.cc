#include "bots/careful_bot.h"

#include <gtest/gtest.h>

#include "bots/escape.h"
#include "tests/bots/campaign.h"
#include "tests/bots/harmless_bots.h"
#include "tests/bots/local_match.h"
#include "tests/unit/arena/scene.h"
#include "tests/unit/bots/eye.h"

namespace reprise::bots {
namespace {

using arena::Action;

Action DecideFresh(const arena::Scene& board) {
  CarefulBot bot;
  Prng draws(1);
  const Eye eye(board.state, 0);
  const std::optional<PathQuery> query = bot.Ask(eye.view(), draws);
  if (!query.has_value()) return bot.Decide(eye.view(), nullptr, draws);
  const PathAnswer answer = SearchPath(eye.view().danger, *query);
  return bot.Decide(eye.view(), &answer, draws);
}

TEST(CarefulBotTest, ItTakesTheOnlyWayOutOfABlast) {
  arena::Scene board({"o0.", "#.#", "#.."});
  board.bomb(0).life = 2;

  const Action first = DecideFresh(board);

  EXPECT_TRUE(first == Action::kRight || first == Action::kDown);
}

TEST(CarefulBotTest, ItFetchesAnItem) {
  EXPECT_EQ(DecideFresh(arena::Scene({"0.L", "...", "..."})), Action::kRight);
}

TEST(CarefulBotTest, ItBombsWoodWhereItCanGetAway) {
  EXPECT_EQ(DecideFresh(arena::Scene({"+0.", "...", "..."})), Action::kBomb);
}

TEST(CarefulBotTest, ItDoesNotBombWoodInADeadEnd) {
  EXPECT_NE(DecideFresh(arena::Scene({"+0#", "###", "###"})), Action::kBomb);
}

TEST(CarefulBotTest, ItTrapsAnOpponentInADeadEnd) {
  EXPECT_EQ(DecideFresh(arena::Scene({"10..", "##..", "##..", "##.."})), Action::kBomb);
}

// Over every state of these games: against opponents that stand still no bomb may cost it its life.
TEST(CarefulBotTest, ItNeverDiesByItsOwnBombNextToStandingOpponents) {
  for (int size : {11, 15}) {
    const CampaignResult result =
        RunCampaign(CatalogWithHarmlessBots(),
                    {.hero = "careful", .others = "statue", .games = 24, .first_seed = 100, .size = size});

    EXPECT_EQ(result.suicides, 0) << "size " << size;
    EXPECT_EQ(result.losses, 0) << "size " << size;
    EXPECT_GE(result.wins, 20) << "size " << size;
  }
}

// The same without path answers: what the maps say must do.
TEST(CarefulBotTest, ItLivesWithoutAnswersToo) {
  const CampaignResult result = RunCampaign(
      CatalogWithHarmlessBots(),
      {.hero = "careful", .others = "statue", .games = 8, .first_seed = 300, .paths_answered = false});

  EXPECT_EQ(result.suicides, 0);
  EXPECT_EQ(result.losses, 0);
}

// Each bomb that it places in these games leaves a way out when nobody else moves.
TEST(CarefulBotTest, EveryBombLeavesAWayOutWhenNobodyElseMoves) {
  int bombs = 0;
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    std::optional<arena::State> before;
    PlayLocally(
        StandardCatalog(), {.seats = {"careful", "baseline", "baseline", "baseline"}, .seed = seed},
        {.step = [&](const arena::State& state) {
          const arena::Agent& self = state.agents[0];
          const bool placed = !state.bombs.empty() && state.bombs.back().owner == 0 &&
                              state.bombs.back().life == 9 && state.bombs.back().cell == self.cell;
          if (placed && self.alive && before.has_value()) {
            const Eye eye(*before, 0);
            const Scene scene = LookAround(eye.view());
            const Placement own{.cell = scene.self, .blast_strength = eye.seen().blast_strength};
            const Denied standing = StandingOthers(scene);
            EXPECT_GT(Flee(Forecast(scene, std::span(&own, 1)), scene.self, Action::kBomb, &standing).room, 0)
                << "seed " << seed << " step " << state.step_count;
            ++bombs;
          }
          before = state;
        }});
  }
  EXPECT_GT(bombs, 200);
}

TEST(CarefulBotTest, ItSurvivesThreeWalkersAlmostAlways) {
  const CampaignResult result = RunCampaign(
      CatalogWithHarmlessBots(), {.hero = "careful", .others = "walker", .games = 40, .first_seed = 500});

  EXPECT_GE(result.wins + result.ties, 38);
}

TEST(CarefulBotTest, HalfOfItsDecisionsTakeLessThanAMillisecond) {
  const CampaignResult result = RunCampaign(
      StandardCatalog(), {.hero = "careful", .others = "baseline", .games = 4, .first_seed = 900});

  ASSERT_FALSE(result.decision_nanos.empty());
  EXPECT_LT(result.decision_nanos[result.decision_nanos.size() / 2], 1'000'000U);
}

}  // namespace
}  // namespace reprise::bots
