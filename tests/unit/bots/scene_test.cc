#include "bots/scene.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "arena/board_generator.h"
#include "bots/bomb_run.h"
#include "bots/moves.h"
#include "tests/unit/arena/scene.h"
#include "tests/unit/bots/eye.h"

namespace reprise::bots {
namespace {

arena::State LargeBoard() { return *arena::GenerateBoard({.size = 101, .players = 8, .seed = 5}); }

TEST(SceneTest, ASmallBoardIsShownWhole) {
  const arena::Scene board({"0.+", ".o*", "..1"});
  const Eye eye(board.state, 0);

  const Scene scene = LookAround(eye.view());

  EXPECT_EQ(scene.ground.board, BombsOnly(board.state).board);
  EXPECT_EQ(scene.ground.bombs.size(), 1U);
  EXPECT_EQ(scene.ground.flames, board.state.flames);
  EXPECT_EQ(scene.whole, nullptr);
}

TEST(SceneTest, ALargeBoardIsSeenThroughAWindowAroundTheBot) {
  const arena::State board = LargeBoard();
  for (std::uint8_t id = 0; id < 8; ++id) {
    const Eye eye(board, id);

    const Scene scene = LookAround(eye.view());

    EXPECT_EQ(scene.size(), kWindowMax);
    EXPECT_EQ(scene.BoardCell(scene.self), CellOf(board.agents[id].cell, board.size));
    EXPECT_NE(scene.whole, nullptr);
  }
}

TEST(SceneTest, TheWindowDoesNotShowWhatIsOutside) {
  const Eye eye(LargeBoard(), 0);
  const Scene scene = LookAround(eye.view());

  EXPECT_EQ(scene.WindowCell({0, 0}), 0);
  EXPECT_EQ(scene.WindowCell({100, 100}), kOffBoard);
  EXPECT_EQ(scene.WindowCell({0, kWindowMax}), kOffBoard);
}

TEST(SceneTest, OpponentsAreTheOthersThatLive) {
  arena::Scene board({"0.1", "...", "2.3"});
  board.agent(2).alive = false;
  board.state.board[6] = arena::kPassage;
  const Eye eye(board.state, 1);

  const Scene scene = LookAround(eye.view());

  ASSERT_EQ(scene.opponents.size(), 2U);
  EXPECT_EQ(scene.opponents[0].id, 0);
  EXPECT_EQ(scene.opponents[1].id, 3);
  EXPECT_EQ(scene.opponents[1].cell, 8);
}

}  // namespace
}  // namespace reprise::bots
