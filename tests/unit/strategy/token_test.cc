#include "replay/strategy/token.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/prng.h"
#include "sched/strategy.h"

namespace reprise::strategy {
namespace {

using testing::HasSubstr;

std::string Refused(std::string_view token) { return std::string(ParseToken(token).status().message()); }

TEST(TokenTest, Example) {
  const Schedule schedule{.choices = {Choice::Task(0), Choice::Task(0), Choice::Task(0), Choice::Value(1),
                                      Choice::Task(1), Choice::Task(0), Choice::Task(0), Choice::Value(40),
                                      Choice::Task(2)}};

  const std::string token = WriteToken(schedule);

  EXPECT_EQ(token, "s2-a3Bba2[40]c-fcd480f7");  // As in the head of token.h.
  EXPECT_EQ(ParseToken(token).value(), schedule);
}

TEST(TokenTest, AnEmptyScheduleHasOneToo) { EXPECT_EQ(WriteToken({}).size(), 12U); }

TEST(TokenTest, EveryScheduleComesBack) {
  Prng prng(4);
  for (int round = 0; round < 200; ++round) {
    Schedule schedule;
    for (std::uint64_t choice = prng.Below(50); choice > 0; --choice) {
      const std::uint64_t number = prng.Below(round % 2 == 0 ? 3 : 40);
      schedule.choices.push_back(prng.Below(4) == 0 ? Choice::Value(number)
                                                    : Choice::Task(static_cast<std::uint32_t>(number)));
    }
    const auto parsed = ParseToken(WriteToken(schedule));
    ASSERT_TRUE(parsed.ok()) << parsed.status();
    EXPECT_EQ(*parsed, schedule);
  }
}

TEST(TokenTest, WhatIsBehindTheAlphabetIsNumbered) {
  EXPECT_THAT(WriteToken(Schedule::Tasks({26, 26})), HasSubstr("-(26)2-"));
  const Schedule largest{.choices = {Choice::Value(sched::Strategy::kBoundMax - 1), Choice::Value(26)}};
  EXPECT_THAT(WriteToken(largest), HasSubstr("-[9223372036854775807][26]-"));
  EXPECT_EQ(ParseToken(WriteToken(largest)).value(), largest);
}

TEST(TokenTest, ATokenOfVersionOneIsReadAndWrittenAsOne) {
  const std::string token = "s1-a2b6a4b-4a54c606";
  const auto schedule = ParseToken(token);
  ASSERT_TRUE(schedule.ok()) << schedule.status();
  EXPECT_FALSE(schedule->has_values);
  EXPECT_EQ(schedule->size(), 13U);
  EXPECT_EQ(WriteToken(*schedule), token);
}

TEST(TokenTest, AChangedCharacterNeverGivesAnotherSchedule) {
  const Schedule schedule{.choices = {Choice::Task(0), Choice::Task(0), Choice::Value(1), Choice::Task(2),
                                      Choice::Task(2), Choice::Task(30), Choice::Value(50),
                                      Choice::Value(50)}};
  const std::string token = WriteToken(schedule);
  for (std::size_t at = 0; at < token.size(); ++at) {
    for (const char other : std::string("aA71-([x")) {
      std::string changed = token;
      changed[at] = other;
      const auto parsed = ParseToken(changed);
      EXPECT_TRUE(!parsed.ok() || *parsed == schedule) << changed;
    }
    EXPECT_FALSE(ParseToken(token.substr(0, at)).ok()) << at;
  }
}

TEST(TokenTest, ATaskIsNeverTakenForAValue) {
  const Schedule task = Schedule::Tasks({1});
  const Schedule value{.choices = {Choice::Value(1)}};
  EXPECT_NE(WriteToken(task).substr(4), WriteToken(value).substr(4));  // The checksums differ.
}

TEST(TokenTest, ARefusalSaysWhereAndWhatWasExpected) {
  EXPECT_EQ(Refused("hello"), "token \"hello\", character 1: expected s2- or s1-");
  EXPECT_EQ(Refused("s3-a-12345678"), "token \"s3-a-12345678\", character 1: expected s2- or s1-");
  EXPECT_EQ(Refused("s2-a3%"),
            "token \"s2-a3%\", character 6: expected a task's letter or its number in (), or a value's "
            "capital or its "
            "number in []");
  EXPECT_EQ(Refused("s1-a3A"),
            "token \"s1-a3A\", character 6: expected a task's letter, or its number in brackets");
  EXPECT_EQ(Refused("s2-ab"), "token \"s2-ab\", character 6: expected - and the checksum");
  EXPECT_THAT(Refused("s2-a0-12345678"), HasSubstr("character 6: expected how often the choice is made"));
  EXPECT_THAT(Refused("s2-A99999999999-12345678"), HasSubstr("expected how often"));
  EXPECT_THAT(Refused("s2-a-00000000"), HasSubstr("the token was changed or cut"));
}

TEST(TokenTest, HostileBytesAreRefusedInOneSentence) {
  EXPECT_THAT(Refused("s2-a10000000b-12345678"), HasSubstr("character 14: expected how often"));
  EXPECT_THAT(Refused("s2-[9223372036854775808]-12345678"), HasSubstr("expected a task's letter"));
  EXPECT_THAT(Refused("s2-[99999999999999999999999]-12345678"), HasSubstr("expected a task's letter"));
  EXPECT_THAT(Refused("s2-(4294967296)-12345678"), HasSubstr("expected a task's letter"));
  for (const char* token :
       {"s2-[", "s2-(", "s2-[40", "s2-[]-12345678", "s2-[5]-12345678", "s2-(5)-12345678", "s2-", "s2"})
    EXPECT_THAT(Refused(token), HasSubstr("expected")) << token;
  EXPECT_EQ(Refused(std::string_view("s2-\n\0", 5)),
            "token \"s2-\\n\\000\", character 4: expected a task's letter or its number in (), or a value's "
            "capital or "
            "its number in []");
}

}  // namespace
}  // namespace reprise::strategy
