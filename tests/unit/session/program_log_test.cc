// A program of one's own: recorded, and played again from its log and nothing else.
#include "replay/session/program_log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

#include "channel/mpsc.h"
#include "support/plain_codec.h"
#include "support/temp_folder.h"
#include "task/spawn.h"

namespace reprise::session {
namespace {

using task::Spawn;
using task::TaskType;
using testing::HasSubstr;

// Bidders race; the highest number of `rounds` wins.
void Auction(const Settings& settings) {
  const int rounds = std::stoi(settings.at("rounds"));
  channel::Mpsc<int> bids({.name = "/bids", .capacity = 2});
  std::vector<task::JoinHandle<task::Nothing>> bidders;
  for (int bidder = 0; bidder < 3; ++bidder) {
    bidders.push_back(Spawn(TaskType::kBotDecision, absl::StrCat("bidder/", bidder), [&bids, bidder, rounds] {
      for (int round = 0; round < rounds; ++round) EXPECT_TRUE(bids.Send(round * 10 + bidder).ok());
    }));
  }
  int highest = 0;
  for (int n = 0; n < 3 * rounds; ++n) highest = std::max(highest, *bids.Receive());
  EXPECT_EQ(highest, (rounds - 1) * 10 + 2);
  for (auto& bidder : bidders) EXPECT_TRUE(bidder.Join().ok());
}

TEST(ProgramLogTest, Example) {
  const Program auction{.name = "auction", .body = Auction};
  const TempFolder folder;
  const std::string path = folder.File("run.mcap");

  ASSERT_TRUE(RecordProgram(path, auction, {.workers = 2, .settings = {{"rounds", "20"}}}).ok());
  const absl::StatusOr<VerifyResult> result = ReplayProgram(path, auction);

  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_EQ(result->verdict, ReplayVerdict::kExact);
  EXPECT_EQ(result->messages, 60U);
  EXPECT_THAT(Describe(*result), HasSubstr("exact: 60 messages, "));
}

TEST(ProgramLogTest, AProgramThatDoesSomethingElseIsCaught) {
  const TempFolder folder;
  const std::string path = folder.File("run.mcap");
  const RecordingOptions twice{.workers = 2, .settings = {{"rounds", "2"}}};
  ASSERT_TRUE(RecordProgram(path, {.name = "auction", .body = Auction}, twice).ok());
  const Program changed{.name = "auction", .body = [](Settings settings) {
                          settings["rounds"] = "3";
                          Auction(settings);
                        }};

  const absl::StatusOr<VerifyResult> result = ReplayProgram(path, changed);

  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_EQ(result->verdict, ReplayVerdict::kDiverged);
  EXPECT_THAT(Describe(*result), HasSubstr("diverged: "));
}

TEST(ProgramLogTest, ALogOfAnotherProgramIsRefused) {
  const TempFolder folder;
  const std::string path = folder.File("run.mcap");
  const auto nothing = [](const Settings&) {};
  ASSERT_TRUE(RecordProgram(path, {.name = "one", .body = nothing}).ok());

  const absl::StatusOr<VerifyResult> result = ReplayProgram(path, {.name = "two", .body = nothing});

  EXPECT_EQ(result.status().code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(std::string(result.status().message()),
              HasSubstr("holds a run of 'one', expected one of 'two'"));
}

TEST(ProgramLogTest, ARecordingIsNotOverwrittenUnasked) {
  const TempFolder folder;
  const std::string path = folder.File("run.mcap");
  const Program nothing{.name = "nothing", .body = [](const Settings&) {}};
  ASSERT_TRUE(RecordProgram(path, nothing).ok());

  EXPECT_EQ(RecordProgram(path, nothing).code(), absl::StatusCode::kAlreadyExists);
}

TEST(ProgramLogTest, ARunThatFailsLeavesALogThatReplays) {
  const TempFolder folder;
  const std::string path = folder.File("run.mcap");
  const Program failing{.name = "failing",
                        .body = [](const Settings&) { throw std::runtime_error("no bids"); }};

  const absl::Status ended = RecordProgram(path, failing);
  const absl::StatusOr<VerifyResult> result = ReplayProgram(path, failing);

  EXPECT_THAT(std::string(ended.message()), HasSubstr("no bids"));
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_EQ(result->verdict, ReplayVerdict::kExact) << Describe(*result);
}

}  // namespace
}  // namespace reprise::session
