#include "replay/golden/state_diff.h"

#include <gtest/gtest.h>

#include "arena/board_generator.h"

namespace reprise::golden {
namespace {

template <typename Change>
std::string Differs(Change change) {
  arena::State expected = arena::GenerateBoard({.seed = 1}).value();
  expected.bombs = {{.cell = {1, 1}}};
  expected.flames = {{.cell = {3, 4}}};
  arena::State found = expected;
  change(found);
  const std::optional<Difference> difference = FindDifference(expected, found);
  return difference ? difference->field + " " + difference->expected + " " + difference->found : "equal";
}

TEST(StateDiffTest, FirstDifferenceIsNamedWithBothValues) {
  EXPECT_EQ(Differs([](arena::State&) {}), "equal");
  EXPECT_EQ(Differs([](arena::State& s) { s.board[36] = 9; }).substr(0, 11), "board[3,3] ");
  EXPECT_EQ(Differs([](arena::State& s) { s.agents[2].ammo = 3; }), "agents[2] [9,9,1,1,2,0] [9,9,1,3,2,0]");
  EXPECT_EQ(Differs([](arena::State& s) { s.bombs[0].life = 3; }), "bombs[0] [1,1,10,2,0,0] [1,1,3,2,0,0]");
  EXPECT_EQ(Differs([](arena::State& s) { s.bombs.clear(); }), "bombs[0] [1,1,10,2,0,0] nothing");
  EXPECT_EQ(Differs([](arena::State& s) { s.flames.push_back({{0, 0}, 1}); }), "flames[1] nothing [0,0,1]");
  EXPECT_EQ(Differs([](arena::State& s) { s.hidden[0] = 8; }), "items[0,0] 0 8");
  EXPECT_EQ(Differs([](arena::State& s) { s.step_count = 4; }), "t 0 4");
}

TEST(StateDiffTest, ScoresDifferByDoneRewardResultAndWinner) {
  const arena::Outcome expected{.done = true, .result = arena::Result::kWin, .winner = 1, .reward = {-1, 1}};
  const auto field = [&](auto change) {
    arena::Outcome found = expected;
    change(found);
    const std::optional<Difference> difference = FindDifference(expected, found, 2);
    return difference ? difference->field : "equal";
  };

  EXPECT_EQ(field([](arena::Outcome&) {}), "equal");
  EXPECT_EQ(field([](arena::Outcome& o) { o.done = false; }), "done");
  EXPECT_EQ(field([](arena::Outcome& o) { o.reward[1] = 0; }), "reward[1]");
  EXPECT_EQ(field([](arena::Outcome& o) { o.result = arena::Result::kTie; }), "result");
  EXPECT_EQ(field([](arena::Outcome& o) { o.winner = -1; }), "winners");
}

}  // namespace
}  // namespace reprise::golden
