#include "sched/parallel/idle_gate.h"

#include <atomic>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace reprise::sched {
namespace {

TEST(IdleGateTest, Example) {
  IdleGate gate(1);
  const std::uint64_t calls = gate.Calls();
  std::atomic<bool> work{false};
  std::thread other([&] {
    work = true;
    gate.CallAll();
  });

  if (!work && gate.Leave()) {
    while (!work) gate.Nap([] { return kNever; });
    gate.Return();
  }

  other.join();
  EXPECT_EQ(gate.Calls(), calls + 1);
}

TEST(IdleGateTest, TheFirstWhoLeavesWatchesAndTheOthersSleep) {
  IdleGate gate(3);

  EXPECT_TRUE(gate.Leave());
  EXPECT_FALSE(gate.Leave());
}

TEST(IdleGateTest, AWatcherWhoReturnsLeavesItsPlaceToASleeper) {
  IdleGate gate(2);
  ASSERT_TRUE(gate.Leave());
  ASSERT_FALSE(gate.Leave());
  bool watches = false;
  std::thread sleeper([&] { watches = gate.Sleep(gate.Calls()); });

  gate.Return();  // Before or after the other one is asleep: the place is free.

  sleeper.join();
  EXPECT_TRUE(watches);
}

TEST(IdleGateTest, ACallBeforeTheNapIsNotLost) {
  IdleGate gate(1);
  ASSERT_TRUE(gate.Leave());

  gate.CallAll();

  gate.Nap([=] {
    return std::uint64_t{kNever};
  });  // Nobody is busy and no timer is set: but for the call it would be for ever.
}

TEST(IdleGateTest, ACallReachesEverySleeper) {
  IdleGate gate(4);
  ASSERT_TRUE(gate.Leave());
  std::atomic<int> back{0};
  std::vector<std::thread> sleepers;
  for (int n = 0; n < 3; ++n) {
    sleepers.emplace_back([&] {
      gate.Leave();
      gate.Sleep(gate.Calls());
      ++back;
    });
  }

  while (back < 3) {  // A call finds those that sleep already.
    gate.CallAll();
    std::this_thread::yield();
  }

  for (std::thread& sleeper : sleepers) sleeper.join();
  EXPECT_EQ(back, 3);
}

TEST(IdleGateTest, ACallBetweenTheLookAndTheSleepIsNotSleptThrough) {
  IdleGate gate(2);
  ASSERT_TRUE(gate.Leave());
  ASSERT_FALSE(gate.Leave());
  const std::uint64_t calls = gate.Calls();

  gate.CallAll();

  EXPECT_FALSE(gate.Sleep(calls));  // At once, and the watcher is still the watcher.
}

TEST(IdleGateTest, ASleeperThatFindsWorkWakesAWatcherThatLayDownForLong) {
  IdleGate gate(2);
  ASSERT_TRUE(gate.Leave());
  ASSERT_FALSE(gate.Leave());
  std::thread watcher([&] { gate.Nap([] { return kNever; }); });  // Nobody is busy: for ever.

  gate.ReturnFromSleep();

  watcher.join();
}

TEST(IdleGateTest, ADeadlineEndsTheNap) {
  IdleGate gate(1);
  ASSERT_TRUE(gate.Leave());
  gate.Nap([=] { return std::uint64_t{0}; });
  const std::uint64_t deadline = MonotonicNanos() + 1'000'000;

  gate.Nap([=] { return std::uint64_t{deadline}; });

  EXPECT_GE(MonotonicNanos(), deadline);
}

// Else the last busy worker could set a timer and leave in between, and the watcher would sleep past it for ever.
TEST(IdleGateTest, NobodyLeavesBetweenTheWatchersLookAtTheTimersAndItsNap) {
  IdleGate gate(2);
  ASSERT_TRUE(gate.Leave());
  std::atomic<bool> left{false};
  std::thread other;

  gate.Nap([&] {
    other = std::thread([&] {
      EXPECT_FALSE(gate.Leave());
      left = true;
    });
    for (int look = 0; look < 10'000 && !left; ++look) std::this_thread::yield();
    EXPECT_FALSE(left);
    if (left) gate.CallAll();  // A gate that is broken would nap for ever.
    return kNever;
  });

  other.join();
}

TEST(IdleGateTest, ANapIsShortWhileSomebodyIsBusy) {
  IdleGate gate(2);
  ASSERT_TRUE(gate.Leave());

  gate.Nap([=] { return std::uint64_t{kNever}; });  // The other one is busy, so that this ends by itself.
}

}  // namespace
}  // namespace reprise::sched
