#include "sched/measure/run_end.h"

#include <optional>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "base/os.h"
#include "channel/mpsc.h"
#include "channel/oneshot.h"
#include "replay/strategy/random_walk.h"
#include "runtime/runtime.h"
#include "support/plain_codec.h"
#include "task/cancel.h"
#include "task/scope.h"
#include "task/spawn.h"
#include "task/task_manager.h"
#include "tests/unit/support/on_every_scheduler.h"

namespace reprise::sched {
namespace {

using task::Spawn;
using task::TaskType;
using testing::ElementsAre;

constexpr std::uint64_t kHour = 3'600'000'000'000;

// What each scheduler says of the program's end.
void ExpectEnd(const std::function<void()>& program, const std::string& expected) {
  for (unsigned workers : {1U, 2U, 4U}) {
    SCOPED_TRACE(testing::Message() << workers << " workers");
    std::string told;
    Runtime runtime({.workers = workers, .on_end = [&](const RunEnd& end) { told = ToString(end); }});
    EXPECT_TRUE(runtime.Run("test", program).ok());
    EXPECT_EQ(told, expected);
    EXPECT_EQ(ToString(runtime.end()), expected);
  }
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    SCOPED_TRACE(testing::Message() << "deterministic, seed " << seed);
    strategy::RandomWalk walk(seed);
    Runtime runtime({.strategy = &walk});
    EXPECT_TRUE(runtime.Run("test", program).ok());
    EXPECT_EQ(ToString(runtime.end()), expected);
  }
}

TEST(RunEndTest, Example) {
  std::string said;
  Runtime runtime({.workers = 2, .on_end = [&](const RunEnd& end) { said = ToString(end); }});
  EXPECT_TRUE(runtime
                  .Run("shop",
                       [] {
                         channel::Mpsc<int> orders({.name = "/orders"});
                         EXPECT_TRUE(orders.Send(1).ok());
                         EXPECT_TRUE(orders.Send(2).ok());
                       })
                  .ok());
  EXPECT_EQ(said, "undelivered: 2 on /orders (mpsc)");
}

TEST(RunEndTest, WhereEverythingWasReceivedNothingWasLost) {
  ExpectEnd(
      [] {
        channel::Mpsc<int> orders({.name = "/orders"});
        EXPECT_TRUE(orders.Send(1).ok());
        EXPECT_TRUE(orders.Receive().ok());
      },
      "nothing was lost");
}

TEST(RunEndTest, ChannelsThatWentInsideTheRunCount) {
  ExpectEnd(
      [] {
        for (int n = 0; n < 3; ++n) {
          channel::Mpsc<int> orders({.name = "/orders"});
          EXPECT_TRUE(orders.Send(n).ok());
        }
        channel::Oneshot<int> answer({.name = "/answer"});
        EXPECT_TRUE(answer.sender.Send(1).ok());
        channel::Mpsc<int> unnamed({.name = ""});
        EXPECT_TRUE(unnamed.Send(1).ok());
      },
      "undelivered: 1 on (unnamed) (mpsc), 1 on /answer (oneshot), 3 on /orders (mpsc)");
}

TEST(RunEndTest, AChannelThatOutlivesTheRunCounts) {
  std::optional<channel::Mpsc<int>> orders;
  Runtime runtime({.workers = 1});
  EXPECT_TRUE(runtime
                  .Run("test",
                       [&] {
                         orders.emplace(channel::Options{.name = "/orders"});
                         EXPECT_TRUE(orders->Send(1).ok());
                       })
                  .ok());
  EXPECT_THAT(runtime.end().undelivered, ElementsAre(Undelivered{"/orders", ObjectKind::kMpsc, 1}));
}

TEST(RunEndTest, TheTasksOfACancelledScopeAreNamed) {
  ExpectEnd(
      [] {
        channel::Mpsc<int> left({.name = "/left"});
        channel::Mpsc<int> right({.name = "/right"});
        task::Scope scope("waiters");
        scope.Spawn(TaskType::kBotDecision, "a", [&] { return left.Receive().status(); });
        scope.Spawn(TaskType::kBotDecision, "b", [&] {
          static_cast<void>(right.Receive());
          return task::CheckCancelled();
        });
        scope.Cancel();
        EXPECT_TRUE(absl::IsCancelled(scope.Join()));
      },
      "2 tasks cancelled in 3 ops (test/a, test/b)");
}

TEST(RunEndTest, OfManyCancelledTasksTheFirstByNameAreNamed) {
  ExpectEnd(
      [] {
        task::Scope scope("waiters");
        for (int n = 0; n < 100; ++n) {
          scope.Spawn(TaskType::kBotDecision, absl::StrCat(n + 100), [] {
            while (task::CheckCancelled().ok()) {
              Yield();
            }
          });
        }
        scope.Cancel();
        static_cast<void>(scope.Join());
      },
      "100 tasks cancelled in 100 ops (test/100, test/101, test/102, test/103, test/104, test/105, test/106, "
      "test/107, test/108, test/109, test/110, test/111, test/112, test/113, test/114, test/115, ...)");
}

// Whether the first one was started is a race; the second one waits for its end.
TEST(RunEndTest, TasksThatNeverStartedAreNamed) {
  std::size_t refused = 0;
  const auto program = [&refused] {
    channel::Mpsc<int> never({.name = "/never"});
    task::TaskManager tasks({.running_max = 1});
    EXPECT_TRUE(tasks.Submit(TaskType::kPathfinding, "first", [&] { return never.Receive().status(); }).ok());
    EXPECT_TRUE(tasks.Submit(TaskType::kPathfinding, "second", [] {}).ok());
    refused = tasks.Shutdown(0).refused.size();
  };
  const auto expect_refused = [&](const RuntimeOptions& options) {
    Runtime runtime(options);
    EXPECT_TRUE(runtime.Run("test", program).ok());
    EXPECT_EQ(runtime.end().refused_tasks, refused);
    ASSERT_FALSE(runtime.end().refused.empty());
    EXPECT_EQ(runtime.end().refused.back(), "tasks/Pathfinding/second");
    EXPECT_THAT(ToString(runtime.end()), testing::HasSubstr(" never started (tasks/Pathfinding/"));
  };
  for (unsigned workers : {1U, 2U, 4U}) expect_refused({.workers = workers});
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    strategy::RandomWalk walk(seed);
    expect_refused({.strategy = &walk});
  }
}

TEST(RunEndTest, AShutdownTellsWhomItCancelledAndWhatItLeft) {
  for (const unsigned workers : {1U, 2U}) {
    Runtime runtime({.workers = workers, .on_end = [](const RunEnd&) {}});
    runtime.RequestShutdown(MonotonicNanos() + kHour);
    EXPECT_TRUE(runtime
                    .Run("test",
                         [] {
                           channel::Mpsc<int> orders({.name = "/orders"});
                           channel::Mpsc<int> never({.name = "/never"});
                           EXPECT_TRUE(orders.TrySend(1).ok());
                           EXPECT_TRUE(absl::IsCancelled(never.Receive().status()));
                         })
                    .ok());
    EXPECT_TRUE(runtime.end().shutdown);
    EXPECT_EQ(ToString(runtime.end()), "1 task cancelled in 1 op (test); undelivered: 1 on /orders (mpsc)");
  }
}

TEST(RunEndTest, AShutdownThatNobodyListensToIsToldOnStandardError) {
  const auto said_by = [](const std::function<void(Runtime&)>& prepare, int messages) {
    testing::internal::CaptureStderr();
    Runtime runtime({.workers = 1});
    prepare(runtime);
    EXPECT_TRUE(runtime
                    .Run("test",
                         [messages] {
                           channel::Mpsc<int> orders({.name = "/orders"});
                           for (int n = 0; n < messages; ++n) EXPECT_TRUE(orders.TrySend(n).ok());
                         })
                    .ok());
    return testing::internal::GetCapturedStderr();
  };
  const auto ask = [](Runtime& runtime) { runtime.RequestShutdown(MonotonicNanos() + kHour); };

  EXPECT_EQ(said_by(ask, 2), "reprise: the run was shut down: undelivered: 2 on /orders (mpsc)\n");
  EXPECT_EQ(said_by(ask, 0), "");
  EXPECT_EQ(said_by([](Runtime&) {}, 2), "");
}

TEST(RunEndDeathTest, BeforeTheEndThereIsNone) {
  Runtime runtime({.workers = 1});
  EXPECT_DEATH(static_cast<void>(runtime.end()), "end_");
}

}  // namespace
}  // namespace reprise::sched
