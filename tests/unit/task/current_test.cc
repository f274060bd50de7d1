#include "task/current.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sched/object/announce.h"
#include "support/on_every_scheduler.h"
#include "task/spawn.h"

namespace reprise::task {
namespace {

constexpr TaskType kAny = TaskType::kPathfinding;

TEST(CurrentTest, Example) {
  OnEveryScheduler([] {
    EXPECT_EQ(CurrentName(), "test");
    auto bot = Spawn(kAny, "bot", [] {
      auto search = Spawn(kAny, "search", [] { return CurrentName(); });
      return *search.Join();
    });
    EXPECT_EQ(*bot.Join(), "test/bot/search");
  });
}

TEST(CurrentTest, AnIdIsTheHandlesAndTheSameOnEveryScheduler) {
  std::vector<TaskId> first_run;
  OnEveryScheduler([&first_run] {
    auto one = Spawn(kAny, "twin", [] { return CurrentId(); });
    auto other = Spawn(kAny, "twin", [] {
      sched::Yield();  // Perhaps on another worker from here.
      return CurrentId();
    });
    const std::vector<TaskId> handles = {one.id(), other.id()};
    const std::vector<TaskId> ids = {*one.Join(), *other.Join()};

    EXPECT_EQ(ids, handles);
    EXPECT_NE(ids[0], ids[1]);
    EXPECT_NE(ids[0], CurrentId());
    if (first_run.empty()) first_run = ids;
    EXPECT_EQ(ids, first_run);
  });
}

}  // namespace
}  // namespace reprise::task
