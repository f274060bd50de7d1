#include "replay/golden/trace.h"

#include <gmock/gmock.h>

#include "tests/unit/golden/golden_writer.h"

namespace reprise::golden {
namespace {

using nlohmann::ordered_json;
using ::testing::HasSubstr;

std::string Complaint(const ordered_json& line, const arena::State* game = nullptr) {
  const absl::StatusOr<Line> parsed = ParseLine(line.dump(), game);
  return parsed.ok() ? "none" : std::string(parsed.status().message());
}

// A step's line after `change`, within its game.
template <typename Change>
std::string StepComplaint(Change change) {
  const std::vector<ordered_json> lines = PlayedGame(1);
  const Line header = ParseLine(lines[0].dump(), nullptr).value();
  ordered_json line = lines[1];
  change(line);
  return Complaint(line, &header.header->state);
}

TEST(TraceTest, HeaderStepAndLoneStepAreToldApart) {
  const std::vector<ordered_json> lines =
      PlayedGame(1, {.max_steps = 7, .max_blast = 4, .collapses = {2, 5}});

  const Line header = ParseLine(lines[0].dump(), nullptr).value();
  const Line step = ParseLine(lines[1].dump(), &header.header->state).value();
  const Line lone = ParseLine(PlayedLoneStep().dump(), nullptr).value();

  EXPECT_EQ(header.header->id, "played");
  EXPECT_EQ(header.header->rules.max_steps, 7U);
  EXPECT_EQ(header.header->rules.max_blast, 4);
  EXPECT_EQ(header.header->rules.collapses, (std::vector<std::uint32_t>{2, 5}));
  EXPECT_EQ(step.step->state.step_count, 1U);
  EXPECT_EQ(lone.lone_step->before.step_count, 0U);
  EXPECT_EQ(lone.lone_step->step.actions.size(), 4U);
}

TEST(TraceTest, WrongValuesAreNamedWithWhatWasExpected) {
  EXPECT_EQ(StepComplaint([](ordered_json& line) { line["actions"][2] = 9; }),
            "actions[2]: expected an integer from 0 to 5, found 9");
  EXPECT_EQ(StepComplaint([](ordered_json& line) { line["actions"].push_back(0); }),
            "actions: expected an array of 4, found an array of 5");
  EXPECT_EQ(StepComplaint([](ordered_json& line) { line["state"]["board"][7] = "x"; }),
            "board[7]: expected an integer from 0 to 73, found \"x\"");
  EXPECT_EQ(StepComplaint([](ordered_json& line) { line["state"]["board"].erase(3); }),
            "board: expected an array of 121, found an array of 120");
  EXPECT_EQ(StepComplaint([](ordered_json& line) { line["state"].erase("flames"); }),
            "flames: expected this key, found none");
  EXPECT_EQ(StepComplaint([](ordered_json& line) { line["done"] = 1; }),
            "done: expected true or false, found 1");
  EXPECT_EQ(StepComplaint([](ordered_json& line) { line["result"] = "lost"; }),
            "result: expected \"incomplete\", \"win\" or \"tie\", found \"lost\"");
  EXPECT_EQ(StepComplaint([](ordered_json& line) { line["t"] = 18446744073709551615U; }),
            "t: expected an integer from 1 to 1000000, found 18446744073709551615");
  EXPECT_EQ(StepComplaint([](ordered_json& line) { line["t"] = 1.5; }),
            "t: expected an integer from 1 to 1000000, found 1.5");
  EXPECT_EQ(StepComplaint([](ordered_json& line) { line["state"] = 3; }),
            "state: expected an object, found 3");
}

TEST(TraceTest, HeaderOfAnotherFormatOrVersionIsRefused) {
  ordered_json header = PlayedGame(0)[0];
  header["version"] = 2;
  EXPECT_EQ(Complaint(header), "version: expected an integer from 1 to 1, found 2");
  header["format"] = "chess";
  EXPECT_EQ(Complaint(header), "format: expected \"arena-trace\", found \"chess\"");
}

TEST(TraceTest, StateThatNoMatchCanBeInIsNotSteppedOn) {
  ordered_json header = PlayedGame(0)[0];
  header["state"]["agents"][1] = header["state"]["agents"][0];

  EXPECT_THAT(Complaint(header), HasSubstr("R56: two agents share (1,1)"));
}

TEST(TraceTest, StepWithoutItsGameIsRefused) {
  EXPECT_THAT(Complaint(PlayedGame(1)[1]), HasSubstr("a step without its game"));
}

TEST(TraceTest, WhatIsNoObjectIsRefusedHoweverDeepItIs) {
  for (const std::string& text :
       {std::string("PNG"), std::string(""), std::string("[1]"), std::string(500'000, '['),
        std::string("{\"format\":") + std::string(1000, '[')}) {
    EXPECT_EQ(ParseLine(text, nullptr).status().code(), absl::StatusCode::kDataLoss);
  }
  std::string deep;
  for (int i = 0; i < 100'000; ++i) deep += "{\"a\":";
  deep = "{\"format\":" + deep + "1" + std::string(100'000, '}') + "}";
  EXPECT_THAT(std::string(ParseLine(deep, nullptr).status().message()), HasSubstr("format: expected"));
}

}  // namespace
}  // namespace reprise::golden
