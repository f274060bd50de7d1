#include "bots/bomb_run.h"

#include <gtest/gtest.h>

#include "tests/unit/arena/scene.h"

namespace reprise::bots {
namespace {

TEST(BombRunTest, BombsOnlyKeepsWhatEverybodySees) {
  arena::Scene board({"0o+", "*.1", "..."});
  board.Hide({0, 2}, arena::kItemKick);
  board.bomb(0).owner = 1;

  const arena::State ground = BombsOnly(board.state);

  EXPECT_EQ(ground.board[0], arena::kPassage);
  EXPECT_EQ(ground.board[1], arena::kBomb);
  EXPECT_EQ(ground.hidden[2], arena::kPassage);
  EXPECT_EQ(ground.bombs.front().owner, 0);  // The one agent of the ground.
  EXPECT_FALSE(ground.agents.front().alive);
}

TEST(BombRunTest, ABombUnderItsAgentBlocksAndBurns) {
  arena::Scene board({"0..", "...", "..."});
  board.Step("!");

  EXPECT_EQ(BombsOnly(board.state).board[0], arena::kBomb);
}

TEST(BombRunTest, ItIsQuietWhenTheLastFlameIsGone) {
  arena::Scene board({"o.0", "...", "..."});
  BombRun run(BombsOnly(board.state));

  int steps = 0;
  for (; !run.quiet(); ++steps) run.Advance();

  EXPECT_EQ(steps, 12);  // Nine until the blast, and in the third step after it the flames are gone.
  EXPECT_EQ(run.state().board[0], arena::kPassage);
}

}  // namespace
}  // namespace reprise::bots
