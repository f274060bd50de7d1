// What a run says of its end is what its replay says.
#include <string>

#include <gtest/gtest.h>

#include "base/os.h"
#include "channel/call.h"
#include "channel/mpsc.h"
#include "replay/session/program_log.h"
#include "sched/measure/run_end.h"
#include "support/plain_codec.h"
#include "support/temp_folder.h"
#include "task/scope.h"
#include "tests/unit/session/record_and_replay.h"

namespace reprise::session {
namespace {

using task::TaskType;

// How far each waiter came before it was cancelled is a race; so are the messages that nobody took.
void WorkUntilCancelled() {
  channel::Mpsc<int> jobs({.name = "/jobs", .capacity = 4});
  channel::Call<int, int> call({.name = "/call", .requests = 2, .replies = 2});
  task::Scope scope("workers");
  for (int sender = 0; sender < 3; ++sender) {
    scope.Spawn(TaskType::kBotDecision, "sender", [&jobs, &call] {
      while (jobs.Send(1).ok()) {
      }
      return call.Ask(1).status();
    });
  }
  scope.Spawn(TaskType::kPathfinding, "service", [&call] { return call.NextRequest().status(); });
  for (int n = 0; n < 10; ++n) static_cast<void>(jobs.Receive());
  scope.Cancel();
  static_cast<void>(scope.Join());
}

// Of one recorded run, and of its replay.
struct Ends {
  sched::RunEnd recorded;
  VerifyResult replayed;
};

Ends EndsOf(unsigned workers, bool shutdown) {
  const TempFolder folder;
  const std::string path = folder.File("run.mcap");
  auto recorder = record::Recorder::Create(path, {.workers = workers});
  EXPECT_TRUE(recorder.ok()) << recorder.status();
  Ends ends;
  {
    sched::Runtime runtime({.workers = workers,
                            .tap = recorder->get(),
                            .on_end = [&](const sched::RunEnd& end) { ends.recorded = end; }});
    if (shutdown) runtime.RequestShutdown(MonotonicNanos() + 3'600'000'000'000);
    EXPECT_TRUE(runtime.Run("test", WorkUntilCancelled).ok());
  }
  EXPECT_TRUE((*recorder)->Finish({}).ok());
  const absl::StatusOr<log::LogFile> log = log::LogFile::Open(path, log::ReadMode::kPrefix);
  EXPECT_TRUE(log.ok()) << log.status();
  ends.replayed = Verify(*log, WorkUntilCancelled);
  return ends;
}

TEST(RunEndReplayTest, AReplayEndsWithTheSameCancelledAndUndelivered) {
  for (unsigned workers : {1U, 2U, 4U}) {
    const Ends ends = EndsOf(workers, /*shutdown=*/false);
    EXPECT_EQ(ends.replayed.verdict, ReplayVerdict::kExact) << ends.replayed.where;
    EXPECT_GE(ends.recorded.cancelled_tasks, 4U);
    EXPECT_EQ(ToString(ends.replayed.end), ToString(ends.recorded));
  }
}

TEST(RunEndReplayTest, SoDoesTheReplayOfARunThatWasShutDown) {
  for (unsigned workers : {1U, 2U}) {
    const Ends ends = EndsOf(workers, /*shutdown=*/true);
    EXPECT_EQ(ends.replayed.verdict, ReplayVerdict::kExact) << ends.replayed.where;
    EXPECT_TRUE(ends.recorded.shutdown);
    EXPECT_GE(ends.recorded.cancelled_tasks, 5U);
    EXPECT_EQ(ToString(ends.replayed.end), ToString(ends.recorded));
  }
}

TEST(RunEndReplayTest, TheLogSaysWhatWasLost) {
  const TempFolder folder;
  const std::string path = folder.File("lost.mcap");
  const Program program{.name = "lost", .body = [](const Settings&) {
                          channel::Mpsc<int> orders({.name = "/orders"});
                          EXPECT_TRUE(orders.Send(1).ok());
                        }};
  EXPECT_TRUE(RecordProgram(path, program).ok());
  const absl::StatusOr<log::LogFile> log = log::LogFile::Open(path, log::ReadMode::kStrict);
  ASSERT_TRUE(log.ok()) << log.status();
  const log::StringMap& end = log->all_metadata().back().metadata;
  EXPECT_EQ(end.back(), (std::pair<std::string, std::string>("lost", "undelivered: 1 on /orders (mpsc)")));
}

}  // namespace
}  // namespace reprise::session
