#include "replay/strategy/token.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/prng.h"

namespace reprise::strategy {
namespace {

using testing::HasSubstr;

std::string Refused(std::string_view token) { return std::string(ParseToken(token).status().message()); }

TEST(TokenTest, IsShortAndReadable) {
  EXPECT_THAT(WriteToken({0, 0, 0, 1, 0, 0, 2}), testing::StartsWith("s1-a3ba2c-"));
  EXPECT_EQ(WriteToken({}).size(), 12U);
}

TEST(TokenTest, EveryScheduleComesBack) {
  Prng prng(4);
  for (int round = 0; round < 200; ++round) {
    Schedule schedule;
    for (std::uint64_t choice = prng.Below(50); choice > 0; --choice)
      schedule.push_back(static_cast<std::uint32_t>(prng.Below(round % 2 == 0 ? 3 : 40)));
    const auto parsed = ParseToken(WriteToken(schedule));
    ASSERT_TRUE(parsed.ok()) << parsed.status();
    EXPECT_EQ(*parsed, schedule);
  }
}

TEST(TokenTest, TasksBehindTheAlphabetAreNumbered) { EXPECT_THAT(WriteToken({26, 26}), HasSubstr("(26)2-")); }

TEST(TokenTest, AChangedCharacterNeverGivesAnotherSchedule) {
  const Schedule schedule = {0, 0, 1, 2, 2, 30, 1};
  const std::string token = WriteToken(schedule);
  for (std::size_t at = 0; at < token.size(); ++at) {
    for (const char other : std::string("a7-(x")) {
      std::string changed = token;
      changed[at] = other;
      const auto parsed = ParseToken(changed);
      EXPECT_TRUE(!parsed.ok() || *parsed == schedule) << changed;
    }
    EXPECT_FALSE(ParseToken(token.substr(0, at)).ok()) << at;
  }
}

TEST(TokenTest, ARefusalSaysWhereAndWhatWasExpected) {
  EXPECT_EQ(Refused("hello"), "token \"hello\", character 1: expected s1-");
  EXPECT_EQ(Refused("s1-a3%"),
            "token \"s1-a3%\", character 6: expected a task's letter, or its number in brackets");
  EXPECT_EQ(Refused("s1-ab"), "token \"s1-ab\", character 6: expected - and the checksum");
  EXPECT_THAT(Refused("s1-a0-12345678"), HasSubstr("character 6: expected how often the task goes on"));
  EXPECT_THAT(Refused("s1-a99999999999-12345678"), HasSubstr("expected how often"));
  EXPECT_THAT(Refused("s1-a-00000000"), HasSubstr("the token was changed or cut"));
}

}  // namespace
}  // namespace reprise::strategy
