#include "replay/strategy/replay_token.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "replay/strategy/random_walk.h"
#include "replay/strategy/recorded_schedule.h"
#include "tests/unit/strategy/choice_game.h"

namespace reprise::strategy {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

TEST(ReplayTokenTest, ARecordedScheduleGivesTheSameRun) {
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    RandomWalk walk(seed);
    RecordedSchedule recorded(walk);
    const std::string run = Play(recorded, {5, 3, 4});
    ReplayToken replay(recorded.schedule());
    EXPECT_TRUE(replay.Next());
    EXPECT_EQ(Play(replay, {5, 3, 4}), run);
    EXPECT_THAT(replay.misfit(), IsEmpty());
    EXPECT_FALSE(replay.Next());
  }
}

TEST(ReplayTokenTest, ATaskThatCannotGoOnIsNamedWithThoseThatCan) {
  ReplayToken replay({0, 0, 0});
  replay.Next();
  EXPECT_EQ(Play(replay, {2, 2, 2}), "aa!");
  EXPECT_EQ(
      replay.misfit(),
      "choice 2 of the token is task a, which cannot go on here; ready are b at game.cc:7, c at game.cc:7");
}

TEST(ReplayTokenTest, BehindItsEndTheCurrentTaskGoesOn) {
  ReplayToken replay({0, 1});
  replay.Next();
  EXPECT_EQ(Play(replay, {2, 2}), "abba");
  EXPECT_THAT(replay.misfit(), HasSubstr("the token ends at choice 2, but the run goes on"));
}

TEST(ReplayTokenTest, ARunThatEndsEarlySaysSo) {
  ReplayToken replay({0, 0, 1, 1, 1});
  replay.Next();
  Play(replay, {1, 1});
  EXPECT_EQ(replay.misfit(), "the run made 1 choices and ended, but the token has 5");
}

}  // namespace
}  // namespace reprise::strategy
