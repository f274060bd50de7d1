#include "task/spawn.h"

#include <memory>
#include <stdexcept>

#include <gtest/gtest.h>

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

TEST(SpawnTest, WhatTheBodyCapturedEndsBeforeJoinReturns) {
  OnEveryScheduler([] {
    auto captured = std::make_shared<int>(1);
    const std::weak_ptr<int> seen = captured;
    auto child =
        Spawn(TaskType::kPathfinding, "child", [captured = std::move(captured)] { return *captured; });

    EXPECT_EQ(*child.Join(), 1);
    EXPECT_TRUE(seen.expired());
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
