#include "task/task_manager.h"

#include <atomic>
#include <stdexcept>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "channel/journal.h"
#include "support/on_every_scheduler.h"
#include "support/plain_codec.h"
#include "support/replays_exactly.h"
#include "task/cancel.h"
#include "time/clock.h"

namespace reprise::task {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr TaskType kAny = TaskType::kPathfinding;

absl::Status UntilCancelled() {
  for (;;) {
    if (absl::Status asked = CheckCancelled(); !asked.ok()) return asked;
    sched::Yield();
  }
}

TEST(TaskManagerTest, Example) {
  OnEveryScheduler([] {
    TaskManager tasks;
    absl::StatusOr<ScopedTask<int>> sum = tasks.Submit(kAny, "sum", [] { return 1 + 1; });
    EXPECT_EQ(*sum->Join(), 2);
    EXPECT_TRUE(tasks.Detach(TaskType::kEventProcessing, "watcher", UntilCancelled).ok());

    const ShutdownReport report = tasks.Shutdown(/*deadline_ns=*/0);
    EXPECT_EQ(report.status.code(), absl::StatusCode::kDeadlineExceeded);
    EXPECT_THAT(report.refused, testing::AnyOf(IsEmpty(), ElementsAre("watcher")));
    EXPECT_EQ(report.cancelled.size() + report.refused.size(), 1U);
  });
}

TEST(TaskManagerTest, AShutdownWithoutADeadlineLetsEverybodyEnd) {
  OnEveryScheduler([] {
    TaskManager tasks;
    std::atomic<int> ran{0};
    for (int n = 0; n < 20; ++n) {
      EXPECT_TRUE(tasks.Submit(static_cast<TaskType>(n % 6), absl::StrCat(n), [&] { ++ran; }).ok());
      EXPECT_TRUE(tasks.Detach(kAny, absl::StrCat("detached/", n), [&] { ++ran; }).ok());
    }

    const ShutdownReport report = tasks.Shutdown(sched::kNever);
    EXPECT_TRUE(report.status.ok());
    EXPECT_THAT(report.cancelled, IsEmpty());
    EXPECT_THAT(report.refused, IsEmpty());
    EXPECT_EQ(ran, 40);
    EXPECT_EQ(tasks.Counters(kAny).started, 3U);
    EXPECT_EQ(tasks.DetachedCounters().ended, 20U);
  });
}

TEST(TaskManagerTest, AFailureIsItsOwnersAndIsCounted) {
  OnEveryScheduler([] {
    TaskManager tasks;
    auto fails = tasks.Submit(kAny, "fails", [] { return absl::NotFoundError("no path"); });
    auto throws = tasks.Submit(kAny, "throws", []() -> int { throw std::runtime_error("no board"); });
    auto works = tasks.Submit(kAny, "works", [] { return 1; });

    EXPECT_EQ(fails->Join().message(), "no path");
    EXPECT_EQ(throws->Join().status().message(), "task test/Pathfinding/throws failed: no board");
    EXPECT_EQ(*works->Join(), 1);
    EXPECT_TRUE(tasks.Shutdown(sched::kNever).status.ok());
    EXPECT_EQ(tasks.Counters(kAny).failed, 2U);
    EXPECT_EQ(tasks.Counters(kAny).ended, 3U);
  });
}

TEST(TaskManagerTest, APoolRunsSoManyAtATimeAndThenHoldsItsSubmittersBack) {
  OnEveryScheduler([] {
    TaskManager tasks({.queue = 2, .running_max = 2});
    channel::Mpsc<int> gate({.name = "/gate"});
    std::atomic<int> running{0};
    std::vector<ScopedTask<Nothing>> submitted;
    for (int n = 0; n < 12; ++n) {
      auto one = tasks.Submit(kAny, absl::StrCat(n), [&] {
        EXPECT_LE(++running, 2);
        sched::Yield();
        --running;
      });
      EXPECT_TRUE(one.ok());
      submitted.push_back(*one);
    }
    for (auto& one : submitted) EXPECT_TRUE(one.Join().ok());
    EXPECT_TRUE(tasks.Shutdown(sched::kNever).status.ok());
  });
}

TEST(TaskManagerTest, AFullPoolRefusesWhoDoesNotWaitAndTimesOutWhoWaitsNotForLong) {
  OnEveryScheduler([] {
    sched::Clock clock("/clock");
    TaskManager tasks({.queue = 1, .running_max = 1});
    // One runs, one is in the hands of the pool, one waits: then the pool is full.
    EXPECT_TRUE(tasks.Submit(kAny, "runs", UntilCancelled).ok());
    for (int accepted = 0; accepted < 2;) {
      accepted += tasks.TrySubmit(kAny, absl::StrCat("waits/", accepted), [] {}).ok() ? 1 : 0;
      sched::Yield();
    }
    EXPECT_EQ(tasks.TrySubmit(kAny, "refused", [] {}).status().code(), absl::StatusCode::kResourceExhausted);
    EXPECT_EQ(tasks.SubmitUntil(clock.Now(), kAny, "late", [] {}).status().code(),
              absl::StatusCode::kDeadlineExceeded);
    EXPECT_FALSE(tasks.Shutdown(clock.Now()).status.ok());
  });
}

TEST(TaskManagerTest, WhoNeverStartedIsToldAndReported) {
  OnEveryScheduler([] {
    TaskManager tasks({.queue = 10, .running_max = 1});
    auto runs = tasks.Submit(kAny, "runs", UntilCancelled);
    auto waits = tasks.Submit(kAny, "waits", [] {});
    auto also = tasks.Submit(kAny, "waits too", [] {});
    const ShutdownReport report = tasks.Shutdown(/*deadline_ns=*/0);

    // The first may not have started either.
    EXPECT_EQ(report.cancelled.size() + report.refused.size(), 3U);
    EXPECT_EQ(runs->Join().code(), absl::StatusCode::kCancelled);
    EXPECT_EQ(waits->Join().message(), "task waits of pool tasks/Pathfinding: the pool ended first");
    EXPECT_EQ(also->Result().code(), absl::StatusCode::kCancelled);
    EXPECT_EQ(tasks.Counters(kAny).refused, report.refused.size());
    EXPECT_EQ(tasks.Submit(kAny, "late", [] {}).status().code(), absl::StatusCode::kFailedPrecondition);
  });
}

TEST(TaskManagerTest, DetachedTasksAreListedByName) {
  OnEveryScheduler([] {
    TaskManager tasks;
    EXPECT_TRUE(tasks.Detach(kAny, "watcher", UntilCancelled).ok());
    EXPECT_TRUE(tasks.Detach(kAny, "logger", UntilCancelled).ok());
    while (tasks.Detached().size() < 2) sched::Yield();

    EXPECT_THAT(tasks.Detached(), ElementsAre("logger", "watcher"));
    EXPECT_THAT(tasks.Shutdown(/*deadline_ns=*/0).cancelled, ElementsAre("logger", "watcher"));
  });
}

TEST(TaskManagerTest, AManagerThatIsNotShutDownCancelsAndWaits) {
  OnEveryScheduler([] {
    std::atomic<int> running{0};
    {
      TaskManager tasks;
      for (int n = 0; n < 3; ++n) {
        EXPECT_TRUE(tasks
                        .Detach(kAny, absl::StrCat(n),
                                [&] {
                                  ++running;
                                  static_cast<void>(UntilCancelled());
                                  --running;
                                })
                        .ok());
      }
    }
    EXPECT_EQ(running, 0);
  });
}

TEST(TaskManagerTest, AProgramsOwnTypeHasAPoolToo) {
  OnEveryScheduler([] {
    TaskManagerOptions options;
    const TaskType render = *options.types.Add({.name = "Render", .share = 2});
    TaskManager tasks(options);

    EXPECT_EQ(*tasks.Submit(render, "frame", [] { return 60; })->Join(), 60);
    EXPECT_TRUE(tasks.Shutdown(sched::kNever).status.ok());
    EXPECT_EQ(tasks.Counters(render).ended, 1U);
  });
}

TEST(TaskManagerReplayTest, ShutdownsInTheMiddleOfWorkReplay) {
  ReplaysExactly([] {
    channel::Journal<int> journal({.name = "/journal"});
    sched::Clock clock("/clock");
    TaskManager tasks({.queue = 3, .running_max = 2});
    Scope submitters("submitters");
    for (int submitter = 0; submitter < 3; ++submitter) {
      submitters.Spawn(kAny, absl::StrCat(submitter), [&, submitter] {
        for (int n = 0; n < 15; ++n) {
          auto one = tasks.Submit(static_cast<TaskType>(n % 2), absl::StrCat(submitter, "/", n), [n] {
            for (int round = 0; round < n; ++round) {
              if (absl::Status asked = CheckCancelled(); !asked.ok()) return asked;
              sched::Yield();
            }
            return absl::OkStatus();
          });
          journal.Append(static_cast<int>(one.status().code()));
          if (one.ok() && n % 4 == 0) journal.Append(static_cast<int>(one->Join().code()));
          static_cast<void>(tasks.Detach(kAny, absl::StrCat("d", submitter, "/", n), UntilCancelled));
          journal.Append(static_cast<int>(tasks.Detached().size()));
        }
      });
    }
    const ShutdownReport report = tasks.Shutdown(clock.Now() + 200'000);
    journal.Append(static_cast<int>(report.cancelled.size()));
    for (const std::string& name : report.refused) journal.Append(name.back());
    EXPECT_TRUE(submitters.Join().ok());
  });
}

}  // namespace
}  // namespace reprise::task
