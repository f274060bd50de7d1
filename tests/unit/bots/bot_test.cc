// What every bot of the catalogue must keep: its moves are a function of what it saw, what it remembers and its
// draws.
#include "bots/bot.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "arena/geometry.h"
#include "bots/catalog.h"
#include "tests/bots/local_match.h"
#include "tests/unit/bots/eye.h"

namespace reprise::bots {
namespace {

// The states of a match, from its first step on.
std::vector<arena::State> RecordMatch(const MatchSettings& settings) {
  std::vector<arena::State> states;
  PlayLocally(StandardCatalog(), settings,
              {.step = [&](const arena::State& state) { states.push_back(state); }});
  return states;
}

// What a fresh bot in that seat does when it is shown the states one after the other.
std::vector<arena::Action> WatchAndDecide(const std::string& name, const std::vector<arena::State>& states,
                                          std::uint8_t seat, bool answered = true) {
  const std::unique_ptr<Bot> bot = *StandardCatalog().Create(name, {.seat = seat});
  std::vector<arena::Action> actions;
  for (const arena::State& state : states) {
    const Eye eye(state, seat);
    Prng draws(DeriveSeed(7, seat, state.step_count));
    const std::optional<PathQuery> query = bot->Ask(eye.view(), draws);
    PathAnswer answer;
    if (query.has_value()) answer = SearchPath(eye.view().danger, *query);
    actions.push_back(bot->Decide(eye.view(), query && answered ? &answer : nullptr, draws));
  }
  return actions;
}

class BotTest : public testing::TestWithParam<std::string> {};

TEST_P(BotTest, SameViewsSameMemorySameDrawsSameMoves) {
  const auto states = RecordMatch({.seats = {"careful", "baseline", "baseline", "random"}, .seed = 3});

  EXPECT_EQ(WatchAndDecide(GetParam(), states, 0), WatchAndDecide(GetParam(), states, 0));
}

TEST_P(BotTest, EveryMoveIsAnActionWithAndWithoutAnAnswer) {
  const auto states = RecordMatch({.seats = {"baseline", "careful", "random", "baseline"}, .seed = 4});

  for (bool answered : {true, false}) {
    for (arena::Action action : WatchAndDecide(GetParam(), states, 1, answered)) {
      EXPECT_TRUE(arena::IsAction(static_cast<std::int64_t>(action)));
    }
  }
}

TEST_P(BotTest, AMatchOfOneSeedIsTheSameMatch) {
  const MatchSettings settings{
      .seats = std::vector<std::string>(4, GetParam()), .seed = 11, .max_steps = 200};

  EXPECT_EQ(RecordMatch(settings), RecordMatch(settings));
}

TEST_P(BotTest, LargeBoardsAndManyPlayersArePlayedToo) {
  const MatchSettings settings{
      .seats = std::vector<std::string>(64, GetParam()), .size = 101, .seed = 2, .max_steps = 15};

  EXPECT_EQ(RecordMatch(settings).back().agents.size(), 64U);
}

INSTANTIATE_TEST_SUITE_P(Standard, BotTest, testing::ValuesIn(StandardCatalog().names()),
                         [](const auto& name) { return name.param; });

}  // namespace
}  // namespace reprise::bots
