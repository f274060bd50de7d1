// What the explorer finds in a program, written as a log and replayed from it and nothing else.
#include "replay/explore/failure_log.h"

#include <cstdio>
#include <filesystem>
#include <stdexcept>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "channel/mpsc.h"
#include "replay/explore/explore.h"
#include "replay/log/log_file.h"
#include "replay/session/canonical_order.h"
#include "replay/session/log_trace.h"
#include "support/plain_codec.h"
#include "support/temp_folder.h"
#include "sync/mutex.h"
#include "task/spawn.h"

namespace reprise::explore {
namespace {

using oracle::FailureKind;
using session::Program;
using session::ReplayVerdict;
using session::Settings;
using session::VerifyResult;
using task::Spawn;
using task::TaskType;
using testing::HasSubstr;
using testing::StartsWith;

// The highest of two bids should win; the program takes the last one for it.
void Auction(const Settings&) {
  channel::Mpsc<int> bids({.name = "/bids", .capacity = 2});
  auto low = Spawn(TaskType::kBotDecision, "low", [&] { EXPECT_TRUE(bids.Send(1).ok()); });
  auto high = Spawn(TaskType::kBotDecision, "high", [&] { EXPECT_TRUE(bids.Send(2).ok()); });
  int winner = *bids.Receive();
  winner = *bids.Receive();
  EXPECT_TRUE(low.Join().ok());
  EXPECT_TRUE(high.Join().ok());
  if (winner != 2) throw std::logic_error("the lower bid won");
}
const Program kAuction{.name = "auction", .body = Auction};

// Two mutexes in opposite order, and a message before.
void Transfer(const Settings&) {
  sync::Mutex left("/left"), right("/right");
  channel::Mpsc<int> notes({.name = "/notes", .capacity = 1});
  auto other = Spawn(TaskType::kStateUpdate, "other", [&] {
    EXPECT_TRUE(notes.Send(7).ok());
    const sync::Mutex::Held first = right.Lock();
    const sync::Mutex::Held second = left.Lock();
  });
  {
    const sync::Mutex::Held first = left.Lock();
    const sync::Mutex::Held second = right.Lock();
  }
  EXPECT_TRUE(other.Join().ok());
}
const Program kTransfer{.name = "transfer", .body = Transfer};

Report Search(const Program& program) {
  ProgramTarget target({.name = program.name, .body = [&] { program.body({}); }});
  return Explore({.strategy = "pct:depth=3", .schedules = 2'000}, target);
}

TEST(FailureLogTest, Example) {
  const TempFolder folder;
  const std::string path = folder.File("auction.mcap");
  const Report report = Search(kAuction);
  ASSERT_TRUE(report.found);
  std::printf("%stoken: %s\n", ToString(*report.found).c_str(), report.found->token.c_str());

  ASSERT_TRUE(WriteLog(path, report.found->token, kAuction).ok());
  const absl::StatusOr<VerifyResult> again = session::ReplayProgram(path, kAuction);

  ASSERT_TRUE(again.ok()) << again.status();
  std::printf("%s\n", Describe(*again).c_str());
  EXPECT_EQ(again->verdict, ReplayVerdict::kExact) << Describe(*again);
  EXPECT_EQ(again->messages, 2U);
  EXPECT_EQ(again->ops, report.found->trace.steps.size());
}

TEST(FailureLogTest, ADeadlocksLogIsCutShortAndReplaysUpToThere) {
  const TempFolder folder;
  const std::string path = folder.File("transfer.mcap");
  const Report report = Search(kTransfer);
  ASSERT_TRUE(report.found);
  ASSERT_EQ(report.found->failure.kind, FailureKind::kLockCycle);

  ASSERT_TRUE(WriteLog(path, report.found->token, kTransfer).ok());
  const absl::StatusOr<VerifyResult> again = session::ReplayProgram(path, kTransfer);

  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->verdict, ReplayVerdict::kCutShort) << Describe(*again);
  EXPECT_EQ(again->ops, report.found->trace.steps.size());
}

TEST(FailureLogTest, TheLogsTraceIsTheRunsTrace) {
  for (const Program& program : {kAuction, kTransfer}) {
    const TempFolder folder;
    const std::string path = folder.File("trace.mcap");
    const Report report = Search(program);
    ASSERT_TRUE(report.found);
    ASSERT_TRUE(WriteLog(path, report.found->token, program).ok());

    const absl::StatusOr<log::LogFile> file = log::LogFile::Open(path, log::ReadMode::kPrefix);
    ASSERT_TRUE(file.ok()) << file.status();
    const absl::StatusOr<session::RecordedRun> run = session::RecordedRun::Load(*file);
    ASSERT_TRUE(run.ok()) << run.status();
    const trace::Trace from_log = session::TraceOf(*run, session::MakeCanonicalOrder(*run));

    // The log's order is another one of the same run: each task's own ops are what can be compared.
    const trace::Trace& from_run = report.found->trace;
    ASSERT_EQ(from_log.steps.size(), from_run.steps.size());
    EXPECT_EQ(from_log.messages.size(), from_run.messages.size());
    for (const auto& [id, task] : from_run.tasks) {
      EXPECT_EQ(from_log.TaskName(id), task.name);
      const auto ops_of = [id = id](const trace::Trace& trace) {
        trace::Trace own;
        for (const trace::Step& step : trace.steps)
          if (step.task == id) own.steps.push_back(step);
        return own;
      };
      EXPECT_EQ(trace::FirstDifference(ops_of(from_log), ops_of(from_run)), trace::kNoDifference);
    }
  }
}

TEST(FailureLogTest, HowTheRunEndedIsInTheLog) {
  const TempFolder folder;
  const std::string path = folder.File("ended.mcap");
  const Report report = Search(kTransfer);
  ASSERT_TRUE(report.found);
  ASSERT_TRUE(WriteLog(path, report.found->token, kTransfer).ok());

  const absl::StatusOr<log::LogFile> file = log::LogFile::Open(path, log::ReadMode::kPrefix);

  ASSERT_TRUE(file.ok()) << file.status();
  const log::StringMap& end = file->all_metadata().back().metadata;
  EXPECT_EQ(end, (log::StringMap{{"ended", oracle::ToString(report.found->failure)},
                                 {"token", report.found->token}}));
  EXPECT_THAT(end.front().second, StartsWith("deadlock, locks in a circle: "));
}

TEST(FailureLogTest, ATokenOfAnotherProgramLeavesNoFile) {
  const TempFolder folder;
  const std::string path = folder.File("misfit.mcap");
  const Report report = Search(kTransfer);
  ASSERT_TRUE(report.found);

  const absl::Status written =
      WriteLog(path, report.found->token, {.name = "nothing", .body = [](const Settings&) {}});

  EXPECT_EQ(written.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(written.message()), HasSubstr("the token has"));
  EXPECT_FALSE(std::filesystem::exists(path));
  EXPECT_EQ(WriteLog(path, "nonsense", kTransfer).code(), absl::StatusCode::kInvalidArgument);
}

TEST(FailureLogTest, ALogIsNotOverwrittenUnasked) {
  const TempFolder folder;
  const std::string path = folder.File("twice.mcap");
  const Report report = Search(kTransfer);
  ASSERT_TRUE(report.found);
  ASSERT_TRUE(WriteLog(path, report.found->token, kTransfer).ok());
  EXPECT_EQ(WriteLog(path, report.found->token, kTransfer).code(), absl::StatusCode::kAlreadyExists);
}

}  // namespace
}  // namespace reprise::explore
