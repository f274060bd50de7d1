// Phase A: flames age (R13 to R16).
#include "tests/unit/arena/scene.h"

namespace reprise::arena {
namespace {

TEST(FlamesTest, R13FlameIsBornWithLifeTwo) {
  Scene scene({"0..o"});
  scene.bomb(0).life = 1;

  EXPECT_EQ(scene.Step("."), Rows({"0.**"}));

  EXPECT_EQ(scene.flame(0), (Flame{.cell = {0, 2}, .life = 2}));
}

TEST(FlamesTest, R14FlameOfLifeZeroUncoversTheHiddenItem) {
  Scene scene({"0.*"});
  scene.flame(0).life = 0;
  scene.Hide({0, 2}, kItemKick);

  EXPECT_EQ(scene.Step("."), Rows({"0.K"}));

  EXPECT_EQ(scene.state.hidden[2], kPassage);
}

TEST(FlamesTest, R14FlameOfLifeZeroLeavesAPassageWhereNothingIsHidden) {
  Scene scene({"0.*"});
  scene.flame(0).life = 0;

  EXPECT_EQ(scene.Step("."), Rows({"0.."}));
}

TEST(FlamesTest, R15CellUnderAYoungerFlameStaysInFlames) {
  Scene scene({"0.*"});
  scene.state.flames = {{{0, 2}, 0}, {{0, 2}, 1}};

  EXPECT_EQ(scene.Step("."), Rows({"0.*"}));
  EXPECT_EQ(scene.Step("."), Rows({"0.."}));
}

TEST(FlamesTest, R16FlamesAreSeenThreeTimesAndTheCellIsSafeInTheFourthStep) {
  Scene scene({"0.o"});
  scene.bomb(0).life = 1;

  EXPECT_EQ(scene.Step("."), Rows({"0**"}));
  EXPECT_EQ(scene.Step("."), Rows({"0**"}));
  EXPECT_EQ(scene.Step("."), Rows({"0**"}));
  EXPECT_EQ(scene.Step(">"), Rows({".0."}));
}

TEST(FlamesTest, R16ItemJustUncoveredIsTakenAtOnce) {
  Scene scene({"0*"});
  scene.flame(0).life = 0;
  scene.Hide({0, 1}, kItemBlast);

  EXPECT_EQ(scene.Step(">"), Rows({".0"}));

  EXPECT_EQ(scene.agent(0).blast_strength, 3);
}

}  // namespace
}  // namespace reprise::arena
