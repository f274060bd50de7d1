#include "match/settings.h"

#include <gmock/gmock.h>

namespace reprise::match {
namespace {

using ::testing::HasSubstr;

const MatchSettings kUnusual{
    .bots = {"random", "careful"}, .board_size = 21, .seed = ~0ULL, .ticks_max = 77, .hertz = 250};

std::string Refusal(const MatchSettings& settings) {
  return std::string(Validate(settings, bots::StandardCatalog()).message());
}

TEST(SettingsTest, DefaultsAreValid) { EXPECT_EQ(Refusal({}), ""); }

TEST(SettingsTest, UnknownBotIsRefusedWithTheKnownOnes) {
  EXPECT_EQ(Refusal({.bots = {"random", "genius"}}),
            "bots: seat 1 asks for \"genius\", expected one of baseline, careful, random");
}

TEST(SettingsTest, EvenBoardIsRefused) { EXPECT_THAT(Refusal({.board_size = 12}), HasSubstr("12")); }

TEST(SettingsTest, MorePlayersThanFitAreRefused) {
  MatchSettings settings;
  settings.bots.assign(64, "random");
  EXPECT_THAT(Refusal(settings), HasSubstr("64"));
}

TEST(SettingsTest, TicksBeyondTheRulesEndAreRefused) {
  EXPECT_EQ(Refusal({.ticks_max = 801}), "ticks: found 801, expected 1 to 800, where every match ends");
  EXPECT_THAT(Refusal({.ticks_max = 0}), HasSubstr("found 0"));
}

TEST(SettingsTest, ClockBeyondTheFastestIsRefused) {
  EXPECT_THAT(Refusal({.hertz = kHertzMax + 1}), HasSubstr("100001 ticks a second"));
}

TEST(SettingsTest, ComeBackFromTheirMap) {
  for (const MatchSettings& settings : {MatchSettings{}, kUnusual})
    EXPECT_EQ(*FromMap(ToMap(settings)), settings);
}

TEST(SettingsTest, MapWithOtherKeysIsReadAllTheSame) {
  std::map<std::string, std::string> map = ToMap(kUnusual);
  map["colour"] = "red";

  EXPECT_EQ(*FromMap(map), kUnusual);
}

TEST(SettingsTest, EachKeyIsNeeded) {
  for (const auto& [key, value] : ToMap(kUnusual)) {
    std::map<std::string, std::string> map = ToMap(kUnusual);
    map.erase(key);

    EXPECT_THAT(std::string(FromMap(map).status().message()), HasSubstr("\"" + key + "\" is missing"));
  }
}

TEST(SettingsTest, NumberThatIsNoneIsNamed) {
  std::map<std::string, std::string> map = ToMap(kUnusual);
  map["seed"] = "-1";

  EXPECT_THAT(std::string(FromMap(map).status().message()),
              HasSubstr("\"seed\" is \"-1\", expected a whole number"));
}

TEST(SettingsTest, ClockIsReadAsItIsWritten) {
  EXPECT_EQ(*ParseClock("lockstep"), 0U);
  EXPECT_EQ(*ParseClock("realtime"), 10U);
  EXPECT_EQ(*ParseClock(ClockText(250)), 250U);
}

TEST(SettingsTest, ClockThatIsNoneIsRefused) {
  for (const char* text :
       {"", "real", "realtime:", "realtime:0", "realtime:-5", "realtime:100001", "realtimes"}) {
    EXPECT_THAT(std::string(ParseClock(text).status().message()), HasSubstr("expected lockstep, realtime or"))
        << text;
  }
}

TEST(SettingsTest, BotsWithAnEmptyNameAreRefused) {
  EXPECT_EQ(*ParseBots("random,careful"), kUnusual.bots);
  for (const char* text : {"", "random,", ",random", "random,,careful"})
    EXPECT_FALSE(ParseBots(text).ok()) << text;
}

}  // namespace
}  // namespace reprise::match
