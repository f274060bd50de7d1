#include "channel/reply_places.h"

#include <mutex>
#include <vector>

#include <gtest/gtest.h>

#include "sched/object/announce.h"
#include "sched/object/object_lock.h"
#include "support/on_every_scheduler.h"
#include "task/spawn.h"

namespace reprise::channel {
namespace {

TEST(ReplyPlacesTest, Example) {
  OnEveryScheduler([] {
    ReplyPlaces<int> places(/*count=*/2);
    const std::uint32_t place = places.Take(/*correlation=*/17);
    EXPECT_TRUE(places.IsAt(place, 17));

    places.Answer(place, 42, /*ticket=*/3);
    EXPECT_TRUE(places.IsAnswered(place));
    EXPECT_EQ(places.TicketAt(place), 3U);
    EXPECT_EQ(places.Free(place), 42);
  });
}

TEST(ReplyPlacesTest, ThereAreAsManyAsAskedForAndTheLastThatWasFreedIsNext) {
  OnEveryScheduler([] {
    ReplyPlaces<int> places(3);
    std::vector<std::uint32_t> taken;
    for (std::uint64_t correlation = 0; correlation < 3; ++correlation) {
      EXPECT_TRUE(places.HasFree());
      taken.push_back(places.Take(correlation));
    }
    EXPECT_FALSE(places.HasFree());

    EXPECT_EQ(places.Free(taken[1]), std::nullopt);
    EXPECT_TRUE(places.HasFree());
    EXPECT_EQ(places.Take(7), taken[1]);
  });
}

TEST(ReplyPlacesTest, AReplyForSomebodyWhoLeftFindsAnotherOneThere) {
  OnEveryScheduler([] {
    ReplyPlaces<int> places(1);
    const std::uint32_t place = places.Take(17);
    EXPECT_EQ(places.Free(place), std::nullopt);
    EXPECT_FALSE(places.IsAt(place, 17));
    EXPECT_EQ(places.Take(18), place);
    EXPECT_FALSE(places.IsAt(place, 17));
    EXPECT_FALSE(places.IsAnswered(place));
  });
}

TEST(ReplyPlacesTest, AnAnswerWakesItsAskerAndNoOther) {
  OnEveryScheduler([] {
    sched::ObjectLock lock;
    ReplyPlaces<int> places(2);
    int waiting = 0;
    std::vector<task::JoinHandle<int>> askers;
    for (std::uint64_t n = 0; n < 2; ++n) {
      askers.push_back(task::Spawn(task::TaskType::kPathfinding, "asker", [&, n] {
        sched::WaitList::Lock guard(lock);
        const std::uint32_t place = places.Take(n);
        ++waiting;
        while (!places.IsAnswered(place)) places.AskerAt(place).Sleep(guard);
        return *places.Free(place);
      }));
    }
    for (bool both = false; !both; sched::Yield()) {
      const std::lock_guard guard(lock);
      both = waiting == 2;
    }
    for (std::uint32_t place = 0; place < 2; ++place) {
      const std::lock_guard guard(lock);
      places.Answer(place, places.IsAt(place, 0) ? 10 : 11, place);
    }
    EXPECT_EQ(*askers[0].Join(), 10);
    EXPECT_EQ(*askers[1].Join(), 11);
  });
}

TEST(ReplyPlacesDeathTest, ARequestIsAnsweredOnce) {
  EXPECT_DEATH(static_cast<void>(sched::Runtime({.workers = 1})
                                     .Run("test",
                                          [] {
                                            ReplyPlaces<int> places(1);
                                            places.Answer(places.Take(1), 1, 0);
                                            places.Answer(0, 2, 1);
                                          })),
               "response.has_value");
}

}  // namespace
}  // namespace reprise::channel
