#include "sched/spin_lock.h"

#include <mutex>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace reprise::sched {
namespace {

TEST(SpinLockTest, Example) {
  SpinLock lock;
  int sum = 0;  // What the lock is for.
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 4; ++thread) {
    threads.emplace_back([&] {
      for (int n = 0; n < 1'000; ++n) {
        const std::lock_guard guard(lock);
        ++sum;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();

  EXPECT_EQ(sum, 4'000);
}

}  // namespace
}  // namespace reprise::sched
