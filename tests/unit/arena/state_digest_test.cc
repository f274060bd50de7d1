#include "arena/state_digest.h"

#include "tests/unit/arena/scene.h"

namespace reprise::arena {
namespace {

TEST(StateDigestTest, EqualStatesHaveEqualDigests) {
  EXPECT_EQ(DigestOf(Scene({"0.o*1"}).state), DigestOf(Scene({"0.o*1"}).state));
  EXPECT_EQ(FirstDifference(DigestOf(Scene({"01"}).state), DigestOf(Scene({"01"}).state)), nullptr);
}

TEST(StateDigestTest, EveryFieldCountsAndNamesItsPart) {
  const State base = Scene({"0.o*+"}).state;
  const auto part = [&base](auto change) {
    State changed = base;
    change(changed);
    const char* name = FirstDifference(DigestOf(base), DigestOf(changed));
    return std::string(name == nullptr ? "none" : name);
  };

  EXPECT_EQ(part([](State& s) { s.board.back() = kWood; }), "board");
  EXPECT_EQ(part([](State& s) { s.agents[0].cell.col = 1; }), "agents");
  EXPECT_EQ(part([](State& s) { s.agents[0].alive = false; }), "agents");
  EXPECT_EQ(part([](State& s) { s.agents[0].ammo = 2; }), "agents");
  EXPECT_EQ(part([](State& s) { s.agents[0].blast_strength = 3; }), "agents");
  EXPECT_EQ(part([](State& s) { s.agents[0].can_kick = true; }), "agents");
  EXPECT_EQ(part([](State& s) { s.bombs[0].cell.row = 1; }), "bombs");
  EXPECT_EQ(part([](State& s) { s.bombs[0].life = 1; }), "bombs");
  EXPECT_EQ(part([](State& s) { s.bombs[0].blast_strength = 3; }), "bombs");
  EXPECT_EQ(part([](State& s) { s.bombs[0].direction = Direction::kUp; }), "bombs");
  EXPECT_EQ(part([](State& s) { s.bombs[0].owner = 1; }), "bombs");
  EXPECT_EQ(part([](State& s) { s.flames[0].life = 1; }), "flames");
  EXPECT_EQ(part([](State& s) { s.hidden[4] = kItemKick; }), "items");
  EXPECT_EQ(part([](State& s) { s.step_count = 1; }), "step count");
}

TEST(StateDigestTest, ValueIsTheSameOnEveryMachine) {
  EXPECT_EQ(DigestOf(Scene({"0.o*1"}).state).whole, 9895631370679774964U);
}

}  // namespace
}  // namespace reprise::arena
