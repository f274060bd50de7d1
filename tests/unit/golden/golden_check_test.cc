#include "replay/golden/golden_check.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <filesystem>
#include <iostream>

#include "tests/unit/golden/golden_writer.h"
#include "tests/unit/support/temp_folder.h"

namespace reprise::golden {
namespace {

using nlohmann::ordered_json;
using ::testing::HasSubstr;

CheckResult Check(const std::vector<ordered_json>& lines) {
  const TempFolder folder;
  return CheckGoldenFile(WriteGzip(folder.File("check.jsonl.gz"), Text(lines))).value();
}

TEST(GoldenCheckTest, GamesAndLoneStepsThatAgreeAreCounted) {
  const arena::Rules shrinking{.max_steps = 30, .collapses = {10, 20}};
  std::vector<ordered_json> lines = PlayedGame(40, shrinking);
  for (const ordered_json& line : PlayedGame(5)) lines.push_back(line);
  lines.push_back(PlayedLoneStep());

  const CheckResult result = Check(lines);

  EXPECT_EQ(result.games, 2U);
  EXPECT_EQ(result.steps, 46U);
  EXPECT_EQ(result.mismatches, 0U);
}

TEST(GoldenCheckTest, MismatchIsToldOnceWithItsPlaceAndBothValues) {
  std::vector<ordered_json> lines = PlayedGame(20);
  lines[7]["state"]["agents"][3][3] = 9;

  const CheckResult result = Check(lines);

  ASSERT_EQ(result.mismatches, 2U);  // The step that leads there, and the one that leads away from it.
  EXPECT_THAT(result.first[0].file, HasSubstr("check.jsonl.gz"));
  EXPECT_EQ(result.first[0].episode, "played");
  EXPECT_EQ(result.first[0].step, 7U);
  EXPECT_EQ(result.first[0].field, "agents[3]");
  EXPECT_THAT(result.first[0].expected, HasSubstr(",9,"));
}

TEST(GoldenCheckTest, EveryPartOfTheRecordIsCompared) {
  const auto changed_field = [](auto change) {
    std::vector<ordered_json> lines = PlayedGame(3);
    change(lines[3]);
    const CheckResult result = Check(lines);
    return result.first.empty() ? "none" : result.first[0].field;
  };

  EXPECT_EQ(changed_field([](ordered_json& line) { line["t"] = 4; }), "t");
  EXPECT_EQ(changed_field([](ordered_json& line) { line["done"] = true; }), "done");
  EXPECT_EQ(changed_field([](ordered_json& line) { line["reward"][2] = 1; }), "reward[2]");
  EXPECT_EQ(changed_field([](ordered_json& line) { line["result"] = "tie"; }), "result");
  EXPECT_EQ(changed_field([](ordered_json& line) { line["winners"] = {2}; }), "winners");
  EXPECT_EQ(changed_field([](ordered_json& line) { line["state"]["items"].erase(0); }).substr(0, 5), "items");
  EXPECT_EQ(changed_field([](ordered_json& line) {
              line["state"]["flames"].push_back({0, 0, 1});
            }),
            "flames[0]");
}

TEST(GoldenCheckTest, CorruptedGoldenFileIsAbortedAndAForeignFileIsDataLoss) {
  const TempFolder folder;
  std::vector<ordered_json> lines = PlayedGame(3);
  lines[2]["actions"][0] = 9;
  const absl::Status corrupted =
      CheckGoldenFile(WriteGzip(folder.File("corrupted.gz"), Text(lines))).status();
  EXPECT_EQ(corrupted.code(), absl::StatusCode::kAborted);
  EXPECT_THAT(std::string(corrupted.message()),
              HasSubstr(":3: actions[0]: expected an integer from 0 to 5, found 9"));

  EXPECT_EQ(CheckGoldenFile(WritePlain(folder.File("a.png"), "\x89PNG\r\n\x1a\n")).status().code(),
            absl::StatusCode::kDataLoss);
  EXPECT_EQ(CheckGoldenFile(WritePlain(folder.File("empty.gz"), "")).status().code(),
            absl::StatusCode::kDataLoss);
}

TEST(GoldenCheckTest, OnlyTheFirstMismatchesAreKept) {
  std::vector<ordered_json> lines;
  for (int i = 0; i < 15; ++i) {
    lines.push_back(PlayedLoneStep());
    lines.back()["done"] = true;
  }
  const CheckResult result = Check(lines);

  EXPECT_EQ(result.mismatches, 15U);
  EXPECT_EQ(result.first.size(), kMismatchesKept);
}

// The records that another engine made, if the folder with them is there.
TEST(GoldenCheckTest, AllRecordedGamesAgree) {
  const std::filesystem::path folder = std::filesystem::path(REPRISE_SHARED) / "arena" / "golden";
  if (!std::filesystem::is_directory(folder)) {
    std::cout << "golden games: the folder " << folder << " is not there, nothing compared\n";
    return;
  }
  CheckResult total;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() != ".gz") continue;
    const absl::StatusOr<CheckResult> result = CheckGoldenFile(entry.path().string());
    ASSERT_TRUE(result.ok()) << std::string(result.status().message());
    total.Add(*result);
  }
  std::cout << "golden games: games " << total.games << " steps " << total.steps << " mismatches "
            << total.mismatches << "\n";
  EXPECT_EQ(total.games, 259U);
  EXPECT_EQ(total.steps, 5769U);
  EXPECT_EQ(total.mismatches, 0U) << total.first[0].file << " " << total.first[0].field;
}

}  // namespace
}  // namespace reprise::golden
