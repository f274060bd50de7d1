// Phase E: several that want one cell (R26 to R28).
#include "tests/unit/arena/scene.h"

namespace reprise::arena {
namespace {

TEST(ContestsTest, R26TakenBackWishStillClaimsItsCell) {
  // 1 and 0 want the middle; 2 wants the cell that 1 now stays in.
  EXPECT_EQ(Scene({"21.0"}).Step("<>>"), Rows({"21.0"}));
}

TEST(ContestsTest, R27AgentsThatWantOneCellAllStay) {
  EXPECT_EQ(Scene({"0.1"}).Step("><"), Rows({"0.1"}));
  EXPECT_EQ(Scene({".0.", "1.2", ".3."}).Step("v><^"), Rows({".0.", "1.2", ".3."}));
}

TEST(ContestsTest, R27AgentDoesNotEnterTheCellOfOneWhoStays) {
  EXPECT_EQ(Scene({"01"}).Step(">."), Rows({"01"}));
}

TEST(ContestsTest, R27AgentEntersTheCellOfOneWhoLeaves) {
  EXPECT_EQ(Scene({"01."}).Step(">>"), Rows({".01"}));
}

TEST(ContestsTest, R27BombsThatWantOneCellStop) { EXPECT_EQ(Scene({"0.>.<"}).Step("."), Rows({"0.o.o"})); }

TEST(ContestsTest, R27BombThatRollsIntoAStoppingBombStopsToo) {
  EXPECT_EQ(Scene({"0.>>#"}).Step("."), Rows({"0.oo#"}));
}

TEST(ContestsTest, R27TwoAgentsAndABombWantOneCellAndNobodyGetsIt) {
  Scene scene({".0.", "1.<", "..."});
  scene.MayKick(0).MayKick(1);

  EXPECT_EQ(scene.Step("v>"), Rows({".0.", "1.o", "..."}));
}

TEST(ContestsTest, R28OneAgentAndOneBombAreLeftToTheKick) {
  EXPECT_EQ(Scene({"0.<"}).MayKick(0).Step(">"), Rows({".0>"}));
}

}  // namespace
}  // namespace reprise::arena
