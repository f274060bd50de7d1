#include "task/spawn.h"

#include <atomic>
#include <memory>
#include <stdexcept>

#include <gtest/gtest.h>

#include "base/prng.h"
#include "channel/mpsc.h"
#include "support/on_every_scheduler.h"
#include "support/plain_codec.h"

namespace reprise::task {
namespace {

TEST(SpawnTest, Example) {
  OnEveryScheduler([] {
    JoinHandle<int> sum = Spawn(TaskType::kPathfinding, "sum", [] { return 1 + 1; });

    EXPECT_EQ(*sum.Join(), 2);
  });
}

TEST(SpawnTest, ExceptionReachesTheJoinerAsAStatusWithTheTasksName) {
  OnEveryScheduler([] {
    auto failing = Spawn(TaskType::kPathfinding, "failing", [] { throw std::runtime_error("no path"); });

    EXPECT_EQ(failing.Join().message(), "task test/failing failed: no path");
  });
}

TEST(SpawnTest, SomethingThrownThatIsNoExceptionIsAStatusToo) {
  OnEveryScheduler([] {
    auto failing = Spawn(TaskType::kPathfinding, "failing", [] { throw 5; });

    EXPECT_EQ(failing.Join().message(),
              "task test/failing failed: it threw something that is no std::exception");
  });
}

// Takes so long to end that a joiner on another worker would overtake it.
struct SlowToEnd {
  explicit SlowToEnd(std::atomic<bool>& flag) : ended(flag) {}
  std::atomic<bool>& ended;
  ~SlowToEnd() {
    std::uint64_t work = 1;
    for (int round = 0; round < 200'000; ++round) work = SplitMix64(work);
    ended = work != 0;
  }
};

TEST(SpawnTest, WhatTheBodyCapturedEndsBeforeJoinReturns) {
  OnEveryScheduler([] {
    for (int again = 0; again < 5; ++again) {
      std::atomic<bool> ended{false};
      auto captured = std::make_shared<SlowToEnd>(ended);
      auto child = Spawn(TaskType::kPathfinding, "child", [captured = std::move(captured)] {});

      EXPECT_TRUE(child.Join().ok());
      EXPECT_TRUE(ended);
    }
  });
}

TEST(SpawnTest, AnExceptionOfTheRootTaskIsWhatRunReturns) {
  for (unsigned workers : {1U, 4U}) {
    sched::Runtime runtime({.workers = workers});
    const absl::Status status = runtime.Run("test", [] { throw std::runtime_error("no board"); });
    EXPECT_EQ(status.message(), "task test failed: no board");
  }
}

TEST(SpawnTest, AChildsChildIsNamedAfterBoth) {
  OnEveryScheduler([] {
    auto child = Spawn(TaskType::kPathfinding, "child", [] {
      auto grandchild = Spawn(TaskType::kPathfinding, "grandchild", [] { throw std::runtime_error("lost"); });
      EXPECT_EQ(grandchild.id(), ChildTaskId(ChildTaskId(kRootTask, 0), 0));
      EXPECT_EQ(grandchild.Join().message(), "task test/child/grandchild failed: lost");
    });

    EXPECT_TRUE(child.Join().ok());
  });
}

TEST(SpawnTest, AThousandChildrenOfChildrenAllEnd) {
  OnEveryScheduler([] {
    std::vector<JoinHandle<int>> children;
    for (int child = 0; child < 20; ++child) {
      children.push_back(Spawn(TaskType::kPathfinding, absl::StrCat(child), [] {
        int ended = 0;
        for (int grandchild = 0; grandchild < 50; ++grandchild) {
          ended += *Spawn(TaskType::kPathfinding, "one", [] { return 1; }).Join();
        }
        return ended;
      }));
    }

    for (auto& child : children) EXPECT_EQ(*child.Join(), 50);
  });
}

TEST(SpawnTest, ExceptionsInFlightStayWithTheirTask) {
  OnEveryScheduler([] {
    channel::Mpsc<int> gate({.name = "/gate"});
    const auto throwing = [&gate](const char* what) {
      try {
        throw std::runtime_error(what);
      } catch (const std::exception& mine) {
        EXPECT_TRUE(gate.Receive().ok());  // Switches away inside the handler.
        EXPECT_STREQ(mine.what(), what);
      }
    };
    auto first = Spawn(TaskType::kPathfinding, "first", [&] { throwing("first"); });
    EXPECT_TRUE(gate.Send(1).ok());
    EXPECT_TRUE(first.Join().ok());
    EXPECT_TRUE(gate.Send(2).ok());
    throwing("second");
  });
}

}  // namespace
}  // namespace reprise::task
