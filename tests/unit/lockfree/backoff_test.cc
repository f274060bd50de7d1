#include "lockfree/backoff.h"

#include <thread>

#include <gtest/gtest.h>

namespace reprise::lockfree {
namespace {

TEST(BackoffTest, Example) {
  StdSync::Atomic<int> count{0};
  const auto add = [&count] {
    for (int n = 0; n < 1000; ++n) {
      Backoff<StdSync> backoff;
      int seen = count.load(std::memory_order_relaxed);
      while (!count.compare_exchange_weak(seen, seen + 1, std::memory_order_relaxed,
                                          std::memory_order_relaxed)) {
        backoff.Lost();
      }
    }
  };
  std::thread other(add);
  add();
  other.join();

  EXPECT_EQ(count.load(std::memory_order_relaxed), 2000);
}

}  // namespace
}  // namespace reprise::lockfree
