// Where the arena differs from what one would expect, or from what its source's documentation says (O1 to O14).
#include "arena/geometry.h"
#include "tests/unit/arena/scene.h"

namespace reprise::arena {
namespace {

TEST(OdditiesTest, O1AgentAndBombThatWantOneCellBothBounce) {
  EXPECT_EQ(Scene({"0.<."}).Step(">"), Rows({"0.o."}));
}

TEST(OdditiesTest, O2CodeOneIsRigidAndTwoIsWood) {
  Scene scene({"0#o+."});
  scene.state.board[1] = 1;
  scene.state.board[3] = 2;
  scene.bomb(0).life = 1;

  EXPECT_EQ(scene.Step("."), Rows({"0#**."}));
}

TEST(OdditiesTest, O3BlastPassesThroughAgents) {
  Scene scene({"01o.."});
  scene.bomb(0).life = 1;
  scene.bomb(0).blast_strength = 3;

  scene.Step("..");

  EXPECT_FALSE(scene.agent(0).alive);
}

TEST(OdditiesTest, O4BombKickedOnArrivalMovesTwoCellsInOneStep) {
  Scene scene({".v..", "0..."});

  EXPECT_EQ(scene.MayKick(0).Step(">"), Rows({"....", ".0>."}));
}

TEST(OdditiesTest, O5NobodyWalksOntoABombButItsPlacerStandsOnItAndWalksOff) {
  Scene scene({"0.."});
  scene.Step("!");
  scene.Step(".");

  EXPECT_EQ(scene.Step(">"), Rows({"o0."}));
  EXPECT_EQ(scene.Step("<"), Rows({"o0."}));
}

TEST(OdditiesTest, O5BombIsKickedAwayInTheStepInWhichItsPlacerLeavesSideways) {
  Scene scene({"....", "10.."});
  scene.MayKick(1).Step("!.");

  EXPECT_EQ(scene.Step("^>"), Rows({".0..", ".1>."}));
}

TEST(OdditiesTest, O5BombIsNotKickedWhenItsPlacerLeavesStraightOn) {
  Scene scene({"10..", "...."});
  scene.MayKick(1).Step("!.");

  EXPECT_EQ(scene.Step(">>"), Rows({"1o0.", "...."}));
}

TEST(OdditiesTest, O6ThreeAgentsThatWantOneCellAllStay) {
  EXPECT_EQ(Scene({"0.1", ".2."}).Step("><^"), Rows({"0.1", ".2."}));
}

TEST(OdditiesTest, O6KickFailsWhenSomebodyWantedItsTargetInVain) {
  // 1 and 2 want the cell behind the bomb and both stay; their claims remain.
  Scene scene({"..1", "0o.", "..2"});

  EXPECT_EQ(scene.MayKick(0).Step(">v^"), Rows({"..1", "0o.", "..2"}));
}

TEST(OdditiesTest, O7OpenItemsStopKicksAndRollsHiddenOnesDoNot) {
  EXPECT_EQ(Scene({"0oK."}).MayKick(0).Step(">"), Rows({"0oK."}));
  EXPECT_EQ(Scene({"0.>K"}).Step("."), Rows({"0.oK"}));

  Scene covered({"0o*...."});
  covered.Hide({0, 2}, kItemKick);
  covered.MayKick(0).Step(">");
  EXPECT_EQ(covered.agent(0).cell, (Position{0, 1}));
}

TEST(OdditiesTest, O8ItemUncoveredUnderASecondFlameIsLost) {
  Scene scene({"0.*"});
  scene.state.flames = {{{0, 2}, 0}, {{0, 2}, 2}};
  scene.Hide({0, 2}, kItemBomb);

  EXPECT_EQ(scene.Wait(3), Rows({"0.."}));
}

TEST(OdditiesTest, O9BombWithoutAFuseWaitsForFlames) {
  Scene scene({"0..o."});
  scene.bomb(0).life = 0;

  EXPECT_EQ(scene.Wait(300), Rows({"0..o."}));

  scene.state.bombs.push_back({.cell = {0, 4}, .life = 1});
  scene.state.board[4] = kBomb;
  EXPECT_EQ(scene.Wait(1), Rows({"0.***"}));
}

TEST(OdditiesTest, O10CircleOfAgentsRotatesAndAFileMoves) {
  EXPECT_EQ(Scene({"01", "32"}).Step(">v<^"), Rows({"30", "21"}));
  EXPECT_EQ(Scene({"012."}).Step(">>>"), Rows({".012"}));
}

TEST(OdditiesTest, O11AgentFollowsARollingBombWithoutKick) {
  EXPECT_EQ(Scene({"0>.."}).Step(">"), Rows({".0>."}));
}

TEST(OdditiesTest, O11FollowerOfABlockedBombBouncesOrKicks) {
  EXPECT_EQ(Scene({"0>.<"}).Step(">"), Rows({"0o.o"}));

  // 1 stops the bomb only when kicks are over: its follower bounces, though it may kick.
  EXPECT_EQ(Scene({"0v..", ".1.."}).MayKick(0).Step(">."), Rows({"0o..", ".1.."}));
  // The wall has stopped it before: now it is kicked.
  EXPECT_EQ(Scene({"0v..", ".#.."}).MayKick(0).Step(">"), Rows({".0>.", ".#.."}));
}

TEST(OdditiesTest, O12BombRollingTowardsAWalkerIsKickedBackOrStops) {
  EXPECT_EQ(Scene({"0<.."}).MayKick(0).Step(">"), Rows({".0>."}));
  EXPECT_EQ(Scene({"0<.."}).Step(">"), Rows({"0o.."}));
  EXPECT_EQ(Scene({"0.<."}).MayKick(0).Step(">"), Rows({".0>."}));
  EXPECT_EQ(Scene({"0.<."}).Step(">"), Rows({"0.o."}));
}

TEST(OdditiesTest, O13KickItemOfThisStepDoesNotKickInThisStep) {
  Scene scene({"0K..", ".^.."});  // The bomb wants the cell of the item, which stops it.

  EXPECT_EQ(scene.Step(">"), Rows({".0..", ".o.."}));
  EXPECT_TRUE(scene.agent(0).can_kick);
}

TEST(OdditiesTest, O14DeadAgentsAreShownMinusOneInEveryLaterStep) {
  Scene scene({"12."});

  for (int step = 0; step < 3; ++step) {
    scene.Wait(1);
    EXPECT_EQ(scene.outcome.reward[0], -1);
    EXPECT_EQ(scene.outcome.reward[1], 0);
  }
}

}  // namespace
}  // namespace reprise::arena
