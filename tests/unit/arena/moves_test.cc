// Phase H: moves and pick-ups (R37 to R40).
#include "tests/unit/arena/scene.h"

namespace reprise::arena {
namespace {

TEST(MovesTest, R37BlockedBombLosesItsDirectionForGood) {
  Scene scene({"0.>1", "...."});

  EXPECT_EQ(scene.Step(".v"), Rows({"0..>", "...1"}));
  scene = Scene({"0.>1", "...."});
  EXPECT_EQ(scene.Step(".."), Rows({"0.o1", "...."}));
  EXPECT_EQ(scene.Step(".v"), Rows({"0.o.", "...1"}));
}

TEST(MovesTest, R37RollingBombKeepsItsDirection) { EXPECT_EQ(Scene({"0>..."}).Wait(3), Rows({"0...>"})); }

TEST(MovesTest, R38ItemsAddAmmoStrengthAndKick) {
  Scene scene({"0BLK"});

  EXPECT_EQ(scene.Step(">"), Rows({".0LK"}));
  scene.Step(">");
  scene.Step(">");

  EXPECT_EQ(scene.agent(0), (Agent{.cell = {0, 3}, .ammo = 2, .blast_strength = 3, .can_kick = true}));
}

TEST(MovesTest, R38ItemIsUsedUpEvenByOneWhoDies) {
  Scene scene({"0Bo"});
  scene.bomb(0).life = 1;

  EXPECT_EQ(scene.Step(">"), Rows({".**"}));

  EXPECT_EQ(scene.agent(0).ammo, 3);  // One at the start, one found, one given back by the bomb.
}

TEST(MovesTest, R38AmmoAndStrengthStopAtTen) {
  Scene scene({"0BL"});
  scene.agent(0).ammo = 10;
  scene.agent(0).blast_strength = 10;

  scene.Step(">");
  scene.Step(">");

  EXPECT_EQ(scene.agent(0).ammo, 10);
  EXPECT_EQ(scene.agent(0).blast_strength, 10);
}

TEST(MovesTest, R39BombKeepsTheStrengthItWasPlacedWith) {
  Scene scene({"0L."});
  scene.Step("!");

  scene.Step(">");

  EXPECT_EQ(scene.agent(0).blast_strength, 3);
  EXPECT_EQ(scene.bomb(0).blast_strength, 2);
}

TEST(MovesTest, R39CellThatIsHitInThisStepStillGivesItsItem) {
  Scene scene({"0Ko"});
  scene.bomb(0).life = 1;

  scene.Step(">");

  EXPECT_TRUE(scene.agent(0).can_kick);
  EXPECT_FALSE(scene.agent(0).alive);
}

TEST(MovesTest, R40AmmoGivenBackAboveTheCapIsLost) {
  Scene scene({"0...o"});
  scene.bomb(0).life = 1;
  scene.agent(0).ammo = 10;

  scene.Step(".");

  EXPECT_EQ(scene.agent(0).ammo, 10);
}

}  // namespace
}  // namespace reprise::arena
