// A step as a whole: its input, the order of its phases, what it does not look at (R10 to R12, R55).
#include "arena/step.h"

#include "arena/geometry.h"
#include "tests/unit/arena/scene.h"

namespace reprise::arena {
namespace {

TEST(StepTest, Example) {
  State state;
  state.size = 3;
  state.board = {10, 0, 11, 0, 0, 0, 0, 0, 0};
  state.hidden.assign(9, kPassage);
  state.agents = {{.cell = {0, 0}}, {.cell = {0, 2}}};
  StepScratch scratch;
  Outcome outcome;

  Step(state, std::vector<Action>{Action::kDown, Action::kStop}, Rules{}, scratch, outcome);

  EXPECT_EQ(state.board, (std::vector<Code>{0, 0, 11, 10, 0, 0, 0, 0, 0}));
  EXPECT_FALSE(outcome.done);
}

TEST(StepTest, R10ActionsOfTheDeadAreIgnored) {
  Scene scene({"1.."});

  EXPECT_EQ(scene.Step("!."), Rows({"1.."}));

  EXPECT_TRUE(scene.state.bombs.empty());
}

TEST(StepTest, R11FlamesAgeBeforeAnybodyMovesAndBlastsComeAfterMoves) {
  // 0 enters the cell that is just free again; 1 would have been hit, had it not left in time.
  Scene scene({"0*..o1.."});
  scene.flame(0).life = 0;
  scene.bomb(0).life = 1;

  EXPECT_EQ(scene.Step(">>"), Rows({".0.***1."}));
}

TEST(StepTest, R11KicksComeBeforeFuses) {
  Scene scene({"0o..."});
  scene.MayKick(0);
  scene.bomb(0).life = 1;

  EXPECT_EQ(scene.Step(">"), Rows({".***."}));
}

TEST(StepTest, R12AgentsAndBombsAreNotOnTheBoardWhileThingsMove) {
  // Neither the code of the agent that leaves nor that of the bomb forbids a wish.
  EXPECT_EQ(Scene({"0>1.."}).Step(">>"), Rows({".0>1."}));
}

TEST(StepTest, R55StepGoesOnAfterTheEnd) {
  Scene scene({"0.."});
  scene.Wait(1);
  ASSERT_TRUE(scene.outcome.done);

  EXPECT_EQ(scene.Step(">"), Rows({".0."}));
  EXPECT_EQ(scene.state.step_count, 2U);
}

TEST(StepTest, ScratchServesAnotherStateAfterwards) {
  StepScratch scratch;
  Outcome outcome;
  Scene first({"0.o"});
  Scene second({"..0"});

  Step(first.state, ParseActions("."), Rules{}, scratch, outcome);
  Step(second.state, ParseActions("!"), Rules{}, scratch, outcome);

  EXPECT_EQ(second.state.bombs.size(), 1U);
}

TEST(StepDeathTest, AnotherNumberOfActionsThanOfAgentsIsACheck) {
  Scene scene({"01"});
  StepScratch scratch;
  Outcome outcome;

  EXPECT_DEATH(Step(scene.state, std::vector<Action>{Action::kStop}, Rules{}, scratch, outcome), "CHECK");
}

TEST(StepDeathTest, R3OtherValuesThanActionsAreACheck) {
  Scene scene({"01"});
  StepScratch scratch;
  Outcome outcome;
  const std::vector<Action> actions = {static_cast<Action>(6), Action::kStop};

  EXPECT_DEATH(Step(scene.state, actions, Rules{}, scratch, outcome), "CHECK");
}

}  // namespace
}  // namespace reprise::arena
