#include "sched/fiber/park_state.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "sched/fiber/hand_off_slot.h"

namespace reprise::sched {
namespace {

class ParkStateTest : public testing::TestWithParam<bool> {
 protected:
  [[nodiscard]] static bool Shared() { return GetParam(); }
  TaskRecord task_;
};

INSTANTIATE_TEST_SUITE_P(Workers, ParkStateTest, testing::Bool(),
                         [](const auto& shared) { return shared.param ? "Several" : "One"; });

TEST_P(ParkStateTest, Example) {
  ASSERT_TRUE(MayPark(task_));
  ASSERT_TRUE(TryPark(task_, Shared()));
  EXPECT_TRUE(Notify(task_, Shared())) << "it slept: the waker makes it ready";
}

TEST_P(ParkStateTest, ATaskThatIsNotifiedWhileItRunsDoesNotSleepOnce) {
  EXPECT_FALSE(Notify(task_, Shared()));
  EXPECT_FALSE(MayPark(task_));
  EXPECT_TRUE(MayPark(task_));
}

TEST_P(ParkStateTest, ATaskThatIsNotifiedOnItsWayOffItsStackStaysAwake) {
  ASSERT_TRUE(MayPark(task_));
  EXPECT_FALSE(Notify(task_, Shared()));
  EXPECT_FALSE(TryPark(task_, Shared()));
}

TEST_P(ParkStateTest, OnlyTheFirstOfTwoWakersMakesTheTaskReady) {
  ASSERT_TRUE(TryPark(task_, Shared()));
  EXPECT_TRUE(Notify(task_, Shared()));
  EXPECT_FALSE(Notify(task_, Shared()));
}

TEST_P(ParkStateTest, AWakeThatComesBeforeTheTaskRunsAgainEndsItsNextSleep) {
  ASSERT_TRUE(TryPark(task_, Shared()));
  ASSERT_TRUE(Notify(task_, Shared()));
  Notify(task_, Shared());
  EXPECT_FALSE(TryPark(task_, Shared()));
}

TEST_P(ParkStateTest, TheSlotKeepsOneTaskAndGivesTheOneBefore) {
  TaskRecord other;
  HandOffSlot slot;
  EXPECT_EQ(slot.Put(&task_, Shared()), nullptr);
  EXPECT_EQ(slot.Put(&other, Shared()), &task_);
  EXPECT_EQ(slot.Take(Shared()), &other);
  EXPECT_EQ(slot.Take(Shared()), nullptr);
}

// A waker writes, then notifies; the sleeper counts what it sees. No wake is lost, and what was written is seen.
TEST(ParkStateThreadsTest, EachWakeOfAnotherThreadIsSeenWithWhatItWrote) {
  constexpr int kRounds = 100'000;
  TaskRecord task;
  std::atomic<bool> ready{false};  // The queue of a scheduler, with one place.
  int written = 0;
  std::atomic<int> seen{0};
  std::thread waker([&] {
    for (int round = 1; round <= kRounds; ++round) {
      written = round;
      if (Notify(task, true)) ready.store(true, std::memory_order_release);
      while (seen.load(std::memory_order_acquire) < round) std::this_thread::yield();
    }
  });
  for (int round = 1; round <= kRounds; ++round) {
    if (MayPark(task) && TryPark(task, true)) {
      while (!ready.exchange(false, std::memory_order_acquire)) std::this_thread::yield();
    } else {
      MayPark(task);  // As the scheduler takes a notification back.
    }
    EXPECT_EQ(written, round);
    seen.store(round, std::memory_order_release);
  }
  waker.join();
}

}  // namespace
}  // namespace reprise::sched
