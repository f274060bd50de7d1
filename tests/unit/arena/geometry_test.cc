#include "arena/geometry.h"

#include <gtest/gtest.h>

namespace reprise::arena {
namespace {

TEST(GeometryTest, R3ActionsOneToFourAreUpDownLeftRight) {
  const Position cell{5, 5};

  EXPECT_EQ(Neighbour(cell, DirectionOf(Action{1})), (Position{4, 5}));
  EXPECT_EQ(Neighbour(cell, DirectionOf(Action{2})), (Position{6, 5}));
  EXPECT_EQ(Neighbour(cell, DirectionOf(Action{3})), (Position{5, 4}));
  EXPECT_EQ(Neighbour(cell, DirectionOf(Action{4})), (Position{5, 6}));
  EXPECT_EQ(Neighbour(cell, DirectionOf(Action{0})), cell);
  EXPECT_EQ(Neighbour(cell, DirectionOf(Action{5})), cell);
}

TEST(GeometryTest, R3OnlyZeroToFiveAreActions) {
  for (int value = 0; value < kActionCount; ++value) EXPECT_TRUE(IsAction(value));
  EXPECT_FALSE(IsAction(6));
  EXPECT_FALSE(IsAction(-1));
}

TEST(GeometryTest, R65AgentThatGaveNoAnswerStandsStill) { EXPECT_EQ(Action{}, Action::kStop); }

TEST(GeometryTest, R67RingIsTheDistanceFromTheNearestEdge) {
  EXPECT_EQ(RingOf(11, {0, 5}), 0);
  EXPECT_EQ(RingOf(11, {9, 3}), 1);
  EXPECT_EQ(RingOf(11, {5, 5}), 5);
}

}  // namespace
}  // namespace reprise::arena
