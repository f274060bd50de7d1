#include "match/host.h"

#include "arena/board_generator.h"
#include "tests/unit/match/match_fixture.h"

namespace reprise::match {
namespace {

// The host alone, with the answers of two bots already in their channels when its only tick begins.
MatchReport PlayOneTick(const std::vector<wire::BotDecision>& answers) {
  const MatchSettings settings{.bots = {"random", "random"}, .ticks_max = 1, .hertz = 1};
  Played played;
  Witness witness(played);
  MatchReport report;
  strategy::RandomWalk walk(1);
  sched::Runtime runtime({.strategy = &walk});
  const absl::Status status = runtime.Run("match", [&] {
    MatchObjects objects(settings, [] { return false; });
    for (const wire::BotDecision& answer : answers)
      ASSERT_TRUE(objects.decisions[answer.seat]->Send(answer).ok());
    Host host(settings, objects, witness, *arena::GenerateBoard({.size = 11, .players = 2}));
    host.Play();
    for (const auto& channel : objects.decisions) channel->Close();
    host.DrainDecisions();
    report = host.Report();
  });
  EXPECT_TRUE(status.ok()) << status;
  return report;
}

TEST(HostTest, AnswerInTimeCounts) {
  const MatchReport report = PlayOneTick({{.tick = 0, .seat = 1}});

  EXPECT_EQ(report.seats[1].ticks_missed, 0U);
  EXPECT_EQ(report.seats[1].late_answers, 0U);
}

TEST(HostTest, MissingAnswerIsATickMissedOnly) {
  const MatchReport report = PlayOneTick({});

  EXPECT_EQ(report.ticks, 1U);
  EXPECT_EQ(report.seats[0].ticks_missed, 1U);
  EXPECT_EQ(report.seats[0].late_answers, 0U);
}

TEST(HostTest, AnswerGivenAfterTheDeadlineIsDropped) {
  const MatchReport report = PlayOneTick({{.tick = 0, .seat = 1, .answered_at_ns = ~0ULL}});

  EXPECT_EQ(report.seats[1].ticks_missed, 1U);
  EXPECT_EQ(report.seats[1].late_answers, 1U);
}

TEST(HostTest, AnswerToAnotherTickIsDroppedAndTheNextOneTaken) {
  const MatchReport report =
      PlayOneTick({{.tick = 77, .seat = 1, .action = arena::Action::kBomb}, {.tick = 0, .seat = 1}});

  EXPECT_EQ(report.seats[1].standing.bombs, 0U);
  EXPECT_EQ(report.seats[1].ticks_missed, 0U);
  EXPECT_EQ(report.seats[1].late_answers, 1U);
}

TEST(HostTest, AnswersLeftInTheChannelAreCounted) {
  const MatchReport report =
      PlayOneTick({{.tick = 0, .seat = 1}, {.tick = 1, .seat = 1}, {.tick = 2, .seat = 1}});

  EXPECT_EQ(report.seats[1].late_answers, 2U);
}

}  // namespace
}  // namespace reprise::match
