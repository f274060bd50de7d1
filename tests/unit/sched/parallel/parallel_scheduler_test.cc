#include "sched/parallel/parallel_scheduler.h"

#include <atomic>

#include <gtest/gtest.h>

#include "base/os.h"
#include "channel/broadcast.h"
#include "channel/mpsc.h"
#include "runtime/runtime.h"
#include "sched/object/announce.h"
#include "sched/parallel/cores.h"
#include "support/plain_codec.h"
#include "task/spawn.h"
#include "time/clock.h"

namespace reprise::sched {
namespace {

using task::Spawn;
using task::TaskType;

constexpr std::uint64_t kLongNanos = 60'000'000'000;  // By then a test has failed.

TEST(ParallelSchedulerTest, TenThousandTasksRunOnceEach) {
  std::atomic<int> ran{0};
  Runtime runtime({.workers = 4});

  ASSERT_TRUE(runtime
                  .Run("test",
                       [&] {
                         for (int batch = 0; batch < 100; ++batch) {
                           std::vector<task::JoinHandle<task::Nothing>> children;
                           for (int n = 0; n < 100; ++n) {
                             children.push_back(Spawn(TaskType::kBotDecision, "child", [&] { ++ran; }));
                           }
                           for (auto& child : children) EXPECT_TRUE(child.Join().ok());
                         }
                       })
                  .ok());

  EXPECT_EQ(ran, 10'000);
  EXPECT_EQ(runtime.Stats().scheduler.tasks, 10'001U);
}

TEST(ParallelSchedulerTest, TasksThatYieldTakeTurns) {
  std::string names;
  const auto child = [&names](char name) {
    for (int n = 0; n < 100; ++n) {
      names.push_back(name);
      Yield();
    }
  };
  Runtime runtime({.workers = 1});

  ASSERT_TRUE(runtime
                  .Run("test",
                       [&] {
                         auto a = Spawn(TaskType::kBotDecision, "a", [&] { child('a'); });
                         auto b = Spawn(TaskType::kBotDecision, "b", [&] { child('b'); });
                         EXPECT_TRUE(a.Join().ok());
                         EXPECT_TRUE(b.Join().ok());
                       })
                  .ok());

  std::string turns;
  for (int n = 0; n < 100; ++n) turns += "ba";  // Of new tasks the newest begins.
  EXPECT_EQ(names, turns);
}

TEST(ParallelSchedulerTest, ATaskBehindABusyWorkerIsStolen) {
  Runtime runtime({.workers = 2});

  ASSERT_TRUE(runtime
                  .Run("test",
                       [&] {
                         std::atomic<int> ran_on{-1};
                         const unsigned here = CurrentWorkerIndex();
                         auto child = Spawn(TaskType::kBotDecision, "child",
                                            [&] { ran_on = static_cast<int>(CurrentWorkerIndex()); });
                         const std::uint64_t give_up = MonotonicNanos() + kLongNanos;
                         while (ran_on < 0 && MonotonicNanos() < give_up) {
                         }
                         EXPECT_EQ(ran_on, static_cast<int>(1 - here));
                         EXPECT_TRUE(child.Join().ok());
                       })
                  .ok());

  EXPECT_GE(runtime.Stats().scheduler.steals, 1U);
}

TEST(ParallelSchedulerTest, DeadlinesWakeTheirTasksInOrderOfTime) {
  for (unsigned workers : {1U, 4U}) {
    Runtime runtime({.workers = workers});
    ASSERT_TRUE(runtime
                    .Run("test",
                         [] {
                           Clock clock("/clock");
                           channel::Mpsc<int> never({.name = "/never"});
                           auto sleeper = Spawn(TaskType::kBotDecision, "sleeper", [&] {
                             const std::uint64_t deadline = clock.Now() + 2'000'000;
                             EXPECT_TRUE(clock.SleepUntil(deadline).ok());
                             EXPECT_GE(clock.Now(), deadline);
                           });
                           const std::uint64_t deadline = clock.Now() + 1'000'000;
                           EXPECT_EQ(never.ReceiveUntil(deadline).status().code(),
                                     absl::StatusCode::kDeadlineExceeded);
                           EXPECT_GE(clock.Now(), deadline);
                           EXPECT_TRUE(sleeper.Join().ok());
                         })
                    .ok());
  }
}

TEST(ParallelSchedulerTest, ManyWorkersShutDownRightAfterTheirStart) {
  for (int round = 0; round < 200; ++round) {
    Runtime runtime({.workers = 1 + static_cast<unsigned>(round) % 8});
    ASSERT_TRUE(runtime.Run("test", [] {}).ok());
  }
}

TEST(ParallelSchedulerTest, ExceptionsInFlightFollowTheirTaskFromWorkerToWorker) {
  Runtime runtime({.workers = 4});

  ASSERT_TRUE(runtime
                  .Run("test",
                       [] {
                         std::vector<task::JoinHandle<task::Nothing>> children;
                         for (int n = 0; n < 100; ++n) {
                           children.push_back(Spawn(TaskType::kBotDecision, absl::StrCat(n), [n] {
                             for (int round = 0; round < 10; ++round) {
                               try {
                                 throw n;
                               } catch (int) {
                                 Yield();
                                 try {
                                   throw;
                                 } catch (int mine) {
                                   EXPECT_EQ(mine, n);
                                 }
                               }
                             }
                           }));
                         }
                         for (auto& child : children) EXPECT_TRUE(child.Join().ok());
                       })
                  .ok());
}

TEST(ParallelSchedulerTest, AHundredThousandTasksWaitTogether) {
  constexpr int kTasks = 100'000;
  Runtime runtime({.workers = 2, .stack_bytes = 16 * 1024});

  ASSERT_TRUE(runtime
                  .Run("test",
                       [] {
                         channel::Broadcast<int> start({.name = "/start", .capacity = 1});
                         channel::Mpsc<int> waits({.name = "/waits"});
                         std::vector<task::JoinHandle<int>> children;
                         children.reserve(kTasks);
                         for (int n = 0; n < kTasks; ++n) {
                           children.push_back(Spawn(TaskType::kBotDecision, "child",
                                                    [&waits, receiver = start.Subscribe()]() mutable {
                                                      EXPECT_TRUE(waits.Send(1).ok());
                                                      return *receiver.Receive().message;
                                                    }));
                         }
                         for (int n = 0; n < kTasks; ++n) EXPECT_TRUE(waits.Receive().ok());

                         EXPECT_TRUE(start.Send(7).ok());

                         for (auto& child : children) ASSERT_EQ(child.Join().value(), 7);
                       })
                  .ok());
}

// A pool that keeps to the core of worker 1 never runs on worker 0, however its tasks are started and woken.
TEST(ParallelSchedulerTest, APoolWithCoresOfItsOwnKeepsToThem) {
  const int core = NthUsableCore(1);
  if (NthUsableCore(0) == core) GTEST_FAIL() << "this test wants two cores";
  Runtime runtime(
      {.workers = 2, .pools = {{.name = "any"}, {.name = "pinned", .cores = std::uint64_t{1} << core}}});

  ASSERT_TRUE(runtime
                  .Run("test",
                       [] {
                         channel::Mpsc<int> ping({.name = "/ping", .capacity = 1});
                         channel::Mpsc<int> pong({.name = "/pong", .capacity = 1});
                         auto pinned = Spawn(static_cast<TaskType>(1), "pinned", [&] {
                           for (int n = 0; n < 1000; ++n) {
                             EXPECT_EQ(ping.Receive().value(), n);
                             EXPECT_EQ(CurrentWorkerIndex(), 1U);
                             EXPECT_TRUE(pong.Send(n).ok());
                             EXPECT_EQ(CurrentWorkerIndex(), 1U);
                           }
                         });
                         for (int n = 0; n < 1000; ++n) {
                           EXPECT_TRUE(ping.Send(n).ok());
                           EXPECT_EQ(pong.Receive().value(), n);
                         }
                         EXPECT_TRUE(pinned.Join().ok());
                       })
                  .ok());
}

// Two who always wake each other go through the hand-off slot; the third is reached all the same.
TEST(ParallelSchedulerTest, HandOffsDoNotStarveWhoeverWaitsInLine) {
  Runtime runtime({.workers = 1});

  ASSERT_TRUE(runtime
                  .Run("test",
                       [] {
                         channel::Mpsc<int> ping({.name = "/ping", .capacity = 1});
                         channel::Mpsc<int> pong({.name = "/pong", .capacity = 1});
                         bool stop = false;
                         int rounds = 0;
                         auto server = Spawn(TaskType::kBotDecision, "server", [&] {
                           while (ping.Receive().ok()) EXPECT_TRUE(pong.Send(1).ok());
                         });
                         auto client = Spawn(TaskType::kBotDecision, "client", [&] {
                           for (; !stop && rounds < 1'000'000; ++rounds) {
                             EXPECT_TRUE(ping.Send(1).ok());
                             EXPECT_TRUE(pong.Receive().ok());
                           }
                           ping.Close();
                         });
                         Yield();
                         Yield();
                         stop = true;
                         EXPECT_TRUE(client.Join().ok());
                         EXPECT_TRUE(server.Join().ok());
                         EXPECT_LT(rounds, 1'000);
                       })
                  .ok());
}

}  // namespace
}  // namespace reprise::sched
