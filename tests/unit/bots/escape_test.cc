#include "bots/escape.h"

#include <gtest/gtest.h>

#include "tests/unit/arena/scene.h"
#include "tests/unit/bots/eye.h"

namespace reprise::bots {
namespace {

using arena::Action;

// What agent 0 of a drawing sees around it.
struct Look {
  explicit Look(const arena::Rows& rows) : board(rows), eye(board.state, 0), scene(LookAround(eye.view())) {}

  arena::Scene board;
  Eye eye;
  Scene scene;
};

TEST(EscapeTest, AFreeBoardLeavesRoom) {
  const Look look({"0..", "...", "..."});

  EXPECT_EQ(Flee(Forecast(look.scene), look.scene.self, nullptr).room, 9);
}

TEST(EscapeTest, ABombInADeadEndLeavesNoRoom) {
  const Look look({"0..#", "####", "####", "####"});
  const Placement own{.cell = look.scene.self, .blast_strength = 4};

  const Flight flight = Flee(Forecast(look.scene, std::span(&own, 1)), look.scene.self, nullptr);

  EXPECT_EQ(flight.room, 0);
  EXPECT_EQ(flight.survives, 9);  // Until the step in which it goes off.
}

TEST(EscapeTest, ACornerIsEnoughToHideFromABlast) {
  const Look look({"0.", "#."});
  const Placement own{.cell = look.scene.self};

  EXPECT_EQ(Flee(Forecast(look.scene, std::span(&own, 1)), look.scene.self, nullptr).room, 1);
}

TEST(EscapeTest, AnOpponentThatStandsInTheWayTakesIt) {
  const Look look({"01.", "##.", "##."});
  const Placement own{.cell = look.scene.self};
  const Timeline timeline = Forecast(look.scene, std::span(&own, 1));
  const Denied standing = StandingOthers(look.scene);

  EXPECT_GT(Flee(timeline, look.scene.self, nullptr).room, 0);
  EXPECT_EQ(Flee(timeline, look.scene.self, &standing).room, 0);
}

TEST(EscapeTest, AnOpponentThatRunsTakesMoreOfIt) {
  const Look look({"0..1", "#.##", "####", "####"});
  const Placement own{.cell = look.scene.self, .blast_strength = 4};
  const Timeline timeline = Forecast(look.scene, std::span(&own, 1));
  const Denied standing = StandingOthers(look.scene);
  const Denied racing = RacingOthers(look.scene, timeline, 3);

  EXPECT_GT(Flee(timeline, look.scene.self, Action::kRight, &standing).room, 0);
  EXPECT_EQ(Flee(timeline, look.scene.self, Action::kStop, &racing).room, 0);
}

TEST(EscapeTest, ACellThatARollingBombIsJustLeavingIsNoWayOutYet) {
  Look look({"0>..", "o##.", "####", "####"});
  look.scene.ground.bombs.back().life = 1;

  EXPECT_EQ(Flee(Forecast(look.scene), look.scene.self, Action::kRight, nullptr).survives, 0);
}

TEST(EscapeTest, TheFirstActionDecidesWhatIsLeft) {
  Look look({"o0.", "##.", "##."});
  look.scene.ground.bombs.front().life = 2;
  const Timeline timeline = Forecast(look.scene);

  EXPECT_EQ(Flee(timeline, look.scene.self, Action::kStop, nullptr).survives, kHorizon);
  look.scene.ground.bombs.front().life = 1;
  const Timeline sooner = Forecast(look.scene);
  EXPECT_EQ(Flee(sooner, look.scene.self, Action::kStop, nullptr).survives, 0);
  EXPECT_GT(Flee(sooner, look.scene.self, Action::kRight, nullptr).room, 0);
}

}  // namespace
}  // namespace reprise::bots
