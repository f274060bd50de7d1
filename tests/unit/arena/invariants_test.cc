// States and steps that break R56 to R59 are told.
#include "arena/invariants.h"

#include <gmock/gmock.h>

#include "tests/unit/arena/scene.h"

namespace reprise::arena {
namespace {

using ::testing::HasSubstr;

std::string Broken(const State& state) { return FindViolation(state).value_or("nothing"); }
std::string BrokenStep(const State& before, const State& after) {
  return FindStepViolation(before, after, Rules{}).value_or("nothing");
}

TEST(InvariantsTest, R56TwoAgentsOrTwoBombsInOneCell) {
  Scene agents({"01."});
  agents.agent(1).cell = {0, 0};
  EXPECT_THAT(Broken(agents.state), HasSubstr("two agents share (0,0)"));

  Scene bombs({"0oo"});
  bombs.bomb(1).cell = {0, 1};
  EXPECT_THAT(Broken(bombs.state), HasSubstr("two bombs share (0,1)"));
}

TEST(InvariantsTest, R56AgentOnABombThatIsNotItsOwnOrThatRolls) {
  Scene scene({"0.1"});
  scene.Step("!.");
  EXPECT_EQ(Broken(scene.state), "nothing");

  scene.bomb(0).owner = 1;
  EXPECT_THAT(Broken(scene.state), HasSubstr("R56: agent 0"));
  scene.bomb(0) = {.cell = {0, 0}, .direction = Direction::kUp, .owner = 0};
  EXPECT_THAT(Broken(scene.state), HasSubstr("R56: agent 0"));
}

TEST(InvariantsTest, R57AgentOrBombInFlames) {
  Scene scene({"0o*"});
  scene.flame(0).cell = {0, 0};
  EXPECT_THAT(Broken(scene.state), HasSubstr("in flames at (0,0)"));
  scene.flame(0).cell = {0, 1};
  EXPECT_THAT(Broken(scene.state), HasSubstr("in flames at (0,1)"));
}

TEST(InvariantsTest, R57FlamesOfOneCellAndOneLife) {
  Scene scene({"0.*"});
  scene.state.flames.push_back(scene.flame(0));

  EXPECT_THAT(Broken(scene.state), HasSubstr("two flames of life 2"));
}

TEST(InvariantsTest, R57BoardThatShowsSomethingElse) {
  Scene scene({"0o*"});
  for (const std::size_t cell : {0U, 1U, 2U}) {
    State state = scene.state;
    state.board[cell] = kPassage;
    EXPECT_THAT(Broken(state), HasSubstr("the board shows 0")) << cell;
  }
  scene.state.board[3] = kAgent0 + 5;
  EXPECT_THAT(Broken(scene.state), HasSubstr("the board shows 15"));
}

TEST(InvariantsTest, R57HiddenItemThatNothingHides) {
  Scene scene({"0+."});
  scene.Hide({0, 1}, kItemKick);
  EXPECT_EQ(Broken(scene.state), "nothing");
  scene.Hide({0, 2}, kItemKick);

  EXPECT_THAT(Broken(scene.state), HasSubstr("is hidden in cell 2"));
}

TEST(InvariantsTest, R58AmmoThatComesFromNowhereOrIsLost) {
  const Scene scene({"0.1"});
  State more = scene.state;
  more.agents[0].ammo = 2;
  State less = scene.state;
  less.agents[1].ammo = 0;

  EXPECT_THAT(BrokenStep(scene.state, more), HasSubstr("R58: agent 0 had 1"));
  EXPECT_THAT(BrokenStep(scene.state, less), HasSubstr("R58: agent 1 had 1"));
}

TEST(InvariantsTest, R59WoodThatGrowsAndWallsThatChange) {
  const Scene scene({"0.#"});
  State grown = scene.state;
  grown.board[1] = kWood;
  State opened = scene.state;
  opened.board[2] = kPassage;

  EXPECT_THAT(BrokenStep(scene.state, grown), HasSubstr("R59: wood grew in cell 1"));
  EXPECT_THAT(BrokenStep(scene.state, opened), HasSubstr("R59: cell 2 is no longer rigid"));
  EXPECT_THAT(BrokenStep(opened, scene.state), HasSubstr("R59: cell 2 became rigid"));
}

TEST(InvariantsTest, SizesAndRangesAreLookedAtFirst) {
  Scene scene({"0o*"});
  State state = scene.state;
  state.board.pop_back();
  EXPECT_THAT(Broken(state), HasSubstr("8 cells"));
  state = scene.state;
  state.bombs[0].owner = 9;
  EXPECT_THAT(Broken(state), HasSubstr("belongs to agent 9"));
  state = scene.state;
  state.flames[0].cell = {-1, 0};
  EXPECT_THAT(Broken(state), HasSubstr("off the board"));
}

}  // namespace
}  // namespace reprise::arena
