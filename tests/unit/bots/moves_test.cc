#include "bots/moves.h"

#include <gtest/gtest.h>

namespace reprise::bots {
namespace {

using arena::Action;

TEST(MovesTest, NeighborsBeyondTheEdgeAreOffTheBoard) {
  EXPECT_EQ(Neighbor(0, Action::kUp, 3), kOffBoard);
  EXPECT_EQ(Neighbor(0, Action::kLeft, 3), kOffBoard);
  EXPECT_EQ(Neighbor(8, Action::kDown, 3), kOffBoard);
  EXPECT_EQ(Neighbor(8, Action::kRight, 3), kOffBoard);
  EXPECT_EQ(Neighbor(4, Action::kUp, 3), 1);
  EXPECT_EQ(Neighbor(4, Action::kRight, 3), 5);
}

TEST(MovesTest, StopAndBombStayWhereTheyAre) {
  EXPECT_EQ(Neighbor(4, Action::kStop, 3), 4);
  EXPECT_EQ(Neighbor(4, Action::kBomb, 3), 4);
}

TEST(MovesTest, CellsAndPositionsAreTheSamePlaces) {
  EXPECT_EQ(PositionOf(7, 3), (arena::Position{2, 1}));
  EXPECT_EQ(CellOf({100, 99}, 101), 100 * 101 + 99);
  EXPECT_EQ(ManhattanDistance(0, 8, 3), 4);
}

TEST(MovesTest, ASetGivesItsMembersInTheOrderOfTheActions) {
  ActionSet set = {Action::kBomb, Action::kUp, Action::kLeft};

  set.Remove(Action::kUp);

  EXPECT_EQ(set.size(), 2);
  EXPECT_EQ(set.At(0), Action::kLeft);
  EXPECT_EQ(set.At(1), Action::kBomb);
  EXPECT_FALSE(set.Contains(Action::kUp));
}

}  // namespace
}  // namespace reprise::bots
