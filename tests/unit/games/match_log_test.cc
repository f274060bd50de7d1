// A match is played again from its log, up to the tick that was asked for.
#include "replay/games/match_log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "games/golden_log.h"
#include "replay/games/tick_positions.h"
#include "replay/log/format.h"

namespace reprise::games {
namespace {

class CountingObserver final : public match::MatchObserver {
 public:
  void AfterTick(const arena::State&, std::uint32_t tick) override { last_ = tick; }
  void AfterMatch(const match::MatchReport&) override {}
  [[nodiscard]] std::uint32_t last() const { return last_; }

 private:
  std::uint32_t last_ = 0;
};

TEST(ReplayMatchTest, StopsBehindTheTickThatWasAskedFor) {
  const log::LogFile log = GoldenLog();
  CountingObserver told;

  const absl::StatusOr<ReplayedMatch> replayed =
      ReplayMatch(GoldenLogPath(), bots::StandardCatalog(), 5, &told);

  ASSERT_TRUE(replayed.ok()) << replayed.status();
  EXPECT_EQ(replayed->result.verdict, session::ReplayVerdict::kExact);
  EXPECT_EQ(replayed->result.ops, TickPositions(*session::OrderedRun::Load(log)).Behind(5));
  EXPECT_EQ(replayed->ticks, 5U);
  EXPECT_EQ(replayed->state.step_count, 5U);
  EXPECT_EQ(told.last(), 5U);
}

TEST(ReplayMatchTest, TheWholeLogHasAsManyTicksAsMarks) {
  const absl::StatusOr<ReplayedMatch> replayed =
      ReplayMatch(GoldenLogPath(), bots::StandardCatalog(), UINT64_MAX, nullptr);

  ASSERT_TRUE(replayed.ok()) << replayed.status();
  EXPECT_EQ(replayed->result.verdict, session::ReplayVerdict::kExact);
  EXPECT_EQ(replayed->ticks, replayed->ticks_recorded);
}

TEST(ReplayMatchTest, TheLogOfAnotherProgramIsRefused) {
  const absl::StatusOr<ReplayedMatch> replayed = ReplayMatch(
      std::string(REPRISE_LOGS) + "/v2/programs/unnamed-objects.mcap", bots::StandardCatalog(), 5, nullptr);

  EXPECT_EQ(replayed.status().code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(std::string(replayed.status().message()),
              testing::HasSubstr("this tool replays runs of 'match'"));
}

TEST(MatchMetadataTest, HoldsTheSettingsAndWhoPlayed) {
  const log::LogMetadata metadata = MetadataOf({.bots = {"random", "careful"}, .seed = 42}, 3);

  EXPECT_EQ(metadata.Get(log::kKeySeed), "42");
  EXPECT_EQ(metadata.Get(log::kKeyWorkers), "3");
  EXPECT_EQ(metadata.Get(log::kKeyApp), kMatchApp);
}

}  // namespace
}  // namespace reprise::games
