#include "sched/idle_gate.h"

#include <atomic>
#include <functional>
#include <thread>

#include <gtest/gtest.h>

namespace reprise::sched {
namespace {

// Lets a thread go to sleep, wakes it by `notify`, and comes back when it is awake.
void SleepAndWake(const std::function<void(IdleGate&)>& notify) {
  IdleGate gate;
  std::atomic<bool> looked{false};
  std::thread sleeper([&] {
    EXPECT_TRUE(gate.Sleep([] { return kNever; },
                           [&] {
                             looked = true;
                             return false;
                           }));
  });
  while (!looked) std::this_thread::yield();
  notify(gate);
  sleeper.join();
}

TEST(IdleGateTest, WorkThatTheSecondLookFindsKeepsTheWorkerAwake) {
  IdleGate gate;
  EXPECT_FALSE(gate.Sleep([] { return kNever; }, [] { return true; }));
}

TEST(IdleGateTest, ANotifyAfterTheSecondLookWakesTheSleeper) {
  SleepAndWake([](IdleGate& gate) { gate.NotifyOne(); });
  SleepAndWake([](IdleGate& gate) { gate.NotifyAll(); });
}

TEST(IdleGateTest, ADeadlineEndsTheSleep) {
  IdleGate gate;
  EXPECT_TRUE(gate.Sleep([] { return std::uint64_t{0}; }, [] { return false; }));
  const std::uint64_t deadline = MonotonicNanos() + 1'000'000;
  EXPECT_TRUE(gate.Sleep([&] { return deadline; }, [] { return false; }));
  EXPECT_GE(MonotonicNanos(), deadline);
}

}  // namespace
}  // namespace reprise::sched
