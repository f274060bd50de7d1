// Phases B and C: what agents and bombs want, and placing bombs (R17 to R21).
#include "tests/unit/arena/scene.h"

namespace reprise::arena {
namespace {

TEST(IntentionsTest, R17AgentsPlaceTheirBombsInTheOrderOfTheirIds) {
  Scene scene({"1.0"});

  scene.Step("!!");

  EXPECT_EQ(scene.bomb(0).owner, 0);
  EXPECT_EQ(scene.bomb(1).owner, 1);
}

TEST(IntentionsTest, R18StopKeepsTheAgentInItsCell) {
  Scene scene({".0."});

  EXPECT_EQ(scene.Step("."), Rows({".0."}));
}

TEST(IntentionsTest, R19BombTakesTheAgentsStrengthAndOneOfItsAmmo) {
  Scene scene({"..0"});
  scene.agent(0).blast_strength = 5;

  scene.Step("!");

  EXPECT_EQ(scene.bomb(0), (Bomb{.cell = {0, 2}, .life = 9, .blast_strength = 5, .owner = 0}));
  EXPECT_EQ(scene.agent(0).ammo, 0);
}

TEST(IntentionsTest, R19NothingIsPlacedWithoutAmmo) {
  Scene scene({"..0"});
  scene.agent(0).ammo = 0;

  scene.Step("!");

  EXPECT_TRUE(scene.state.bombs.empty());
}

TEST(IntentionsTest, R19NothingIsPlacedOnABombAndNoAmmoIsSpent) {
  Scene scene({"..0"});
  scene.agent(0).ammo = 2;

  scene.Step("!");
  scene.Step("!");

  EXPECT_EQ(scene.state.bombs.size(), 1U);
  EXPECT_EQ(scene.agent(0).ammo, 1);
}

TEST(IntentionsTest, R20WallsAndEdgesHoldAnAgent) {
  Scene scene({"0#.", "+..", "..."});

  for (const char* action : {">", "v", "^", "<"}) {
    EXPECT_EQ(scene.Step(action), Rows({"0#.", "+..", "..."})) << action;
  }
}

TEST(IntentionsTest, R20FlamesDoNotForbidAStep) {
  Scene scene({"0*"});

  scene.Step(">");

  EXPECT_EQ(scene.agent(0).cell, (Position{0, 1}));
  EXPECT_FALSE(scene.agent(0).alive);
}

TEST(IntentionsTest, R21RollingBombGoesOnOverPassagesOnly) {
  EXPECT_EQ(Scene({"0.>.."}).Step("."), Rows({"0..>."}));
  EXPECT_EQ(Scene({"0..>#"}).Step("."), Rows({"0..o#"}));
  EXPECT_EQ(Scene({"0..>+"}).Step("."), Rows({"0..o+"}));
  EXPECT_EQ(Scene({"0..>K"}).Step("."), Rows({"0..oK"}));
  EXPECT_EQ(Scene({"0...>"}).Step("."), Rows({"0...o"}));
}

TEST(IntentionsTest, R21FlamesDoNotStopARollingBomb) {
  Scene scene({"0..>*"});

  scene.Step(".");

  EXPECT_EQ(scene.events.at(0).kind, EventKind::kBombExploded);
  EXPECT_EQ(scene.events.at(0).cell, (Position{0, 4}));
}

}  // namespace
}  // namespace reprise::arena
