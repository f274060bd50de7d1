// What an agent sees (R61 to R63).
#include "arena/observe.h"

#include "tests/unit/arena/scene.h"

namespace reprise::arena {
namespace {

Observation See(const Scene& scene, int self, ViewRange range = std::nullopt) {
  Observation seen;
  Observe(scene.state, static_cast<std::uint8_t>(self), seen, range);
  return seen;
}

TEST(ObserveTest, R61MapsShowBombsAndTheYoungestFlames) {
  Scene scene({"1.>*"});
  scene.bomb(0).life = 4;
  scene.bomb(0).blast_strength = 6;
  scene.state.flames = {{{0, 3}, 2}, {{0, 3}, 0}};

  const Observation seen = See(scene, 1);

  EXPECT_EQ(seen.board, scene.state.board);
  EXPECT_EQ(seen.bomb_life[2], 4);
  EXPECT_EQ(seen.bomb_blast_strength[2], 6);
  EXPECT_EQ(seen.bomb_moving_direction[2], Direction::kRight);
  EXPECT_EQ(seen.flame_life[3], 3);
  EXPECT_EQ(seen.bomb_life[3], 0);
}

TEST(ObserveTest, R61AgentKnowsItselfWhoLivesAndWhoIsAgainstIt) {
  Scene scene({"13.."});
  scene.state.step_count = 17;
  scene.agent(3) = {.cell = {0, 1}, .ammo = 3, .blast_strength = 4, .can_kick = true};

  const Observation seen = See(scene, 3);

  EXPECT_EQ(seen.alive, (std::vector<Code>{11, 13}));
  EXPECT_EQ(seen.enemies, (std::vector<Code>{10, 11, 12}));
  EXPECT_EQ(seen.teammate, kNobody);
  EXPECT_EQ(seen.position, (Position{0, 1}));
  EXPECT_EQ(seen.ammo, 3);
  EXPECT_EQ(seen.blast_strength, 4);
  EXPECT_TRUE(seen.can_kick);
  EXPECT_EQ(seen.step_count, 17U);
}

TEST(ObserveTest, R61HiddenItemsAndOthersMeansAreNotSeen) {
  Scene scene({"01+"});
  const Observation before = See(scene, 0);

  scene.Hide({0, 2}, kItemKick);
  scene.agent(1).ammo = 9;
  scene.MayKick(1);

  EXPECT_EQ(See(scene, 0), before);
}

TEST(ObserveTest, R62AllSeeTheSameBoard) {
  Scene scene({"0.1o*"});

  EXPECT_EQ(See(scene, 0).board, See(scene, 1).board);
  EXPECT_EQ(See(scene, 0).bomb_life, See(scene, 1).bomb_life);
}

TEST(ObserveTest, R63CellsBeyondTheViewRangeAreFog) {
  Scene scene({"0....o*"});

  const Observation seen = See(scene, 0, kTeamViewRange);

  EXPECT_EQ(seen.board[4], kPassage);
  EXPECT_EQ(seen.board[5], kFog);
  EXPECT_EQ(seen.bomb_life[5], 0);
  EXPECT_EQ(seen.board[6], kFog);
  EXPECT_EQ(seen.flame_life[6], 0);
}

TEST(ObserveTest, ObservationIsOverwrittenWhole) {
  Scene other({"01..o*.", "......."});
  Observation reused;
  Observe(other.state, 0, reused);
  Scene scene({"0.1"});

  Observe(scene.state, 1, reused);

  EXPECT_EQ(reused, See(scene, 1));
}

}  // namespace
}  // namespace reprise::arena
