#include "bots/baseline_sight.h"

#include <gtest/gtest.h>

#include "tests/unit/arena/scene.h"
#include "tests/unit/bots/eye.h"

namespace reprise::bots {
namespace {

using arena::Action;
using Codes = std::vector<arena::Code>;

BaselineSight Sight(const arena::Rows& rows) {
  const arena::Scene board(rows);
  return BaselineSight(Eye(board.state, 0).seen());
}

TEST(BaselineSightTest, ItWalksRoundWallsAndNotThroughBombsOrEnemies) {
  const BaselineSight sight = Sight({"0#.", ".#.", "..."});

  EXPECT_EQ(sight.Distance(2), 6);
  EXPECT_EQ(Sight({"0o.", "###", "###"}).Distance(2), std::nullopt);
  EXPECT_EQ(Sight({"01.", "###", "###"}).Distance(2), std::nullopt);
}

TEST(BaselineSightTest, WhatCannotBeWalkedOnIsStillReached) {
  EXPECT_EQ(Sight({"0+.", "...", "..."}).Distance(1), 1);
  EXPECT_EQ(Sight({"0o.", "...", "..."}).Distance(1), 1);
  EXPECT_EQ(Sight({"0*.", "...", "..."}).Distance(1), std::nullopt);
}

TEST(BaselineSightTest, EveryFirstStepOfAShortestWayIsKept) {
  EXPECT_EQ(Sight({"0..", "...", "..."}).FirstSteps(4), (ActionSet{Action::kRight, Action::kDown}));
  EXPECT_EQ(Sight({"0..", "...", "..."}).FirstSteps(2), (ActionSet{Action::kRight}));
}

TEST(BaselineSightTest, OfEquallyNearCellsTheLastWins) {
  const Codes items = {arena::kItemBomb, arena::kItemKick};

  EXPECT_EQ(Sight({"0B.", "B..", "..."}).Nearest(items, 2), 3);
  EXPECT_EQ(Sight({"0K.", "B..", "..."}).Nearest(items, 2), 1);  // The later code.
  EXPECT_EQ(Sight({"0..", "...", "..B"}).Nearest(items, 2), std::nullopt);
}

TEST(BaselineSightTest, ItSeesTenCellsUpAndLeftButNineDownAndRight) {
  arena::Rows rows(23, std::string(23, '.'));
  rows[11][11] = '0';
  const BaselineSight sight = Sight(rows);

  EXPECT_EQ(sight.Distance(11 * 23 + 1), 10);
  EXPECT_EQ(sight.Distance(11 * 23 + 20), 9);
  EXPECT_EQ(sight.Distance(1 * 23 + 11), 10);
  EXPECT_EQ(sight.Distance(20 * 23 + 11), 9);
  EXPECT_EQ(sight.Distance(21 * 23 + 11), std::nullopt);
  EXPECT_EQ(sight.Distance(11 * 23 + 21), std::nullopt);
}

}  // namespace
}  // namespace reprise::bots
