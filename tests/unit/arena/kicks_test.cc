// Phases F and G: kicks, and the conflicts they lead to (R29 to R36).
#include "tests/unit/arena/scene.h"

namespace reprise::arena {
namespace {

TEST(KicksTest, R29BombThatMeetsNobodyRollsOn) {
  EXPECT_EQ(Scene({"0.<..", "....."}).Step("."), Rows({"0<...", "....."}));
}

TEST(KicksTest, R30BombThatRollsIntoAStandingAgentStopsBeforeIt) {
  EXPECT_EQ(Scene({"0<."}).Step("."), Rows({"0o."}));
  EXPECT_EQ(Scene({"0<."}).MayKick(0).Step("."), Rows({"0o."}));
}

TEST(KicksTest, R30BombUnderItsAgentIsLeftAlone) {
  Scene scene({".0."});
  scene.MayKick(0).Step("!");

  scene.Step(".");

  EXPECT_EQ(scene.bomb(0), (Bomb{.cell = {0, 1}, .life = 8}));
}

TEST(KicksTest, R31AgentWithoutKickBouncesOffABomb) { EXPECT_EQ(Scene({"0o."}).Step(">"), Rows({"0o."})); }

TEST(KicksTest, R31AgentWithoutKickAndARollingBombBothBounce) {
  EXPECT_EQ(Scene({"0.<"}).Step(">"), Rows({"0.o"}));
}

TEST(KicksTest, R32KickedBombMovesInTheSameStepAndRollsOn) {
  Scene scene({"0o..."});
  scene.MayKick(0);

  EXPECT_EQ(scene.Step(">"), Rows({".0>.."}));
  EXPECT_EQ(scene.Step("."), Rows({".0.>."}));
}

TEST(KicksTest, R32NoKickAgainstWallItemEdgeAgentOrBomb) {
  for (const char* row : {"0o#..", "0o+..", "0oB..", "0oo..", "0o1.."}) {
    Scene scene({row});
    scene.MayKick(0);
    EXPECT_EQ(scene.Step(">"), Rows({row}));
  }
  EXPECT_EQ(Scene({"0o"}).MayKick(0).Step(">"), Rows({"0o"}));
}

TEST(KicksTest, R32NoKickIntoACellThatSomebodyWants) {
  EXPECT_EQ(Scene({"0o.1"}).MayKick(0).Step("><"), Rows({"0o1."}));
}

TEST(KicksTest, R32KickIntoFlamesIsAllowed) {
  Scene scene({"0o*...."});
  scene.MayKick(0);

  scene.Step(">");

  EXPECT_EQ(scene.agent(0).cell, (Position{0, 1}));
  EXPECT_EQ(scene.events.at(1).kind, EventKind::kBombExploded);
  EXPECT_EQ(scene.events.at(1).cell, (Position{0, 2}));
}

TEST(KicksTest, R33RollingBombIsRedirectedAndMayMoveDiagonally) {
  EXPECT_EQ(Scene({".v..", "0..."}).MayKick(0).Step(">"), Rows({"....", ".0>."}));
}

TEST(KicksTest, R33RollingBombMayComeBackToItsOwnCell) {
  Scene scene({"0.<."});
  scene.MayKick(0);

  EXPECT_EQ(scene.Step(">"), Rows({".0>."}));
  EXPECT_EQ(scene.Step("."), Rows({".0.>"}));
}

TEST(KicksTest, R34KickThatIsPickedUpCountsFromTheNextStepOn) {
  Scene scene({"0Ko.", "...."});

  EXPECT_EQ(scene.Step(">"), Rows({".0o.", "...."}));
  EXPECT_EQ(scene.Step(">"), Rows({"..0>", "...."}));
}

TEST(KicksTest, R35BounceClaimsTheOldCellSoThatAFollowerBouncesToo) {
  EXPECT_EQ(Scene({"10o."}).Step(">>"), Rows({"10o."}));
  EXPECT_EQ(Scene({"01o."}).Step(">>"), Rows({"01o."}));
}

TEST(KicksTest, R36aKickIsUndoneWhenTheKickersNewCellIsTakenBack) {
  // 0 kicks the upper bomb out of the middle; the middle bomb, stopped by 1, comes back there.
  Scene scene({".v.", "0v.", ".1."});
  scene.MayKick(0);

  EXPECT_EQ(scene.Step(">."), Rows({".o.", "0o.", ".1."}));
}

TEST(KicksTest, R36bKickIsUndoneWhenItsTargetsFormerAgentComesBack) {
  EXPECT_EQ(Scene({"0o1o."}).MayKick(0).Step(">>"), Rows({"0o1o."}));
}

TEST(KicksTest, R36bTwoKicksIntoOneCellAreBothUndone) {
  EXPECT_EQ(Scene({"0o.o1"}).MayKick(0).MayKick(1).Step("><"), Rows({"0o.o1"}));
}

}  // namespace
}  // namespace reprise::arena
