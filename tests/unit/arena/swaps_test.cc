// Phase D: two things that cross the same edge (R22 to R25).
#include "tests/unit/arena/scene.h"

namespace reprise::arena {
namespace {

TEST(SwapsTest, R22AgentsDoNotTradePlaces) {
  EXPECT_EQ(Scene({"01."}).Step("><"), Rows({"01."}));
  EXPECT_EQ(Scene({"0", "1"}).Step("v^"), Rows({"0", "1"}));
}

TEST(SwapsTest, R23BombThatMeetsAnAgentOnTheirEdgeStops) {
  EXPECT_EQ(Scene({"0<."}).Step(">"), Rows({"0o."}));
}

TEST(SwapsTest, R23AgentKeepsItsWishAndKicksTheBombItMeets) {
  EXPECT_EQ(Scene({"0<."}).MayKick(0).Step(">"), Rows({".0>"}));
}

TEST(SwapsTest, R24BombsThatMeetOnTheirEdgeBothStop) {
  EXPECT_EQ(Scene({"0.><."}).Step("."), Rows({"0.oo."}));
}

TEST(SwapsTest, R25OrderOfIdsAndOfBombsDoesNotMatter) {
  Scene scene({"10.", "...", "><."});
  std::swap(scene.state.bombs[0], scene.state.bombs[1]);

  EXPECT_EQ(scene.Step("<>"), Rows({"10.", "...", "oo."}));
}

}  // namespace
}  // namespace reprise::arena
