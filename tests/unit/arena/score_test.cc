// Phase K: count, score, end (R51 to R54).
#include "arena/score.h"

#include "tests/unit/arena/scene.h"

namespace reprise::arena {
namespace {

std::vector<int> Rewards(const Scene& scene) {
  return {scene.outcome.reward.begin(),
          scene.outcome.reward.begin() + static_cast<int>(scene.state.agents.size())};
}

TEST(ScoreTest, R51EachStepCountsOne) {
  Scene scene({"01"});

  scene.Wait(3);

  EXPECT_EQ(scene.state.step_count, 3U);
  EXPECT_EQ(scene.outcome.alive, 2);
}

TEST(ScoreTest, R52MatchIsDoneAtTheLastStepOrWithOneAlive) {
  Scene scene({"01"});
  scene.rules.max_steps = 2;
  scene.Wait(1);
  EXPECT_FALSE(scene.outcome.done);
  scene.Wait(1);
  EXPECT_TRUE(scene.outcome.done);

  Scene alone({"0.."});
  alone.Wait(1);
  EXPECT_TRUE(alone.outcome.done);
}

TEST(ScoreTest, R53SurvivorGetsOneAndTheOthersMinusOne) {
  Scene scene({"1o02"});
  scene.bomb(0).life = 1;

  scene.Wait(1);

  EXPECT_EQ(Rewards(scene), (std::vector<int>{-1, -1, 1}));
}

TEST(ScoreTest, R53TimeOutIsMinusOneForAll) {
  Scene scene({"012"});
  scene.rules.max_steps = 1;

  scene.Wait(1);

  EXPECT_EQ(Rewards(scene), (std::vector<int>{-1, -1, -1}));
}

TEST(ScoreTest, R53RunningMatchIsZeroForTheLiving) {
  Scene scene({"012"});

  scene.Wait(1);

  EXPECT_EQ(Rewards(scene), (std::vector<int>{0, 0, 0}));
}

TEST(ScoreTest, R53NobodyLeftIsMinusOneForAll) {
  Scene scene({"0o1"});
  scene.bomb(0).life = 1;

  scene.Wait(1);

  EXPECT_EQ(Rewards(scene), (std::vector<int>{-1, -1}));
}

TEST(ScoreTest, R54RunningMatchIsIncomplete) {
  Scene scene({"01"});

  scene.Wait(1);

  EXPECT_STREQ(ResultName(scene.outcome.result), "incomplete");
  EXPECT_EQ(scene.outcome.winner, -1);
}

TEST(ScoreTest, R54LastOneAliveWinsEvenInTheLastStep) {
  Scene scene({"1..o0"});
  scene.rules.max_steps = 1;
  scene.bomb(0).life = 1;

  scene.Wait(1);

  EXPECT_STREQ(ResultName(scene.outcome.result), "win");
  EXPECT_EQ(scene.outcome.winner, 1);
}

TEST(ScoreTest, R54SeveralOrNobodyAtTheEndIsATie) {
  Scene scene({"01"});
  scene.rules.max_steps = 1;
  scene.Wait(1);
  EXPECT_STREQ(ResultName(scene.outcome.result), "tie");

  Scene both_dead({"0o1"});
  both_dead.bomb(0).life = 1;
  both_dead.Wait(1);
  EXPECT_STREQ(ResultName(both_dead.outcome.result), "tie");
}

}  // namespace
}  // namespace reprise::arena
