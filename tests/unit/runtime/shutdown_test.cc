#include "runtime/shutdown.h"

#include <thread>

#include <gtest/gtest.h>

#include "base/os.h"
#include "channel/mpsc.h"
#include "runtime/runtime.h"
#include "sched/object/announce.h"
#include "task/spawn.h"
#include "tests/unit/support/plain_codec.h"

namespace reprise::sched {
namespace {

using task::Spawn;
using task::TaskType;

constexpr std::uint64_t kLong = 3'600'000'000'000;

TEST(ShutdownTest, Example) {
  for (const unsigned workers : {1U, 2U}) {
    Runtime runtime({.workers = workers});
    std::thread operator_thread;
    absl::Status received;
    EXPECT_TRUE(runtime
                    .Run("test",
                         [&] {
                           channel::Mpsc<int> orders({.name = "/orders"});
                           operator_thread =
                               std::thread([&] { runtime.RequestShutdown(MonotonicNanos() + kLong); });
                           received = orders.Receive().status();  // Nothing ever comes.
                         })
                    .ok());
    operator_thread.join();
    EXPECT_TRUE(absl::IsCancelled(received)) << received;
    EXPECT_LE(runtime.Stats().objects[0].cancelled, 1U);  // Counted if the request came while it waited.
    EXPECT_FALSE(runtime.ShutdownOverdue());
  }
}

TEST(ShutdownTest, ARequestBeforeTheRunIsHeard) {
  Runtime runtime({.workers = 1});
  runtime.RequestShutdown(MonotonicNanos() + kLong);
  absl::Status received;
  EXPECT_TRUE(runtime
                  .Run("test",
                       [&] {
                         channel::Mpsc<int> orders({.name = "/orders"});
                         received = orders.Receive().status();
                       })
                  .ok());
  EXPECT_TRUE(absl::IsCancelled(received)) << received;
}

TEST(ShutdownTest, ABusyRunHearsIt) {
  Runtime runtime({.workers = 1});
  std::thread operator_thread;
  EXPECT_TRUE(runtime
                  .Run("test",
                       [&] {
                         bool done = false;
                         auto busy = Spawn(TaskType::kBotDecision, "busy", [&] {
                           while (!done) Yield();
                         });
                         operator_thread =
                             std::thread([&] { runtime.RequestShutdown(MonotonicNanos() + kLong); });
                         while (!CancelRequested()) Yield();
                         done = true;
                         EXPECT_TRUE(busy.Join().ok());
                       })
                  .ok());
  operator_thread.join();
}

TEST(ShutdownTest, WhoStillHoldsAWorkerAtTheDeadlineIsNamed) {
  Runtime runtime({.workers = 1, .measure = true});
  const absl::Status ended = runtime.Run("test", [&] {
    auto deaf = Spawn(TaskType::kBotDecision, "deaf", [&] {
      runtime.RequestShutdown(0);  // The deadline has passed already.
      while (!runtime.ShutdownOverdue()) {
      }
    });
    EXPECT_TRUE(deaf.Join().ok());
  });
  EXPECT_EQ(ended, absl::DeadlineExceededError("shutdown: the run ended after its deadline, at which "
                                               "task test/deaf held worker 0"));
}

TEST(ShutdownTest, WithoutMetersNobodyIsNamed) {
  Runtime runtime({.workers = 2});
  const absl::Status ended = runtime.Run("test", [&] {
    runtime.RequestShutdown(0);
    while (!runtime.ShutdownOverdue()) Yield();
  });
  EXPECT_TRUE(absl::IsDeadlineExceeded(ended)) << ended;
}

TEST(ShutdownTest, ARequestAfterTheEndDoesNothing) {
  Runtime runtime({.workers = 1});
  EXPECT_TRUE(runtime.Run("test", [] {}).ok());
  runtime.RequestShutdown(0);
  EXPECT_FALSE(runtime.ShutdownOverdue());
}

}  // namespace
}  // namespace reprise::sched
