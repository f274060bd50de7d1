#include "bots/timeline.h"

#include <gtest/gtest.h>

#include "arena/board_generator.h"
#include "tests/unit/arena/scene.h"
#include "tests/unit/bots/eye.h"

namespace reprise::bots {
namespace {

TEST(TimelineTest, ItAgreesWithTheForecastOfTheWholeBoard) {
  const arena::Scene board({"0.>..", "..o..", "#+...", "*..o.", "....1"});
  const Eye eye(board.state, 0);

  const Timeline timeline = Forecast(LookAround(eye.view()));

  for (int cell = 0; cell < 25; ++cell) {
    for (int step = 0; step <= kHorizon; ++step) {
      const auto at = static_cast<std::size_t>(step);
      EXPECT_EQ(timeline.deadly[at].Contains(cell), eye.view().danger.IsDeadly(cell, step))
          << cell << " " << step;
      EXPECT_EQ(timeline.blocked[at].Contains(cell), eye.view().danger.IsBlocked(cell, step))
          << cell << " " << step;
    }
  }
}

TEST(TimelineTest, ABombOfTheNextStepGoesOffInStepTen) {
  const arena::Scene board({"0..", "...", "..."});
  const Eye eye(board.state, 0);
  const Scene scene = LookAround(eye.view());
  const Placement own{.cell = 0, .step = 1};
  const Placement later{.cell = 0, .step = 2};

  const Timeline soon = Forecast(scene, std::span(&own, 1));
  const Timeline late = Forecast(scene, std::span(&later, 1));

  EXPECT_FALSE(soon.deadly[9].Contains(1));
  EXPECT_TRUE(soon.deadly[10].Contains(1));
  EXPECT_FALSE(late.deadly[10].Contains(1));
  EXPECT_TRUE(late.deadly[11].Contains(1));
}

TEST(TimelineTest, WoodThatABombWillTakeIsNotLeft) {
  const arena::Scene board({"o+0", "...", "+.."});
  const Eye eye(board.state, 0);

  const Timeline timeline = Forecast(LookAround(eye.view()));

  EXPECT_FALSE(timeline.wood_left.Contains(1));
  EXPECT_TRUE(timeline.wood_left.Contains(6));
}

TEST(TimelineTest, ABombBeyondTheWindowStillKillsInIt) {
  arena::State board = *arena::GenerateBoard({.size = 101, .players = 2, .seed = 1});
  board.board.assign(board.board.size(), arena::kPassage);
  board.agents[0].cell = {50, 50};
  board.board[static_cast<std::size_t>(board.Index({50, 50}))] = arena::kAgent0;
  const arena::Position outside = {50, 50 + kWindowMax / 2 + 1};
  board.bombs.push_back({.cell = outside, .life = 3, .blast_strength = 4});
  board.board[static_cast<std::size_t>(board.Index(outside))] = arena::kBomb;
  const Eye eye(board, 0);
  const Scene scene = LookAround(eye.view());

  const Timeline timeline = Forecast(scene);

  EXPECT_TRUE(timeline.deadly[3].Contains(scene.WindowCell({50, 50 + kWindowMax / 2})));
  EXPECT_FALSE(timeline.deadly[3].Contains(scene.self));
}

}  // namespace
}  // namespace reprise::bots
