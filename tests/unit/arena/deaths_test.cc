// Phase J: what the board shows after blasts, and who dies (R48 to R50).
#include "tests/unit/arena/scene.h"

namespace reprise::arena {
namespace {

TEST(DeathsTest, R48WoodThatIsHitTurnsToFlamesAndItsItemStaysHidden) {
  Scene scene({"0..+o"});
  scene.bomb(0).life = 1;
  scene.Hide({0, 3}, kItemBomb);

  EXPECT_EQ(scene.Step("."), Rows({"0..**"}));
  EXPECT_EQ(scene.state.hidden[3], kItemBomb);
  EXPECT_EQ(scene.Wait(3), Rows({"0..B."}));
}

TEST(DeathsTest, R48OpenItemThatIsHitIsDestroyed) {
  Scene scene({"0..Bo"});
  scene.bomb(0).life = 1;

  EXPECT_EQ(scene.Wait(4), Rows({"0...."}));
}

TEST(DeathsTest, R48BombThatIsLeftShowsOnTheBoard) {
  Scene scene({"0."});
  scene.Step("!");

  EXPECT_EQ(scene.Step(">"), Rows({"o0"}));
}

TEST(DeathsTest, R49AgentInNewFlamesDies) {
  Scene scene({"0o"});
  scene.bomb(0).life = 1;

  scene.Step(".");

  EXPECT_FALSE(scene.agent(0).alive);
}

TEST(DeathsTest, R49AgentThatWalksIntoOldFlamesDies) {
  Scene scene({"0*"});

  EXPECT_EQ(scene.Step(">"), Rows({".*"}));

  EXPECT_FALSE(scene.agent(0).alive);
}

TEST(DeathsTest, R49AgentCoversTheBombBelowIt) {
  Scene scene({".0."});

  EXPECT_EQ(scene.Step("!"), Rows({".0."}));
}

TEST(DeathsTest, R50DeadAgentNoLongerBlocksNorActs) {
  Scene scene({"1.*"});
  scene.agent(0).cell = {0, 1};  // Dead since before.

  EXPECT_EQ(scene.Step("!>"), Rows({".1*"}));

  EXPECT_TRUE(scene.state.bombs.empty());
  EXPECT_EQ(scene.agent(0).cell, (Position{0, 1}));
}

TEST(DeathsTest, R50BombsOfADeadAgentGoOnWorking) {
  Scene scene({"1...o"});
  scene.bomb(0).life = 2;

  EXPECT_EQ(scene.Wait(2), Rows({"1..**"}));
}

TEST(DeathsTest, R50DeathsOfOneStepAreSimultaneous) {
  Scene scene({"0o1"});
  scene.bomb(0).life = 1;

  scene.Step("..");

  EXPECT_EQ(scene.outcome.alive, 0);
}

}  // namespace
}  // namespace reprise::arena
