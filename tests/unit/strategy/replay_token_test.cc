#include "replay/strategy/replay_token.h"

#include <string>
#include <vector>

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
    const std::string run = PlayWithValues(recorded, {5, 3, 4});
    ReplayToken replay(recorded.schedule());
    EXPECT_TRUE(replay.Next());
    EXPECT_EQ(PlayWithValues(replay, {5, 3, 4}), run);
    EXPECT_THAT(replay.misfit(), IsEmpty());
    EXPECT_FALSE(replay.Next());
  }
}

TEST(ReplayTokenTest, ATaskThatCannotGoOnIsNamedWithThoseThatCan) {
  ReplayToken replay(Schedule::Tasks({0, 0, 0}));
  replay.Next();
  EXPECT_EQ(Play(replay, {2, 2, 2}), "aa!");
  EXPECT_EQ(
      replay.misfit(),
      "choice 2 of the token is task a, which cannot go on here; ready are b at game.cc:7, c at game.cc:7");
}

TEST(ReplayTokenTest, BehindItsEndTheCurrentTaskGoesOn) {
  ReplayToken replay(Schedule::Tasks({0, 1}));
  replay.Next();
  EXPECT_EQ(Play(replay, {2, 2}), "abba");
  EXPECT_THAT(replay.misfit(), HasSubstr("the token ends at choice 2, but the run goes on"));
}

TEST(ReplayTokenTest, ARunThatEndsEarlySaysSo) {
  ReplayToken replay(Schedule::Tasks({0, 0, 1, 1, 1}));
  replay.Next();
  Play(replay, {1, 1});
  EXPECT_EQ(replay.misfit(), "the run made 1 choices and ended, but the token has 5");
}

const sched::Op kReceive{sched::OpKind::kReceive, TaskId{1}, 0, ObjectId{1}, {"game.cc", 9}};
const std::vector<sched::Op> kTwoReady = {{sched::OpKind::kSend, TaskId{1}, 0, ObjectId{1}, {"game.cc", 7}},
                                          {sched::OpKind::kSend, TaskId{2}, 0, ObjectId{1}, {"game.cc", 8}}};

TEST(ReplayTokenTest, AValueWhereATaskIsAskedForStopsTheRun) {
  ReplayToken replay(Schedule{.choices = {Choice::Value(3)}});
  replay.Next();
  EXPECT_EQ(replay.Pick(kTwoReady), ReplayToken::kStop);
  EXPECT_EQ(replay.misfit(),
            "choice 0 of the token is value 3, but the run asks who goes on; ready are a at game.cc:7, b at "
            "game.cc:8");
}

TEST(ReplayTokenTest, ATaskWhereAValueIsAskedForStopsTheRunAtItsNextChoice) {
  ReplayToken replay(Schedule::Tasks({1, 1}));
  replay.Next();
  EXPECT_EQ(replay.Choose(kReceive, 3), 0U);
  EXPECT_EQ(replay.Pick(kTwoReady), ReplayToken::kStop);
  EXPECT_EQ(replay.misfit(),
            "choice 0 of the token is task b, but the run asks for a value below 3 in receive at game.cc:9");
}

TEST(ReplayTokenTest, AValueThatIsTooLargeStopsTheRunEvenWhereOneTaskIsReady) {
  ReplayToken replay(Schedule{.choices = {Choice::Value(2), Choice::Value(2)}});
  replay.Next();
  EXPECT_EQ(replay.Choose(kReceive, 3), 2U);
  EXPECT_EQ(replay.Choose(kReceive, 2), 0U);
  EXPECT_EQ(replay.Pick(std::span(kTwoReady).first(1)), ReplayToken::kStop);
  EXPECT_EQ(replay.misfit(),
            "choice 1 of the token is value 2, but the run asks for a value below 2 in receive at game.cc:9");
}

TEST(ReplayTokenTest, BehindItsEndValuesAreZero) {
  ReplayToken replay(Schedule{.choices = {Choice::Value(1)}});
  replay.Next();
  EXPECT_EQ(replay.Choose(kReceive, 2), 1U);
  EXPECT_EQ(replay.Choose(kReceive, 2), 0U);
  EXPECT_THAT(replay.misfit(), HasSubstr("the token ends at choice 1, but the run goes on"));
}

TEST(ReplayTokenTest, UnderATokenOfVersionOneValuesAreZeroAndNoChoices) {
  Schedule schedule = Schedule::Tasks({1, 0});
  schedule.has_values = false;
  ReplayToken replay(schedule);
  replay.Next();
  EXPECT_EQ(replay.Pick(kTwoReady), 1U);
  EXPECT_EQ(replay.Choose(kReceive, 2), 0U);
  EXPECT_EQ(replay.Pick(kTwoReady), 0U);
  EXPECT_THAT(replay.misfit(), IsEmpty());
}

}  // namespace
}  // namespace reprise::strategy
