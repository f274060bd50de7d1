#include "bots/random_bot.h"

#include <gtest/gtest.h>

#include <array>

#include "tests/unit/arena/scene.h"
#include "tests/unit/bots/eye.h"

namespace reprise::bots {
namespace {

TEST(RandomBotTest, AllSixActionsComeEquallyOften) {
  const arena::Scene board({"0..", "...", "..1"});
  const Eye eye(board.state, 0);
  RandomBot bot;
  Prng draws(1);

  std::array<int, arena::kActionCount> seen{};
  for (int draw = 0; draw < 6000; ++draw) {
    ++seen.at(static_cast<std::size_t>(bot.Decide(eye.view(), nullptr, draws)));
  }

  for (int count : seen) EXPECT_NEAR(count, 1000, 200);
}

}  // namespace
}  // namespace reprise::bots
