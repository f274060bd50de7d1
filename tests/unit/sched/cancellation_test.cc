// A cancellation that comes while its task does not wait is seen at the task's next op, wherever that is done.
#include <atomic>
#include <vector>

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "base/os.h"
#include "channel/mpsc.h"
#include "runtime/runtime.h"
#include "sched/object/announce.h"
#include "support/cancel.h"
#include "support/on_every_scheduler.h"
#include "support/plain_codec.h"
#include "task/spawn.h"

namespace reprise::sched {
namespace {

using absl::StatusCode;
using task::Spawn;
using task::TaskType;

// An op that has no reason to wait, but could: what comes out when its task is not cancelled is Ok.
StatusCode ReceiveWhatIsThere() {
  channel::Mpsc<int> queue({.name = "/queue"});
  EXPECT_TRUE(queue.TrySend(1).ok());
  return queue.Receive().status().code();
}

// The others' ops between the cancellation and the task's next turn find nothing that is meant for them.
TEST(CancellationTest, ATaskThatStandsInLineSeesItThoughOthersHadOpsSince) {
  OnEveryScheduler([] {
    std::atomic<TaskRecord*> standing{nullptr};
    std::atomic<bool> cancelled{false};
    auto task = Spawn(TaskType::kBotDecision, "task", [&] {
      EXPECT_EQ(ReceiveWhatIsThere(), StatusCode::kOk);
      standing = &Self();
      while (!cancelled) Yield();
      EXPECT_EQ(ReceiveWhatIsThere(), StatusCode::kCancelled);
      EXPECT_EQ(ReceiveWhatIsThere(), StatusCode::kCancelled);
    });
    while (standing == nullptr) Yield();
    Cancel(*standing);
    EXPECT_EQ(ReceiveWhatIsThere(), StatusCode::kOk);
    cancelled = true;
    EXPECT_TRUE(task.Join().ok());
    EXPECT_EQ(ReceiveWhatIsThere(), StatusCode::kOk);
  });
}

// The canceller's own op is told of the cancellation first; then its worker goes straight on with the task.
TEST(CancellationTest, ATaskThatSleepsSeesItThoughItsCancellerSleepsRightAfter) {
  OnEveryScheduler([] {
    for (int round = 0; round < 10; ++round) {
      channel::Mpsc<int> never({.name = "/never"});
      channel::Mpsc<int> begun({.name = "/begun"});
      channel::Mpsc<int> ended({.name = "/ended"});
      TaskRecord* sleeping = nullptr;
      auto task = Spawn(TaskType::kBotDecision, absl::StrCat(round), [&] {
        sleeping = &Self();
        EXPECT_TRUE(begun.Send(1).ok());
        EXPECT_EQ(never.Receive().status().code(), StatusCode::kCancelled);
        EXPECT_TRUE(ended.TrySend(1).ok());
      });
      EXPECT_TRUE(begun.Receive().ok());
      Yield();  // The task sleeps, most often.
      Cancel(*sleeping);
      EXPECT_TRUE(ended.Receive().ok());
      EXPECT_TRUE(task.Join().ok());
    }
  });
}

TEST(CancellationTest, AJoinerSeesItThatItsChildWasGivenOnItsStack) {
  OnEveryScheduler([] {
    auto parent = Spawn(TaskType::kBotDecision, "parent", [] {
      TaskRecord& joiner = Self();
      auto child = Spawn(TaskType::kBotDecision, "child", [&joiner] {
        Cancel(joiner);
        EXPECT_EQ(ReceiveWhatIsThere(), StatusCode::kOk);
      });
      static_cast<void>(child.Join());
      EXPECT_EQ(ReceiveWhatIsThere(), StatusCode::kCancelled);
    });
    EXPECT_TRUE(parent.Join().ok());
  });
}

TEST(CancellationTest, ATaskThatComputesSeesItAtItsNextOp) {
  for (const unsigned workers : {2U, 4U}) {
    Runtime runtime({.workers = workers});
    ASSERT_TRUE(
        runtime
            .Run("test",
                 [] {
                   std::atomic<TaskRecord*> computing{nullptr};
                   std::atomic<bool> cancelled{false};
                   auto task = Spawn(TaskType::kBotDecision, "task", [&] {
                     computing = &Self();
                     while (!cancelled) {  // No op: its worker is its own, another one has the canceller.
                     }
                     EXPECT_EQ(ReceiveWhatIsThere(), StatusCode::kCancelled);
                   });
                   while (computing == nullptr) Yield();
                   Cancel(*computing);
                   cancelled = true;
                   EXPECT_TRUE(task.Join().ok());
                 })
            .ok());
  }
}

// A turn of a task that goes from worker to worker, because each is long enough to be helped with.
void Compute() {
  constexpr std::uint64_t kLongEnoughToBeStolenNanos = 7'000;
  const std::uint64_t end = MonotonicNanos() + kLongEnoughToBeStolenNanos;
  while (MonotonicNanos() < end) {
  }
}

// The task gives way between its computations and its ops; whatever op begins after the cancellation is cancelled.
void ComputesUntilItIsCancelled(std::atomic<TaskRecord*>& self, const std::atomic<bool>& cancelled) {
  self = &Self();
  for (;;) {
    Compute();
    Yield();
    const bool told = cancelled;
    const StatusCode code = ReceiveWhatIsThere();
    if (told) {
      EXPECT_EQ(code, StatusCode::kCancelled);
    }
    if (code != StatusCode::kOk || told) break;
  }
  while (!cancelled) Yield();  // The canceller is not done with it.
}

TEST(CancellationTest, TasksThatMoveBetweenWorkersSeeItAtTheirNextOp) {
  constexpr int kRounds = 100;
  constexpr int kTasks = 6;
  for (const unsigned workers : {2U, 4U}) {
    Runtime runtime({.workers = workers});
    ASSERT_TRUE(runtime
                    .Run("test",
                         [] {
                           for (int round = 0; round < kRounds; ++round) {
                             std::vector<std::atomic<TaskRecord*>> records(kTasks);
                             std::vector<std::atomic<bool>> cancelled(kTasks);
                             std::vector<task::JoinHandle<task::Nothing>> tasks;
                             for (std::size_t n = 0; n < kTasks; ++n) {
                               tasks.push_back(Spawn(TaskType::kBotDecision, absl::StrCat(n), [&, n] {
                                 ComputesUntilItIsCancelled(records[n], cancelled[n]);
                               }));
                             }
                             for (std::size_t n = 0; n < kTasks; ++n) {
                               while (records[n] == nullptr) Yield();
                               Cancel(*records[n]);
                               cancelled[n] = true;
                             }
                             for (auto& task : tasks) EXPECT_TRUE(task.Join().ok());
                           }
                         })
                    .ok());
  }
}

}  // namespace
}  // namespace reprise::sched
