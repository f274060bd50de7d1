#include "task/task_local.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "sched/object/announce.h"
#include "support/on_every_scheduler.h"
#include "task/current.h"
#include "task/scope.h"

namespace reprise::task {
namespace {

constexpr TaskType kAny = TaskType::kPathfinding;

TEST(TaskLocalTest, Example) {
  OnEveryScheduler([] {
    const TaskLocal<std::string> request("none");
    const Binding bound(request, "GET /");
    auto child = Spawn(kAny, "child", [&] { return request.Get(); });

    EXPECT_EQ(*child.Join(), "GET /");
  });
}

TEST(TaskLocalTest, WithoutABindingAValueIsItsDefault) {
  OnEveryScheduler([] {
    const TaskLocal<int> depth(7);
    EXPECT_EQ(depth.Get(), 7);
    {
      const Binding bound(depth, 8);
      EXPECT_EQ(depth.Get(), 8);
    }
    EXPECT_EQ(depth.Get(), 7);
  });
}

TEST(TaskLocalTest, ANewerBindingHidesAnOlderOneAndOthersAreLeftAlone) {
  OnEveryScheduler([] {
    const TaskLocal<int> depth;
    const TaskLocal<int> width;
    const Binding outer(depth, 1);
    const Binding other(width, 5);
    {
      const Binding inner(depth, 2);
      EXPECT_EQ(depth.Get() * 10 + width.Get(), 25);
    }
    EXPECT_EQ(depth.Get() * 10 + width.Get(), 15);
  });
}

TEST(TaskLocalTest, AChildKeepsWhatWasBoundWhenItWasSpawned) {
  OnEveryScheduler([] {
    const TaskLocal<std::vector<int>> path;
    Scope scope("children");
    std::vector<ScopedTask<int>> children;
    for (int n = 0; n < 4; ++n) {
      const Binding bound(path, std::vector<int>{n});
      children.push_back(scope.Spawn(kAny, absl::StrCat(n), [&path] {
        sched::Yield();
        return path.Get().at(0);
      }));
    }

    EXPECT_TRUE(scope.Join().ok());
    for (int n = 0; n < 4; ++n) EXPECT_EQ(*children[static_cast<std::size_t>(n)].Result(), n);
  });
}

TEST(TaskLocalTest, WhatAChildBindsItsParentAndItsSiblingsDoNotSee) {
  OnEveryScheduler([] {
    const TaskLocal<int> depth;
    const std::function<int(int)> descend = [&](int levels) {
      if (levels == 0) return depth.Get();
      const Binding bound(depth, depth.Get() + 1);
      auto first = Spawn(kAny, "first", [&] { return descend(levels - 1); });
      auto second = Spawn(kAny, "second", [&] { return descend(levels - 1); });
      return *first.Join() + *second.Join();
    };

    EXPECT_EQ(descend(3), 3 * 8);
    EXPECT_EQ(depth.Get(), 0);
  });
}

TEST(TaskLocalTest, ATaskKnowsItsName) {
  OnEveryScheduler([] {
    auto child = Spawn(kAny, "child", [] { return CurrentName(); });
    EXPECT_EQ(*child.Join(), "test/child");
    EXPECT_EQ(CurrentName(), "test");
    EXPECT_EQ(CurrentId(), kRootTask);
  });
}

TEST(TaskLocalDeathTest, ABindingThatEndsOutOfOrderIsADefect) {
  testing::FLAGS_gtest_death_test_style = "threadsafe";
  EXPECT_DEATH(static_cast<void>(sched::Runtime({.workers = 1})
                                     .Run("test",
                                          [] {
                                            const TaskLocal<int> depth;
                                            auto outer = std::make_unique<Binding<int>>(depth, 1);
                                            const Binding inner(depth, 2);
                                            outer.reset();
                                          })),
               "locals.get\\(\\) == mine_");
}

}  // namespace
}  // namespace reprise::task
