#include "bots/influence.h"

#include <gtest/gtest.h>

#include "tests/unit/arena/scene.h"
#include "tests/unit/bots/empty_board.h"

namespace reprise::bots {
namespace {

using Board = arena::Scene;

InfluenceMaps Influence(const Board& board) {
  return ComputeInfluence(board.state, ForecastDanger(board.state));
}

TEST(InfluenceTest, AnItemPullsLessWithEachStepAway) {
  const InfluenceMaps maps = Influence(EmptyBoard({"B...", "####", "....", "...."}));

  EXPECT_EQ(maps.items[0], kInfluenceUnit);
  EXPECT_GT(maps.items[1], maps.items[2]);
  EXPECT_GT(maps.items[2], maps.items[3]);
  EXPECT_EQ(maps.items[8], 0);  // Nobody gets there.
}

TEST(InfluenceTest, ACellBesideTwoWoodsPullsMoreThanOneBesideOne) {
  const InfluenceMaps maps =
      Influence(EmptyBoard({"+.+#+.", "######", "######", "######", "######", "######"}));

  EXPECT_EQ(maps.wood[1], 2 * kInfluenceUnit);
  EXPECT_EQ(maps.wood[5], kInfluenceUnit);
}

TEST(InfluenceTest, DangerGrowsAsTheBlastComesNearer) {
  Board board = EmptyBoard({"o...", "....", "....", "...."});
  const std::uint16_t far = Influence(board).danger[1];
  board.bomb(0).life = 2;

  EXPECT_GT(far, 0);
  EXPECT_GT(Influence(board).danger[1], far);
  EXPECT_EQ(Influence(board).danger[15], 0);
}

TEST(InfluenceTest, ADeadEndIsAsDeepAsTheWayBackToARing) {
  const InfluenceMaps maps = Influence(EmptyBoard({"..###", "..###", "#.###", "#....", "#####"}));

  EXPECT_EQ(maps.dead_end[0], 0);   // On the ring of four cells.
  EXPECT_EQ(maps.dead_end[11], 1);  // The first cell off it.
  EXPECT_EQ(maps.dead_end[19], 5);  // The bottom.
}

TEST(InfluenceTest, WhereNoRingIsEveryCellIsADeadEnd) {
  const InfluenceMaps maps = Influence(EmptyBoard({"...", "###", "###"}));

  EXPECT_EQ(maps.dead_end[0], 1);
  EXPECT_EQ(maps.dead_end[1], 1);
  EXPECT_EQ(maps.dead_end[3], 0);  // A wall is no dead end.
}

TEST(InfluenceTest, TheNearestOpponentIsNeverOneself) {
  const InfluenceMaps maps = Influence(Board({"0..1", "####", "####", "####"}));

  EXPECT_EQ(maps.OpponentDistance(0, 0), 3);
  EXPECT_EQ(maps.OpponentDistance(1, 0), 2);
  EXPECT_EQ(maps.OpponentDistance(1, 1), 1);
}

TEST(InfluenceTest, AnOpponentBehindAWallIsFarAway) {
  const InfluenceMaps maps = Influence(Board({"0#1", ".#.", ".#."}));

  EXPECT_EQ(maps.OpponentDistance(0, 0), kFarAway);
}

}  // namespace
}  // namespace reprise::bots
