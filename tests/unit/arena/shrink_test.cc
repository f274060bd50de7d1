// The shrinking board (R66, R67).
#include "arena/shrink.h"

#include "tests/unit/arena/scene.h"

namespace reprise::arena {
namespace {

// Ring 0 falls in the next step.
Scene AboutToShrink(const Rows& rows) {
  Scene scene(rows);
  scene.rules.collapses = {1};
  return scene;
}

TEST(ShrinkTest, R66RingsFallAtTheirStepsFromTheOutside) {
  Scene scene({".....", ".....", "..0..", ".....", "....."});
  scene.rules.collapses = {2, 3};

  EXPECT_EQ(scene.Wait(1), Rows({".....", ".....", "..0..", ".....", "....."}));
  EXPECT_EQ(scene.Wait(1), Rows({"#####", "#...#", "#.0.#", "#...#", "#####"}));
  EXPECT_EQ(scene.Wait(1), Rows({"#####", "#####", "##0##", "#####", "#####"}));
}

TEST(ShrinkTest, R66DeathByCollapseIsScoredInTheNextStep) {
  Scene scene = AboutToShrink({"0..", ".1.", "..."});

  EXPECT_EQ(scene.Wait(1), Rows({"###", "#1#", "###"}));
  EXPECT_FALSE(scene.agent(0).alive);
  EXPECT_FALSE(scene.outcome.done);
  scene.Wait(1);
  EXPECT_EQ(scene.outcome.winner, 1);
}

TEST(ShrinkTest, R67BombThereIsRemovedAndGivesItsAmmoBack) {
  Scene scene = AboutToShrink({"..o", ".0.", "..."});

  scene.Wait(1);

  EXPECT_TRUE(scene.state.bombs.empty());
  EXPECT_EQ(scene.agent(0).ammo, 2);
  EXPECT_TRUE(scene.agent(0).alive);
}

TEST(ShrinkTest, R67FlamesItemsAndHiddenItemsThereVanish) {
  Scene scene = AboutToShrink({"*B+", ".0.", "..."});
  scene.Hide({0, 2}, kItemKick).Hide({0, 0}, kItemBlast);

  EXPECT_EQ(scene.Wait(4), Rows({"###", "#0#", "###"}));

  EXPECT_TRUE(scene.state.flames.empty());
  EXPECT_EQ(scene.state.hidden, std::vector<Code>(9, kPassage));
}

TEST(ShrinkTest, R67WhatLiesInsideTheRingStays) {
  Scene scene = AboutToShrink({".....", ".o+..", "..0B.", "...*.", "....."});
  scene.Hide({1, 2}, kItemKick);

  EXPECT_EQ(scene.Wait(1), Rows({"#####", "#o+.#", "#.0B#", "#..*#", "#####"}));

  EXPECT_EQ(scene.state.hidden[7], kItemKick);
}

}  // namespace
}  // namespace reprise::arena
