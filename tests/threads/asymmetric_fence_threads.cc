// The asymmetric fence on the machine's own store buffers: the litmus test that it exists for.
#include "lockfree/asymmetric_fence.h"

#include <barrier>

#include <gtest/gtest.h>

#include "lockfree/sync.h"
#include "tests/threads/crew.h"

namespace reprise::lockfree {
namespace {

// One thread stores, runs its half, and loads what the other one stores; one of the two must see the other's store.
template <typename First, typename Second>
void NeverBothMiss(First first, Second second) {
  constexpr int kRounds = 20'000;
  StdSync::Atomic<int> stored[2];
  bool saw[2];
  int both_missed = 0;
  std::barrier<> round(2);
  Crew(2, [&](unsigned index) {
    for (int n = 1; n <= kRounds; ++n) {
      stored[index].store(n, std::memory_order_relaxed);
      index == 0 ? first() : second();
      saw[index] = stored[1 - index].load(std::memory_order_relaxed) == n;
      round.arrive_and_wait();
      if (index == 0 && !saw[0] && !saw[1]) ++both_missed;
      round.arrive_and_wait();
    }
  });
  EXPECT_EQ(both_missed, 0);
}

TEST(AsymmetricFenceThreadsTest, OfALightAndAHeavySideOneSeesTheOther) {
  NeverBothMiss([] { AsymmetricFence::Light(); }, [] { AsymmetricFence::Heavy(); });
}

TEST(AsymmetricFenceThreadsTest, OfTwoExchangesOneSeesTheOther) {
  ExchangeFence<std::atomic> fence;
  NeverBothMiss([&] { fence.Pass(); }, [&] { fence.Pass(); });
}

}  // namespace
}  // namespace reprise::lockfree
