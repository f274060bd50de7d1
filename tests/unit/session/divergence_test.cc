#include "replay/session/divergence.h"

#include <gtest/gtest.h>

namespace reprise::session {
namespace {

std::string First(const std::string& expected, const std::string& found) {
  const FieldDifference difference = FirstDifference(expected, found);
  return difference.field + ": " + difference.expected + " -> " + difference.found;
}

TEST(FirstDifferenceTest, IsNamedByItsPath) {
  EXPECT_EQ(First(R"({"a":1,"b":2})", R"({"a":1,"b":3})"), "b: 2 -> 3");
  EXPECT_EQ(First(R"({"bot":{"cell":{"x":1}}})", R"({"bot":{"cell":{"x":"1"}}})"), R"(bot.cell.x: 1 -> "1")");
  EXPECT_EQ(First(R"({"path":[{"x":1},{"x":2}]})", R"({"path":[{"x":1},{"x":5}]})"), "path[1].x: 2 -> 5");
}

TEST(FirstDifferenceTest, TheFirstOfSeveralInTheLogsOrderIsNamed) {
  EXPECT_EQ(First(R"({"z":1,"a":1})", R"({"a":2,"z":2})"), "z: 1 -> 2");
}

TEST(FirstDifferenceTest, WhatOnlyOneSideHasIsComparedWithNothing) {
  EXPECT_EQ(First(R"({"a":1})", R"({})"), "a: 1 -> nothing");
  EXPECT_EQ(First(R"({})", R"({"a":1})"), "a: nothing -> 1");
  EXPECT_EQ(First("[1,2]", "[1]"), "[1]: 2 -> nothing");
  EXPECT_EQ(First("[]", "[[]]"), "[0]: nothing -> []");
}

TEST(FirstDifferenceTest, TextsThatAreNoJsonOrOneValueDifferAsAWhole) {
  EXPECT_EQ(First("7", "8"), "message: 7 -> 8");
  EXPECT_EQ(First("{\"a\":1", "{}"), "message: {\"a\":1 -> {}");
  EXPECT_EQ(First("", "null"), "message:  -> null");
}

TEST(FirstDifferenceTest, EqualValuesInOtherBytesDifferAsAWhole) {
  EXPECT_EQ(First(R"({"a":1})", R"({"a": 1})"), R"(message: {"a":1} -> {"a": 1})");
}

TEST(DivergenceTest, ReadsAsOneParagraph) {
  const Divergence divergence{.position = 41,
                              .task = "match/bot/1",
                              .op_no = 5,
                              .op = "send",
                              .channel = "/decisions",
                              .site = "bot.cc:7",
                              .field = "action",
                              .expected = "1",
                              .found = "2",
                              .last = {"3 now", "4 load"},
                              .hint = "a clock"};

  EXPECT_EQ(
      divergence.ToString("tick 3"),
      "tick 3, task match/bot/1, op 5 (send on /decisions at bot.cc:7): field action: expected 1, found 2\n"
      "  last ops of the task: 3 now, 4 load\n"
      "  usual causes: a clock");
  EXPECT_EQ(divergence.ToString().rfind("position 41, task match/bot/1, op 5 ", 0), 0U);
}

}  // namespace
}  // namespace reprise::session
