#include "task/join_handle.h"

#include <atomic>
#include <stdexcept>

#include <gtest/gtest.h>

#include "channel/mpsc.h"
#include "support/on_every_scheduler.h"
#include "support/plain_codec.h"
#include "task/spawn.h"

namespace reprise::task {
namespace {

TEST(JoinHandleTest, Example) {
  OnEveryScheduler([] {
    JoinHandle<int> sum = Spawn(TaskType::kPathfinding, "sum", [] { return 1 + 1; });
    const absl::StatusOr<int> two = sum.Join();

    EXPECT_EQ(*two, 2);
    EXPECT_TRUE(sum.joined());
  });
}

TEST(JoinHandleTest, AnExceptionThatPassesByAHandleWaitsForTheChild) {
  OnEveryScheduler([] {
    std::atomic<bool> ended{false};
    try {
      channel::Mpsc<int> gate({.name = "/gate"});
      auto child = Spawn(TaskType::kPathfinding, "child", [&] {
        EXPECT_TRUE(gate.Receive().ok());
        ended = true;
      });
      EXPECT_TRUE(gate.Send(1).ok());
      throw std::runtime_error("no path");
    } catch (const std::runtime_error&) {
      EXPECT_TRUE(ended);
    }
    EXPECT_TRUE(ended);
  });
}

TEST(JoinHandleTest, AMovedHandleIsJoinedOnce) {
  OnEveryScheduler([] {
    auto first = Spawn(TaskType::kPathfinding, "child", [] { return 1; });
    auto second = std::move(first);

    EXPECT_TRUE(first.joined());  // NOLINT(bugprone-use-after-move): that is what a moved handle is.
    EXPECT_FALSE(second.joined());
    EXPECT_EQ(*second.Join(), 1);
    EXPECT_TRUE(second.joined());
  });
}

TEST(JoinHandleDeathTest, AHandleThatNobodyJoinedIsADefect) {
  testing::FLAGS_gtest_death_test_style = "threadsafe";
  EXPECT_DEATH(
      static_cast<void>(sched::Runtime({.workers = 1})
                            .Run("test", [] { auto lost = Spawn(TaskType::kPathfinding, "lost", [] {}); })),
      "uncaught_exceptions");
}

}  // namespace
}  // namespace reprise::task
