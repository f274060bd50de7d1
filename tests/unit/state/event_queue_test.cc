#include "state/event_queue.h"

#include <gtest/gtest.h>

#include "support/on_every_scheduler.h"
#include "support/plain_codec.h"
#include "task/spawn.h"

namespace reprise::state {
namespace {

using task::Spawn;
using task::TaskType;

TEST(EventQueueTest, Example) {
  OnEveryScheduler([] {
    EventQueue<int> events({.name = "/events"});

    events.Push(7);
    events.Push(8);

    EXPECT_EQ(events.Count(), 2U);
    EXPECT_EQ(events.TryPop(), 7);
    EXPECT_EQ(events.TryPop(), 8);
    EXPECT_EQ(events.TryPop(), std::nullopt);
  });
}

TEST(EventQueueTest, PlacesAreDenseAndEachEventIsTakenOnce) {
  OnEveryScheduler([] {
    EventQueue<int> events({.name = "/events"});
    std::vector<task::JoinHandle<task::Nothing>> pushers;
    std::vector<task::JoinHandle<int>> poppers;
    for (int pusher = 0; pusher < 2; ++pusher) {
      pushers.push_back(Spawn(TaskType::kEventProcessing, absl::StrCat("pusher/", pusher), [&] {
        for (int n = 1; n <= 20; ++n) EXPECT_LT(events.Push(n), 40U);
      }));
      poppers.push_back(Spawn(TaskType::kEventProcessing, absl::StrCat("popper/", pusher), [&] {
        int sum = 0;
        for (int n = 0; n < 15; ++n) sum += events.TryPop().value_or(0);
        return sum;
      }));
    }

    int sum = 0;
    for (auto& pusher : pushers) EXPECT_TRUE(pusher.Join().ok());
    for (auto& popper : poppers) sum += *popper.Join();
    while (const std::optional<int> event = events.TryPop()) sum += *event;
    EXPECT_EQ(sum, 2 * 20 * 21 / 2);
    EXPECT_EQ(events.Count(), 0U);
  });
}

TEST(EventQueueTest, TheCountIsNeverMoreThanWasPushed) {
  OnEveryScheduler([] {
    EventQueue<int> events({.name = "/events"});
    auto pusher = Spawn(TaskType::kEventProcessing, "pusher", [&] {
      for (int n = 0; n < 20; ++n) events.Push(n);
    });
    auto popper = Spawn(TaskType::kEventProcessing, "popper", [&] {
      for (int n = 0; n < 20; ++n) static_cast<void>(events.TryPop());
    });
    for (int n = 0; n < 10; ++n) EXPECT_LE(events.Count(), 20U);
    EXPECT_TRUE(pusher.Join().ok());
    EXPECT_TRUE(popper.Join().ok());
  });
}

}  // namespace
}  // namespace reprise::state
