// What a state is made of (R1, R2, R4, R5).
#include "arena/state.h"

#include "tests/unit/arena/scene.h"

namespace reprise::arena {
namespace {

TEST(StateTest, R1CellsAreCountedRowByRowFromTheTopLeft) {
  State state;

  EXPECT_EQ(state.Index({0, 0}), 0);
  EXPECT_EQ(state.Index({3, 4}), 37);
  EXPECT_TRUE(state.Contains({10, 10}));
  EXPECT_FALSE(state.Contains({11, 0}));
  EXPECT_FALSE(state.Contains({0, -1}));
}

TEST(StateTest, R2EveryThingHasItsCode) {
  Scene scene({"0#+o*", "BLK.1"});

  EXPECT_EQ(std::vector<Code>(scene.state.board.begin(), scene.state.board.begin() + 10),
            (std::vector<Code>{10, 1, 2, 3, 4, 6, 7, 8, 0, 11}));
  EXPECT_EQ(kFog, 5);
  EXPECT_EQ(kNobody, 9);
}

TEST(StateTest, R4AgentStartsWithOneBombOfStrengthTwoAndNoKick) {
  const Agent agent;

  EXPECT_TRUE(agent.alive);
  EXPECT_EQ(agent.ammo, 1);
  EXPECT_EQ(agent.blast_strength, 2);
  EXPECT_FALSE(agent.can_kick);
}

TEST(StateTest, R5ListsKeepTheOrderOfCreation) {
  Scene scene({"1.0..", "....."});
  scene.agent(0).ammo = 2;
  scene.Step("!.");
  scene.Step(">!");
  scene.Step("!.");

  EXPECT_EQ(scene.bomb(0).cell, (Position{0, 2}));
  EXPECT_EQ(scene.bomb(1).cell, (Position{0, 0}));
  EXPECT_EQ(scene.bomb(2).cell, (Position{0, 3}));
}

}  // namespace
}  // namespace reprise::arena
