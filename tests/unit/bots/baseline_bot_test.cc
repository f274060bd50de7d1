#include "bots/baseline_bot.h"

#include <gtest/gtest.h>

#include "tests/unit/arena/scene.h"
#include "tests/unit/bots/eye.h"

namespace reprise::bots {
namespace {

using arena::Action;

TEST(BaselineBotTest, EveryMoveIsOneThatTheLadderLeavesOpen) {
  const arena::Scene board({".....", ".....", "..0..", ".....", "....1"});
  const Eye eye(board.state, 0);
  BaselineBot bot;
  Prng draws(5);

  for (int step = 0; step < 100; ++step) {
    const ActionSet possible = PossibleActions(eye.seen(), bot.memory());
    EXPECT_TRUE(possible.Contains(bot.Decide(eye.view(), nullptr, draws)));
  }
}

TEST(BaselineBotTest, ItRemembersWhomItChased) {
  const arena::Scene board({"0..1", "####", "####", "####"});
  BaselineBot bot;
  Prng draws(5);

  EXPECT_EQ(bot.Decide(Eye(board.state, 0).view(), nullptr, draws), Action::kRight);

  EXPECT_EQ(bot.memory().last_chase, Action::kRight);
}

TEST(BaselineBotTest, AChaseGoesOnInTheSameDirectionAboutEverySecondTime) {
  const arena::Scene board({"0..1", "....", "....", "...."});
  const Eye eye(board.state, 0);

  int chased = 0;
  for (int seed = 0; seed < 1000; ++seed) {
    BaselineBot bot;
    Prng draws(static_cast<std::uint64_t>(seed));
    static_cast<void>(bot.Decide(eye.view(), nullptr, draws));
    static_cast<void>(bot.Decide(eye.view(), nullptr, draws));
    if (bot.memory().boring.empty()) ++chased;
  }

  EXPECT_NEAR(chased, 500, 75);
}

}  // namespace
}  // namespace reprise::bots
