// Phase I: fuses and blasts (R41 to R47).
#include "arena/blasts.h"

#include "tests/unit/arena/scene.h"

namespace reprise::arena {
namespace {

TEST(BlastsTest, R41BombExplodesWhenItsFuseComesToZero) {
  Scene scene({"0...o"});
  scene.bomb(0).life = 2;

  EXPECT_EQ(scene.Step("."), Rows({"0...o"}));
  EXPECT_EQ(scene.Step("."), Rows({"0..**"}));
}

TEST(BlastsTest, R41BombThatRollsIntoFlamesExplodesOnArrival) {
  Scene scene({"0...>*."});

  EXPECT_EQ(scene.Step("."), Rows({"0...***"}));
}

TEST(BlastsTest, R41FuseOfARollingBombBurnsAsUsual) {
  Scene scene({"0...>.."});
  scene.bomb(0).life = 1;

  EXPECT_EQ(scene.Step("."), Rows({"0...***"}));
}

TEST(BlastsTest, R42BombExplodesNineStepsAfterTheOneItWasPlacedIn) {
  Scene scene({"0...", "###."});
  scene.Step("!");
  for (const char* action : {">", ">", ">", "v"}) scene.Step(action);

  for (int step = 5; step < 9; ++step) {
    EXPECT_EQ(scene.bomb(0).life, 9 - (step - 1));
    scene.Step(".");
  }
  EXPECT_EQ(scene.Step("."), Rows({"**..", "###0"}));
}

TEST(BlastsTest, R43OwnerGetsItsAmmoBackEvenWhenDead) {
  Scene scene({"1....o"});
  scene.bomb(0).life = 1;
  ASSERT_FALSE(scene.agent(0).alive);

  scene.Step("..");

  EXPECT_EQ(scene.agent(0).ammo, 2);
}

TEST(BlastsTest, R44BlastReachesOneCellLessThanItsStrength) {
  for (const int strength : {1, 2, 3, 10}) {
    Scene scene({"..........o..........", "0...................."});
    scene.bomb(0) = {.cell = {0, 10}, .life = 1, .blast_strength = static_cast<std::uint8_t>(strength)};

    const std::string row = scene.Step(".").at(0);

    EXPECT_EQ(std::count(row.begin(), row.end(), '*'), 2 * strength - 1);
  }
}

TEST(BlastsTest, R44BlastIsACrossThatRigidStopsAndWoodStopsAfterwards) {
  Scene scene({"..+..", ".....", "#.o+.", ".....", "..0.."});
  scene.bomb(0).life = 1;
  scene.bomb(0).blast_strength = 4;

  EXPECT_EQ(scene.Step("."), Rows({"..*..", "..*..", "#***.", "..*..", "..*.."}));
}

TEST(BlastsTest, R44ItemsBombsAndFlamesDoNotStopABlast) {
  Scene scene({"0.K*o...."});
  scene.bomb(0).life = 1;
  scene.bomb(0).blast_strength = 4;

  EXPECT_EQ(scene.Step("."), Rows({"0*******."}));
}

TEST(BlastsTest, R45TwoBombsOfOneStepAreStoppedByTheSameWood) {
  Scene scene({"0...o+o..."});
  for (const int i : {0, 1}) {
    scene.bomb(i).life = 1;
    scene.bomb(i).blast_strength = 3;
  }

  EXPECT_EQ(scene.Step("."), Rows({"0.*******."}));

  scene = Scene({"0....+o..."});  // The left bomb's place stays whole when only the right one explodes.
  scene.bomb(0).life = 1;
  scene.bomb(0).blast_strength = 3;
  EXPECT_EQ(scene.Step("."), Rows({"0....****."}));
}

TEST(BlastsTest, R45WoodThatIsGoneShieldsNoLonger) {
  Scene scene({"0..+o", "...o."});
  scene.state.bombs = {{.cell = {0, 4}, .life = 2, .blast_strength = 4},
                       {.cell = {1, 3}, .life = 1, .blast_strength = 2}};

  EXPECT_EQ(scene.Step("."), Rows({"0..*o", "..***"}));
  EXPECT_EQ(scene.Step("."), Rows({"0****", "..***"}));
}

TEST(BlastsTest, R46BombsThatAreHitExplodeInTheSameStepWithTheirOwnStrength) {
  Scene scene({"0...o.o...o"});
  scene.state.bombs = {{.cell = {0, 4}, .life = 1, .blast_strength = 3},
                       {.cell = {0, 6}, .life = 9, .blast_strength = 5},
                       {.cell = {0, 10}, .life = 9, .blast_strength = 2}};

  EXPECT_EQ(scene.Step("."), Rows({"0.*********"}));

  EXPECT_TRUE(scene.state.bombs.empty());
}

TEST(BlastsTest, R46BombsThatAreNotHitKeepTheirOrder) {
  Scene scene({"0.o..o..o"});
  scene.bomb(1).life = 1;

  scene.Step(".");

  EXPECT_EQ(scene.bomb(0).cell, (Position{0, 2}));
  EXPECT_EQ(scene.bomb(1).cell, (Position{0, 8}));
}

TEST(BlastsTest, R47CellGetsOneNewFlameHoweverManyBlastsHitIt) {
  Scene scene({"0..o.o"});
  for (const int i : {0, 1}) scene.bomb(i).life = 1;

  scene.Step(".");

  EXPECT_EQ(scene.state.flames, (std::vector<Flame>{{{0, 2}}, {{0, 3}}, {{0, 4}}, {{0, 5}}}));
}

TEST(BlastsTest, R47NewFlameLiesOverTheOldOne) {
  Scene scene({"0..*o"});
  scene.bomb(0).life = 1;

  scene.Step(".");

  EXPECT_EQ(scene.state.flames, (std::vector<Flame>{{{0, 3}, 1}, {{0, 3}, 2}, {{0, 4}, 2}}));
}

}  // namespace
}  // namespace reprise::arena
