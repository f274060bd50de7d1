#include "bots/judge.h"

#include <gtest/gtest.h>

#include "tests/unit/arena/scene.h"
#include "tests/unit/bots/eye.h"

namespace reprise::bots {
namespace {

using arena::Action;

struct Court {
  explicit Court(const arena::Rows& rows, const Means& means = {.may_bomb = true})
      : board(rows), eye(board.state, 0), scene(LookAround(eye.view())), judge(scene, means) {}

  arena::Scene board;
  Eye eye;
  Scene scene;
  Judge judge;
};

TEST(JudgeTest, AMoveIntoAWallOrABombIsNoMove) {
  const Court court({"#o#", ".0+", "..."});

  EXPECT_FALSE(court.judge[Action::kUp].possible);
  EXPECT_FALSE(court.judge[Action::kRight].possible);
  EXPECT_TRUE(court.judge[Action::kLeft].possible);
  EXPECT_TRUE(court.judge[Action::kStop].possible);
}

TEST(JudgeTest, AStepOntoSomebodyElsesCellIsNoMove) {
  EXPECT_FALSE(Court({"01.", "...", "..."}).judge[Action::kRight].possible);
}

TEST(JudgeTest, WithoutAmmunitionThereIsNoBombToPlace) {
  const Court court({"0..", "...", "..."}, {.may_bomb = false});

  EXPECT_FALSE(court.judge[Action::kBomb].possible);
  EXPECT_EQ(court.judge.with_own_bomb(), nullptr);
}

TEST(JudgeTest, ABombInADeadEndIsSuicide) {
  const Court court({"0.#", "###", "###"});

  EXPECT_EQ(court.judge[Action::kBomb].alone.room, 0);
  EXPECT_GT(court.judge[Action::kStop].alone.room, 0);
}

TEST(JudgeTest, AnOpponentInTheOnlyWayOutMakesABombSuicide) {
  const Court court({"01.", "##.", "##."});

  EXPECT_GT(court.judge[Action::kBomb].alone.room, 0);
  EXPECT_EQ(court.judge[Action::kBomb].standing.room, 0);
}

TEST(JudgeTest, AnOpponentThatCanRunIntoTheWayWinsTheRace) {
  const Court court({"0..1", "#.##", "####", "####"}, {.may_bomb = true, .blast_strength = 4});

  EXPECT_GT(court.judge[Action::kBomb].standing.room, 0);
  EXPECT_LT(court.judge[Action::kBomb].races_won, kRaceSteps);
}

TEST(JudgeTest, AnOpponentNextToADeadEndThreatensIt) {
  const Court dead_end({"0.1.", "###.", "###.", "###."});
  const Court open({"0.1.", "....", "....", "...."});

  EXPECT_GT(dead_end.judge[Action::kStop].threats_lost, 0);
  EXPECT_EQ(open.judge[Action::kStop].threats_lost, 0);
}

TEST(JudgeTest, AFarOpponentIsNotAskedWhatItMightDo) {
  const arena::Rows corridor = {"0......1", "########", "########", "########",
                                "########", "########", "########", "########"};
  const arena::Rows shorter = {"0....1##", "########", "########", "########",
                               "########", "########", "########", "########"};

  EXPECT_EQ(Court(corridor, {.their_strength = 10}).judge[Action::kStop].threats_lost, 0);
  EXPECT_GT(Court(shorter, {.their_strength = 10}).judge[Action::kStop].threats_lost, 0);
}

}  // namespace
}  // namespace reprise::bots
