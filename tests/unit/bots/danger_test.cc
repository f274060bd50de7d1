#include "bots/danger.h"

#include <gtest/gtest.h>

#include "tests/unit/arena/scene.h"
#include "tests/unit/bots/empty_board.h"

namespace reprise::bots {
namespace {

using Board = arena::Scene;

// A bomb that a drawing shows has life 9: it goes off in step 9.
constexpr int kBang = 9;

TEST(DangerTest, CellsOfABlastKillInThreeStatesAndInNoOther) {
  const Board board = EmptyBoard({"o...", "....", "....", "...."});

  const DangerForecast danger = ForecastDanger(board.state);

  EXPECT_FALSE(danger.IsDeadly(1, kBang - 1));
  for (int step = kBang; step <= kBang + 2; ++step) EXPECT_TRUE(danger.IsDeadly(1, step)) << step;
  EXPECT_FALSE(danger.IsDeadly(2, kBang));
}

TEST(DangerTest, FlamesOfTheBoardDieOutWithTheirAge) {
  Board board = EmptyBoard({"*..", "...", "..."});
  board.flame(0).life = 1;

  const DangerForecast danger = ForecastDanger(board.state);

  EXPECT_TRUE(danger.IsDeadly(0, 0));
  EXPECT_TRUE(danger.IsDeadly(0, 1));
  EXPECT_FALSE(danger.IsDeadly(0, 2));
}

TEST(DangerTest, AChainSetsOffTheLaterBombWithTheEarlierOne) {
  Board board = EmptyBoard({"oo..", "....", "....", "...."});
  board.bomb(0).life = 2;

  const DangerForecast danger = ForecastDanger(board.state);

  EXPECT_TRUE(danger.IsDeadly(2, 2));
  EXPECT_FALSE(danger.IsDeadly(2, kBang));
}

TEST(DangerTest, ARollingBombBlocksWhereItWillBeAndBurnsWhereItStops) {
  const Board board = EmptyBoard({">...", "####", "####", "####"});

  const DangerForecast danger = ForecastDanger(board.state);

  EXPECT_TRUE(danger.IsBlocked(1, 1));
  EXPECT_FALSE(danger.IsBlocked(1, 2));
  EXPECT_TRUE(danger.IsDeadly(3, kBang));
  EXPECT_FALSE(danger.IsDeadly(0, kBang));
}

TEST(DangerTest, WoodBlocksUntilItIsDestroyed) {
  const Board board = EmptyBoard({"o+.", "...", "..."});

  const DangerForecast danger = ForecastDanger(board.state);

  EXPECT_TRUE(danger.IsBlocked(1, kBang - 1));
  EXPECT_FALSE(danger.IsBlocked(1, kBang));
  EXPECT_FALSE(danger.IsDeadly(2, kBang));
}

TEST(DangerTest, AgentsAndHiddenItemsChangeNothing) {
  Board with({"o0+", "...", "..1"});
  with.Hide({0, 2}, arena::kItemKick);
  const Board without = EmptyBoard({"o.+", "...", "..."});

  EXPECT_EQ(ForecastDanger(with.state), ForecastDanger(without.state));
}

TEST(DangerTest, ABoardWithoutBombsIsTheSameForEver) {
  const Board board = EmptyBoard({"#.", ".+"});

  const DangerForecast danger = ForecastDanger(board.state);

  EXPECT_TRUE(danger.IsBlocked(0, 100));
  EXPECT_TRUE(danger.IsBlocked(3, kHorizon));
  EXPECT_FALSE(danger.IsBlocked(1, kHorizon));
}

}  // namespace
}  // namespace reprise::bots
