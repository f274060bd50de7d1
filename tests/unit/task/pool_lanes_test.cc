#include "task/pool_lanes.h"

#include <algorithm>
#include <atomic>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "channel/journal.h"
#include "sched/object/announce.h"
#include "support/on_every_scheduler.h"
#include "support/plain_codec.h"
#include "support/replays_exactly.h"
#include "task/cancel.h"
#include "task/scope.h"
#include "task/task_manager.h"

namespace reprise::task {
namespace {

using testing::Each;

constexpr TaskType kAny = TaskType::kPathfinding;

// The lanes with the tasks that serve them.
class Served {
 public:
  Served(const WorkerPoolOptions& options, std::size_t lanes)
      : lanes_(options, lanes), services_("services") {
    for (std::size_t nth = 0; nth < lanes; ++nth)
      services_.Spawn(kAny, absl::StrCat(nth), [lane = &lanes_.lane(nth)] { lane->Serve(); });
  }

  template <typename F>
  auto Submit(std::string name, F body) {
    return lanes_.Submit(kAny, std::move(name), std::move(body), sched::kNever, WhenFull::kWait,
                         sched::Site::Here());
  }
  void End() {
    lanes_.Close(sched::Site::Here());
    EXPECT_TRUE(services_.Join().ok());
  }

  PoolLanes& lanes() { return lanes_; }

 private:
  PoolLanes lanes_;
  Scope services_;
};

// What each lane got, once everybody has ended.
std::vector<std::uint64_t> Submitted(PoolLanes& lanes) {
  std::vector<std::uint64_t> submitted;
  for (std::size_t nth = 0; nth < lanes.size(); ++nth)
    submitted.push_back(lanes.lane(nth).counters().submitted);
  return submitted;
}

TEST(PoolLanesTest, Example) {
  OnEveryScheduler([] {
    Served pool({.name = "paths"}, /*lanes=*/3);
    std::vector<ScopedTask<int>> paths;
    for (int n = 0; n < 9; ++n) paths.push_back(*pool.Submit(absl::StrCat(n), [n] { return n * n; }));
    for (int n = 0; n < 9; ++n) EXPECT_EQ(*paths[static_cast<std::size_t>(n)].Join(), n * n);
    pool.End();
    EXPECT_EQ(pool.lanes().counters().ended, 9U);
  });
}

// Nobody ends before all have come, so a lane's load is what it was given, and that is the draws' alone.
TEST(PoolLanesTest, OfTwoThatAreDrawnTheShorterIsTakenSoNoLaneIsMuchLonger) {
  constexpr int kLanes = 8;
  constexpr int kTasks = 800;
  std::vector<std::vector<std::uint64_t>> runs;
  for (const unsigned workers : {1U, 2U, 4U}) {
    sched::Runtime runtime({.workers = workers});
    EXPECT_TRUE(runtime
                    .Run("test",
                         [&] {
                           Served pool({.name = "paths"}, kLanes);
                           std::vector<ScopedTask<Nothing>> tasks;
                           std::atomic<bool> open{false};
                           for (int n = 0; n < kTasks; ++n) {
                             tasks.push_back(*pool.Submit(absl::StrCat(n), [&open] {
                               while (!open) sched::Yield();
                             }));
                           }
                           open = true;
                           for (auto& one : tasks) EXPECT_TRUE(one.Join().ok());
                           pool.End();
                           runs.push_back(Submitted(pool.lanes()));
                         })
                    .ok());
  }
  const auto [least, most] = std::minmax_element(runs[0].begin(), runs[0].end());
  EXPECT_LE(*most, kTasks / kLanes + 3U);
  EXPECT_GE(*least, kTasks / kLanes - 6U);
  EXPECT_THAT(runs, Each(runs[0]));
}

TEST(PoolLanesTest, OneLaneStartsItsTasksInTheOrderInWhichTheyCame) {
  OnEveryScheduler([] {
    std::vector<int> started;
    Served pool({.name = "paths", .running_max = 1}, /*lanes=*/1);
    for (int n = 0; n < 5; ++n)
      EXPECT_TRUE(pool.Submit(absl::StrCat(n), [&, n] { started.push_back(n); }).ok());
    pool.End();
    EXPECT_THAT(started, testing::ElementsAre(0, 1, 2, 3, 4));
  });
}

// Which lane is shorter when somebody submits, differs from run to run.
TEST(PoolLanesTest, WhereEachWentReplays) {
  ReplaysExactly([] {
    channel::Journal<int> journal({.name = "/journal"});
    Served pool({.name = "paths", .queue = 3, .running_max = 2}, /*lanes=*/3);
    Scope submitters("submitters");
    for (int submitter = 0; submitter < 3; ++submitter) {
      submitters.Spawn(kAny, absl::StrCat(submitter), [&, submitter] {
        for (int n = 0; n < 20; ++n) {
          EXPECT_TRUE(pool.Submit(absl::StrCat(submitter, "/", n),
                                  [n] {
                                    for (int round = 0; round < n % 7; ++round) sched::Yield();
                                  })
                          .ok());
        }
      });
    }
    EXPECT_TRUE(submitters.Join().ok());
    pool.End();
    for (const std::uint64_t submitted : Submitted(pool.lanes())) journal.Append(static_cast<int>(submitted));
  });
}

TEST(PoolLanesTest, AManagerWithLanesLosesNobodyAtItsEnd) {
  OnEveryScheduler([] {
    TaskManager tasks({.queue = 2, .running_max = 2, .lanes = 2});
    for (int n = 0; n < 8; ++n) {
      EXPECT_TRUE(tasks
                      .Submit(kAny, absl::StrCat(n),
                              [] {
                                for (int round = 0; round < 3; ++round) {
                                  if (absl::Status asked = CheckCancelled(); !asked.ok()) return asked;
                                  sched::Yield();
                                }
                                return absl::OkStatus();
                              })
                      .ok());
    }
    const ShutdownReport report = tasks.Shutdown(/*deadline_ns=*/0);

    const PoolCounters counters = tasks.Counters(kAny);
    EXPECT_EQ(counters.submitted, 8U);
    EXPECT_EQ(counters.ended + counters.refused, 8U);
    EXPECT_EQ(counters.started, counters.ended);
    EXPECT_EQ(report.refused.size(), counters.refused);
    EXPECT_EQ(report.cancelled.size(), counters.cancelled);
  });
}

TEST(PoolLanesDeathTest, NoLanesIsADefect) {
  EXPECT_DEATH(
      static_cast<void>(sched::Runtime({.workers = 1}).Run("test", [] { PoolLanes({.name = "paths"}, 0); })),
      "lanes > 0");
}

}  // namespace
}  // namespace reprise::task
