#include "bots/aims.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/unit/arena/scene.h"
#include "tests/unit/bots/eye.h"

namespace reprise::bots {
namespace {

using Cells = std::vector<arena::Position>;

struct Wish {
  explicit Wish(const arena::Rows& rows, std::uint8_t strength = 2)
      : board(rows),
        eye(board.state, 0),
        scene(LookAround(eye.view())),
        judge(scene, {.may_bomb = true, .blast_strength = strength}) {}

  arena::Scene board;
  Eye eye;
  Scene scene;
  Judge judge;
};

TEST(AimsTest, AnItemNearbyComesBeforeWood) {
  EXPECT_EQ(ChooseGoals(Wish({"0.L", "...", "..+"}).eye.view()), (Cells{{0, 2}}));
}

TEST(AimsTest, OfTheCellsBesideWoodTheOneThatHitsMoreComesFirst) {
  const Cells goals = ChooseGoals(Wish({"0....", "....+", "...+.", ".....", "....."}).eye.view());

  ASSERT_FALSE(goals.empty());
  EXPECT_EQ(goals.front(), (arena::Position{1, 3}));
}

TEST(AimsTest, WoodThatABombWillTakeIsNoGoal) {
  const Wish wish({"0..", "...", "o+."});

  EXPECT_TRUE(ChooseGoals(wish.eye.view()).empty());
}

TEST(AimsTest, WithNothingLeftToTakeItHunts) {
  EXPECT_EQ(ChooseGoals(Wish({"0...", "....", "....", "..#1"}).eye.view()), (Cells{{2, 3}}));
}

TEST(AimsTest, AnImpatientBotGoesForAnOpponentThatItCanReachBeforeWood) {
  const Wish wish({"0...", "+...", "....", "..#1"});

  EXPECT_EQ(ChooseGoals(wish.eye.view(), Mood::kPatient).front(), (arena::Position{0, 0}));
  EXPECT_EQ(ChooseGoals(wish.eye.view(), Mood::kImpatient), (Cells{{2, 3}}));
}

TEST(AimsTest, WoodThatCouldOnlyBeBombedInADeadEndIsNoGoal) {
  const Wish wish({"0.+#", "####", "####", "####"});

  EXPECT_TRUE(ChooseGoals(wish.eye.view()).empty());
}

TEST(AimsTest, OnALargeBoardWhatIsNearComesFirstAndWhatIsFarIsFoundWhereNothingIs) {
  arena::Rows rows(31, std::string(31, '.'));
  rows[0][0] = '0';
  rows[0][30] = '+';
  EXPECT_EQ(ChooseGoals(Wish(rows).eye.view()), (Cells{{0, 29}, {1, 30}}));

  rows[3][3] = '+';
  EXPECT_EQ(ChooseGoals(Wish(rows).eye.view()).size(), 4U);
}

TEST(AimsTest, GoalsAreNeverMoreThanAQueryHolds) {
  arena::Rows rows(11, "+.+.+.+.+.+");
  rows[5][5] = '0';

  EXPECT_EQ(ChooseGoals(Wish(rows).eye.view()).size(), static_cast<std::size_t>(kPathGoalsMax));
}

TEST(AimsTest, ABlastReachesWoodUpToItsStrengthAndNotBehindIt) {
  const arena::Rows rows = {"0.++", ".###", "+###", "####"};
  const Wish weak(rows);
  const Wish strong(rows, 4);

  EXPECT_EQ(WoodInReach(weak.scene, weak.judge.as_it_is(), 2), 0);
  EXPECT_EQ(WoodInReach(strong.scene, strong.judge.as_it_is(), 4), 2);
}

TEST(AimsTest, WoodThatAnotherBombTakesFirstIsNotCounted) {
  const Wish wish({"o+0+", "....", "....", "...."});

  EXPECT_EQ(WoodInReach(wish.scene, wish.judge.as_it_is(), 2), 1);
}

TEST(AimsTest, AnOpponentInADeadEndIsTrapped) {
  const Wish trap({"##0.", "#1##", "####", "...."});
  const Wish corridor({"10..", "###.", "###.", "###."});
  const Wish open({"10..", "....", "....", "...."});

  EXPECT_EQ(JudgeAttack(trap.scene, trap.judge).trapped, 0);  // Around the corner no blast comes.
  EXPECT_EQ(JudgeAttack(corridor.scene, corridor.judge).trapped, 1);
  EXPECT_EQ(JudgeAttack(open.scene, open.judge).trapped, 0);
  EXPECT_EQ(JudgeAttack(open.scene, open.judge).covered, 1);
  EXPECT_EQ(JudgeAttack(open.scene, open.judge).close, 1);
}

}  // namespace
}  // namespace reprise::bots
