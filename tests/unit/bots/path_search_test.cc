#include "bots/path_search.h"

#include <gtest/gtest.h>

#include "bots/moves.h"
#include "tests/unit/arena/scene.h"
#include "tests/unit/bots/empty_board.h"

namespace reprise::bots {
namespace {

using arena::Action;
using Board = arena::Scene;

PathAnswer Search(const Board& board, const PathQuery& query) {
  return SearchPath(ForecastDanger(board.state), query);
}

TEST(PathSearchTest, TheShortestWayGoesAroundWalls) {
  const Board board = EmptyBoard({"...", "##.", "..."});

  const PathAnswer answer = Search(board, {.from = {0, 0}, .goals = {{2, 0}}});

  EXPECT_TRUE(answer.found);
  EXPECT_EQ(answer.cost, 6);
  EXPECT_EQ(answer.first_action, Action::kRight);
  EXPECT_EQ(answer.path.back(), (arena::Position{2, 0}));
}

TEST(PathSearchTest, OfSeveralGoalsTheNearestIsReached) {
  const Board board = EmptyBoard({"....", "....", "....", "...."});

  const PathAnswer answer = Search(board, {.from = {0, 0}, .goals = {{3, 3}, {0, 2}}});

  EXPECT_EQ(answer.cost, 2);
  EXPECT_EQ(answer.path, (std::vector<arena::Position>{{0, 1}, {0, 2}}));
}

TEST(PathSearchTest, ItWaitsForFlamesToDieRatherThanWalkIntoThem) {
  // Flames of life 2 burn after steps 1 and 2, and are gone in step 3.
  const Board board = EmptyBoard({".*.", "###", "###"});

  const PathAnswer answer = Search(board, {.from = {0, 0}, .goals = {{0, 2}}});

  EXPECT_TRUE(answer.found);
  EXPECT_EQ(answer.first_action, Action::kStop);
  EXPECT_EQ(answer.cost, 4);
}

TEST(PathSearchTest, ItLeavesTheLineOfABombInTime) {
  Board board = EmptyBoard({"o..", "#.#", "#.#"});
  board.bomb(0).life = 2;

  const PathAnswer answer = Search(board, {.from = {0, 1}, .goals = {{0, 2}}});

  EXPECT_TRUE(answer.found);
  EXPECT_EQ(answer.first_action, Action::kRight);
}

TEST(PathSearchTest, ACellThatARollingBombIsJustLeavingIsEnteredAStepLater) {
  const Board board = EmptyBoard({".>..", "####", "####", "####"});

  EXPECT_EQ(Search(board, {.from = {0, 0}, .goals = {{0, 1}}}).cost, 2);
}

TEST(PathSearchTest, ToBeThereAlreadyCostsNothing) {
  const Board board = EmptyBoard({"..", ".."});

  const PathAnswer answer = Search(board, {.from = {0, 0}, .goals = {{0, 0}}});

  EXPECT_TRUE(answer.found);
  EXPECT_EQ(answer.cost, 0);
  EXPECT_EQ(answer.first_action, Action::kStop);
}

TEST(PathSearchTest, AnAnswerNamesWhoAskedAndWhen) {
  const Board board = EmptyBoard({"..", ".."});

  const PathAnswer answer = Search(board, {.bot = 3, .tick = 77, .from = {0, 0}, .goals = {{9, 9}}});

  EXPECT_FALSE(answer.found);
  EXPECT_EQ(answer.bot, 3);
  EXPECT_EQ(answer.tick, 77U);
}

TEST(PathSearchTest, LongerWaysThanAskedForCountAsNone) {
  const Board board = EmptyBoard({"....", "####", "####", "####"});

  EXPECT_FALSE(Search(board, {.from = {0, 0}, .goals = {{0, 3}}, .steps_max = 2}).found);
  EXPECT_TRUE(Search(board, {.from = {0, 0}, .goals = {{0, 3}}, .steps_max = 3}).found);
}

TEST(PathSearchTest, AnEnclosedGoalIsNotFound) {
  const Board board = EmptyBoard({".#.", "##.", "..."});

  EXPECT_FALSE(Search(board, {.from = {0, 0}, .goals = {{2, 2}}}).found);
}

TEST(PathSearchTest, AQueryOutOfBoundsFindsNothing) {
  const Board board = EmptyBoard({"..", ".."});
  const PathQuery good{.from = {0, 0}, .goals = {{0, 1}}};

  PathQuery from_outside = good;
  from_outside.from = {-1, 0};
  PathQuery no_goal = good;
  no_goal.goals.clear();
  PathQuery many_goals = good;
  many_goals.goals.assign(kPathGoalsMax + 1, {0, 1});
  PathQuery too_long = good;
  too_long.steps_max = kPathCellsMax + 1;

  EXPECT_TRUE(Search(board, good).found);
  for (const PathQuery& query : {from_outside, no_goal, many_goals, too_long}) {
    EXPECT_FALSE(Search(board, query).found);
  }
}

TEST(PathSearchTest, ASearchEndsAfterSoManyVisits) {
  const Board board = EmptyBoard(arena::Rows(8, "........"));

  EXPECT_FALSE(Search(board, {.from = {0, 0}, .goals = {{7, 7}}, .visits_max = 20}).found);
}

}  // namespace
}  // namespace reprise::bots
