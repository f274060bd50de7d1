// What is told of a step, and in which order.
#include "arena/events.h"

#include "tests/unit/arena/scene.h"

namespace reprise::arena {
namespace {

using Kind = EventKind;

std::vector<Kind> Kinds(const Scene& scene) {
  std::vector<Kind> kinds;
  for (const GameEvent& event : scene.events) kinds.push_back(event.kind);
  return kinds;
}

TEST(EventsTest, QuietStepTellsNothing) {
  Scene scene({"0.1"});

  scene.Step(">.");

  EXPECT_TRUE(scene.events.empty());
}

TEST(EventsTest, PlacingKickingAndTakingAreToldInTheOrderOfThePhases) {
  Scene scene({"1o..", "0B2."});
  scene.MayKick(1);

  scene.Step(">>!");

  EXPECT_EQ(Kinds(scene), (std::vector<Kind>{Kind::kBombPlaced, Kind::kBombKicked, Kind::kItemTaken}));
  EXPECT_EQ(scene.events[0],
            (GameEvent{.kind = Kind::kBombPlaced, .agent = 2, .value = 2, .cell = {1, 2}, .step = 1}));
  EXPECT_EQ(
      scene.events[1],
      (GameEvent{.kind = Kind::kBombKicked, .agent = 1, .other = 0, .value = 4, .cell = {0, 2}, .step = 1}));
  EXPECT_EQ(scene.events[2],
            (GameEvent{.kind = Kind::kItemTaken, .agent = 0, .value = kItemBomb, .cell = {1, 1}, .step = 1}));
}

TEST(EventsTest, BlastTellsBombsWoodDeathsAndTheEnd) {
  Scene scene({"0o+.1"});
  scene.bomb(0) = {.cell = {0, 1}, .life = 1, .owner = 1};
  scene.Hide({0, 2}, kItemKick);

  scene.Wait(1);

  EXPECT_EQ(Kinds(scene), (std::vector<Kind>{Kind::kBombExploded, Kind::kWoodDestroyed, Kind::kAgentDied,
                                             Kind::kMatchOver}));
  EXPECT_EQ(
      scene.events[1],
      (GameEvent{.kind = Kind::kWoodDestroyed, .agent = 1, .value = kItemKick, .cell = {0, 2}, .step = 1}));
  EXPECT_EQ(scene.events[2],
            (GameEvent{.kind = Kind::kAgentDied, .agent = 0, .other = 1, .cell = {0, 0}, .step = 1}));
  EXPECT_EQ(scene.events[3], (GameEvent{.kind = Kind::kMatchOver, .agent = 1, .value = 1, .step = 1}));
}

TEST(EventsTest, DeathInOldFlamesNamesNobody) {
  Scene scene({"0*1"});

  scene.Step(">.");

  EXPECT_EQ(scene.events.at(0), (GameEvent{.kind = Kind::kAgentDied, .agent = 0, .cell = {0, 1}, .step = 1}));
}

TEST(EventsTest, FallingRingIsToldWithThoseItTakes) {
  Scene scene({"0..", ".1.", "2.."});
  scene.rules.collapses = {1};

  scene.Wait(1);

  EXPECT_EQ(Kinds(scene), (std::vector<Kind>{Kind::kRingCollapsed, Kind::kAgentDied, Kind::kAgentDied}));
  EXPECT_EQ(scene.events[2], (GameEvent{.kind = Kind::kAgentDied, .agent = 2, .cell = {2, 0}, .step = 1}));
}

}  // namespace
}  // namespace reprise::arena
