// Ticks of a log's messages, and the ranges of ticks that people write.
#include "replay/games/log_ticks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "games/golden_log.h"
#include "match/topics.h"

namespace reprise::games {
namespace {

// The first tick is number 0.
TEST(LogTicksTest, AMarkBelongsToTheTickThatItEnds) {
  const log::LogFile log = GoldenLog();
  const LogTicks ticks(log);

  std::uint64_t expected = 0;
  for (const log::LogMessage& mark : log.FindChannel(match::kTickTopic)->messages) {
    EXPECT_EQ(ticks.TickOf(mark), expected++);
  }
  EXPECT_EQ(TicksRecorded(log), expected);
}

TEST(LogTicksTest, WhatComesBehindTheLastMarkBelongsToTheNextTick) {
  const log::LogFile log = GoldenLog();

  EXPECT_EQ(LogTicks(log).TickOf({.log_time = UINT64_MAX}), TicksRecorded(log));
}

TEST(TickRangeTest, HasOneTickBothEndsOrOneOfThem) {
  const auto text = [](const std::string& range) {
    const absl::StatusOr<TickRange> parsed = ParseTickRange(range);
    return parsed.ok() ? std::to_string(parsed->first) + "-" + std::to_string(parsed->last) : "no range";
  };
  EXPECT_EQ(text("5"), "5-5");
  EXPECT_EQ(text("5..9"), "5-9");
  EXPECT_EQ(text("..9"), "0-9");
  EXPECT_EQ(text("5.."), "5-18446744073709551615");
  EXPECT_EQ(text("010..020"), "10-20");
  for (const char* wrong : {"", "..", "9..3", "x", "1..x", "-1", "0x5", "5 ", "18446744073709551616"}) {
    EXPECT_EQ(text(wrong), "no range") << wrong;
  }
}

}  // namespace
}  // namespace reprise::games
