// What is said of a replayed match counts in ticks.
#include "replay/games/match_verdict.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace reprise::games {
namespace {

using session::ReplayVerdict;
using testing::StartsWith;

ReplayedMatch Replayed(session::VerifyResult result) {
  return {.result = std::move(result), .ticks = 12, .ticks_recorded = 40, .state_hash = 0x1f};
}

TEST(VerdictTextTest, CountsTicksAndNamesTheState) {
  EXPECT_EQ(VerdictText(Replayed({.verdict = ReplayVerdict::kExact, .messages = 3, .ops = 9})),
            "exact: 3 messages, 9 ops, 12 ticks, state hash 000000000000001f");
}

TEST(VerdictTextTest, ALogIsCutShortAtTheLastTickThatEnded) {
  EXPECT_EQ(VerdictText(Replayed({.verdict = ReplayVerdict::kCutShort, .ops = 9, .where = "byte 7: cut"})),
            "cut short at tick 12: byte 7: cut; what is there replays exactly: 0 messages, 9 ops, 12 ticks, "
            "state hash "
            "000000000000001f");
}

TEST(VerdictTextTest, ADifferenceLiesInTheTickThatHasNotEnded) {
  const ReplayedMatch replayed =
      Replayed({.verdict = ReplayVerdict::kDiverged,
                .ops = 9,
                .divergence = session::Divergence{.position = 9, .task = "match"}});

  EXPECT_THAT(VerdictText(replayed), StartsWith("diverged: tick 13, task match, "));
  EXPECT_EQ(VerdictJson(replayed)["divergence"]["tick"], 13);
}

TEST(VerdictTextTest, AnotherBuildIsNamed) {
  ReplayedMatch replayed = Replayed({});
  replayed.recorded_by = "abc";

  EXPECT_THAT(VerdictText(replayed), testing::HasSubstr("(builds differ: recorded by abc, replayed by "));
  EXPECT_EQ(VerdictJson(replayed)["recorded_by"], "abc");
}

}  // namespace
}  // namespace reprise::games
