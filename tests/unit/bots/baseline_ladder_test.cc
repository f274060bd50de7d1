#include "bots/baseline_ladder.h"

#include <gtest/gtest.h>

#include "tests/unit/arena/scene.h"
#include "tests/unit/bots/eye.h"

namespace reprise::bots {
namespace {

using arena::Action;

struct Climber {
  explicit Climber(const arena::Rows& rows, BaselineMemory memory = {})
      : board(rows), memory(std::move(memory)) {}

  [[nodiscard]] std::vector<Rung> Climb() const { return ClimbLadder(Eye(board.state, 0).seen(), memory); }
  [[nodiscard]] Level First() const { return Climb().front().level; }
  [[nodiscard]] ActionSet Possible() const { return PossibleActions(Eye(board.state, 0).seen(), memory); }

  arena::Scene board;
  BaselineMemory memory;
};

TEST(BaselineLadderTest, InLineWithANearBombItStepsAside) {
  const Climber climber({".....", "..0.o", ".....", ".....", "....."});

  EXPECT_EQ(climber.First(), Level::kFlee);
  EXPECT_EQ(climber.Possible(), (ActionSet{Action::kUp, Action::kDown, Action::kLeft}));
}

TEST(BaselineLadderTest, FaultAWallInBetweenDoesNotCalmIt) {
  const Climber climber({"0#o", "...", "..."}, {});
  Climber near({"0#o", "...", "..."});
  near.board.bomb(0).blast_strength = 4;  // The way around the wall is four steps.

  EXPECT_NE(climber.First(), Level::kFlee);
  EXPECT_EQ(near.First(), Level::kFlee);
}

TEST(BaselineLadderTest, FaultAFreshBombScaresItAsMuchAsOneAboutToGoOff) {
  Climber fresh({"0.o", "...", "..."});
  Climber due({"0.o", "...", "..."});
  due.board.bomb(0).life = 1;

  EXPECT_EQ(fresh.Possible(), due.Possible());
}

TEST(BaselineLadderTest, FaultWithNoOtherWayItWalksTowardsTheBomb) {
  Climber climber({"0.o", "#.#", "#.#"});
  climber.board.bomb(0).life = 1;

  EXPECT_EQ(climber.Possible(), (ActionSet{Action::kRight}));
}

TEST(BaselineLadderTest, OnABombItTakesTheFirstWayThatLeadsOut) {
  Climber climber({"...", ".0.", "..."});
  climber.board.Step("!");

  EXPECT_EQ(climber.Possible(), (ActionSet{Action::kRight}));
}

TEST(BaselineLadderTest, OnABombInADeadEndItGivesUp) {
  Climber climber({"0.#", "###", "###"});
  climber.board.Step("!");

  EXPECT_EQ(climber.Possible(), (ActionSet{Action::kStop}));
}

TEST(BaselineLadderTest, TheWayOutDoesNotLeadBackOverTheBomb) {
  Climber climber({"#.#", ".0.", "#.#"});
  climber.board.Step("!");

  EXPECT_EQ(climber.Possible(), (ActionSet{Action::kStop}));
}

TEST(BaselineLadderTest, AnEnemyNextToItGetsABombIfItCanGetAway) {
  EXPECT_EQ(Climber({"01.", "...", "..."}).Possible(), (ActionSet{Action::kBomb}));
  EXPECT_NE(Climber({"01#", ".##", "###"}).First(), Level::kStrike);
}

TEST(BaselineLadderTest, WhereTheSourceRaisesItStops) {
  EXPECT_EQ(Climber({"01#", "###", "###"}).Possible(), (ActionSet{Action::kStop}));
}

TEST(BaselineLadderTest, AnEnemyWithinThreeStepsIsChased) {
  const Climber climber({"0..1", "####", "####", "####"});

  EXPECT_EQ(climber.First(), Level::kChase);
  EXPECT_EQ(climber.Possible(), (ActionSet{Action::kRight}));
}

TEST(BaselineLadderTest, TheSameChaseAgainIsACoinToss) {
  const Climber climber({"0..1", "....", "....", "...."}, {.last_chase = Action::kRight});

  const std::vector<Rung> rungs = climber.Climb();

  EXPECT_EQ(rungs.front().passes, (ActionSet{Action::kRight}));
  EXPECT_EQ(rungs.back().level, Level::kWander);
}

TEST(BaselineLadderTest, AnItemWithinTwoStepsIsFetched) {
  EXPECT_EQ(Climber({"0.K", "...", "..."}).Possible(), (ActionSet{Action::kRight}));
}

TEST(BaselineLadderTest, WoodNextToItIsBombedOrWaitedFor) {
  Climber climber({"0+.", "...", "..."});
  EXPECT_EQ(climber.Possible(), (ActionSet{Action::kBomb}));

  climber.board.agent(0).ammo = 0;
  EXPECT_EQ(climber.Possible(), (ActionSet{Action::kStop}));
}

TEST(BaselineLadderTest, WoodWithinTwoStepsIsApproachedUnlessABombIsInLine) {
  EXPECT_EQ(Climber({"0.+", "###", "###"}).First(), Level::kApproach);
  EXPECT_EQ(Climber({"0.+", "#.#", "#o#"}).First(), Level::kWander);
}

TEST(BaselineLadderTest, ItWandersWhereItHasNotBeenLately) {
  const Climber climber({"0..", "...", "..."}, {.boring = {1}});

  EXPECT_EQ(climber.Possible(), (ActionSet{Action::kDown}));
}

TEST(BaselineLadderTest, WhereEverythingIsBoringAnyStepWillDo) {
  const Climber climber({"0..", "...", "..."}, {.boring = {0, 1, 3}});

  EXPECT_EQ(climber.Possible(), (ActionSet{Action::kDown, Action::kRight}));
}

TEST(BaselineLadderTest, ItRemembersSixBoringCells) {
  Climber climber({"0..", "...", "..."});
  const Eye eye(climber.board.state, 0);

  for (int time = 0; time < 8; ++time) Remember(eye.seen(), Level::kWander, Action::kRight, climber.memory);

  EXPECT_EQ(climber.memory.boring, (std::vector<int>(kBoringCells, 0)));
}

TEST(BaselineLadderTest, ARecordedMoveCountsForTheFirstRungThatAllowsIt) {
  Climber chasing({"0..1", "....", "....", "...."});

  FollowRecorded(Eye(chasing.board.state, 0).seen(), Action::kRight, chasing.memory);

  EXPECT_EQ(chasing.memory.last_chase, Action::kRight);
  EXPECT_TRUE(chasing.memory.boring.empty());
}

}  // namespace
}  // namespace reprise::bots
