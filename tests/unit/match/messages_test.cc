// What a match tells the world: which messages go over which topic, and how they fit together.
#include <gmock/gmock.h>

#include "match/host.h"
#include "task/task_type.h"
#include "tests/unit/match/collecting_tap.h"
#include "tests/unit/match/match_fixture.h"

namespace reprise::match {
namespace {

class MessagesTest : public ::testing::Test {
 protected:
  void Run(const MatchSettings& settings) {
    strategy::RandomWalk walk(9);
    played_ = Play(settings, {.strategy = &walk, .tap = &tap_});
    ASSERT_TRUE(played_.report.has_value()) << played_.status;
  }

  CollectingTap tap_;
  Played played_;
};

TEST_F(MessagesTest, EachTickHasAStartAnEndAndItsEvents) {
  Run({.seed = 11});

  const auto starts = tap_.Sent<wire::TickStart>("/match/ticks");
  const auto ends = tap_.Sent<wire::TickEnd>("/reprise/tick");
  const auto events = tap_.Sent<wire::GameEvents>("/match/events");
  ASSERT_EQ(starts.size(), played_.report->ticks);
  ASSERT_EQ(ends.size(), starts.size());
  ASSERT_EQ(events.size(), starts.size());
  for (std::uint32_t tick = 0; tick < starts.size(); ++tick) {
    EXPECT_EQ(starts[tick].tick, tick);
    EXPECT_EQ(ends[tick].tick, tick);
    EXPECT_EQ(events[tick].tick, tick);
    EXPECT_EQ(ends[tick].state.whole, played_.hashes[tick + 1]);
    EXPECT_EQ(ends[tick].late_seats, 0U);
  }
  EXPECT_EQ(ends.back().messages, played_.report->messages);
}

TEST_F(MessagesTest, KeyframesHoldTheWholeStateEverySixtyFourTicks) {
  Run({.seed = 11});

  const auto keyframes = tap_.Sent<wire::Keyframe>("/reprise/keyframe");
  ASSERT_EQ(keyframes.size(), played_.report->ticks / kKeyframeTicks + 1);
  for (std::size_t i = 0; i < keyframes.size(); ++i) {
    EXPECT_EQ(keyframes[i].tick, i * kKeyframeTicks);
    EXPECT_EQ(arena::DigestOf(keyframes[i].state).whole, played_.hashes[i * kKeyframeTicks]);
  }
}

TEST_F(MessagesTest, DecisionsAndStandingsAddUpToTheReport) {
  Run({.seed = 11});

  std::size_t decisions = 0;
  for (std::size_t seat = 0; seat < 4; ++seat) {
    const auto sent = tap_.Sent<wire::BotDecision>("/match/bot/" + std::to_string(seat) + "/decisions");
    decisions += sent.size();
    for (std::uint32_t tick = 0; tick < sent.size(); ++tick) {
      EXPECT_EQ(sent[tick].tick, tick);
      EXPECT_EQ(sent[tick].seat, seat);
      EXPECT_EQ(sent[tick].answered_at_ns, 0U);
    }
  }
  EXPECT_EQ(decisions + 2 * played_.report->ticks, played_.report->messages);

  const auto standings = tap_.Sent<wire::Standings>("/match/scoreboard");
  ASSERT_EQ(standings.size(), 1U);
  for (std::size_t seat = 0; seat < 4; ++seat) {
    EXPECT_EQ(standings[0].rows[seat], played_.report->seats[seat].standing);
  }
}

TEST_F(MessagesTest, CarefulBotsAskTheWayAndEveryRequestIsAnswered) {
  Run({.seed = 11});

  const auto requests = tap_.Sent<bots::PathQuery>("/match/path/requests");
  const auto replies = tap_.Sent<bots::PathAnswer>("/match/path/replies");
  EXPECT_GT(requests.size(), 0U);
  ASSERT_EQ(replies.size(), requests.size());
  for (std::size_t i = 0; i < replies.size(); ++i) {
    EXPECT_EQ(replies[i].bot, requests[i].bot);
    EXPECT_EQ(replies[i].tick, requests[i].tick);
  }
}

TEST_F(MessagesTest, CommentatorEndsWithTheResult) {
  Run({.seed = 11});

  const auto lines = tap_.Sent<wire::Commentary>("/match/commentary");
  ASSERT_FALSE(lines.empty());
  EXPECT_EQ(lines.back().tick + 1, played_.report->ticks);
}

TEST_F(MessagesTest, EveryKindOfTaskTakesPart) {
  Run({.seed = 11, .ticks_max = 10});

  const auto tasks = [&](task::TaskType type) { return tap_.Tasks(static_cast<std::uint8_t>(type)); };
  EXPECT_EQ(tasks(task::TaskType::kBotDecision), 4U);
  EXPECT_EQ(tasks(task::TaskType::kPathfinding), 1U);
  EXPECT_EQ(tasks(task::TaskType::kEventProcessing), 2U);
  EXPECT_EQ(tasks(task::TaskType::kInfluenceUpdate), 10U);
  EXPECT_EQ(tasks(task::TaskType::kBombProcessing), 10U);
}

TEST_F(MessagesTest, LockstepReadsNoClock) {
  Run({.seed = 11, .ticks_max = 10});

  EXPECT_EQ(tap_.Ops(sched::OpKind::kNow), 0U);
  EXPECT_EQ(tap_.Ops(sched::OpKind::kSleep), 0U);
}

}  // namespace
}  // namespace reprise::match
