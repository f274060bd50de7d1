#include "lockfree/asymmetric_fence.h"

#include <atomic>
#include <thread>

#include <gtest/gtest.h>

namespace reprise::lockfree {
namespace {

// Who stores first and looks after a fence: of two, at least one sees the other.
TEST(AsymmetricFenceTest, Example) {
  for (int round = 0; round < 200; ++round) {
    std::atomic<bool> reading{false};
    std::atomic<bool> retiring{false};
    bool reader_saw = false;
    bool writer_saw = false;
    std::thread reader([&] {
      reading.store(true, std::memory_order_relaxed);
      AsymmetricFence::Light();
      reader_saw = retiring.load(std::memory_order_relaxed);
    });
    retiring.store(true, std::memory_order_relaxed);
    AsymmetricFence::Heavy();
    writer_saw = reading.load(std::memory_order_relaxed);
    reader.join();

    ASSERT_TRUE(reader_saw || writer_saw) << "round " << round;
  }
}

TEST(AsymmetricFenceTest, ExchangesOfOneWordShowWhatCameBefore) {
  ExchangeFence<std::atomic> fence;
  int written = 0;
  std::atomic<bool> passed{false};
  std::thread writer([&] {
    written = 1;
    fence.Pass();
    passed.store(true, std::memory_order_relaxed);
  });
  while (!passed.load(std::memory_order_relaxed)) std::this_thread::yield();
  fence.Pass();

  EXPECT_EQ(written, 1);
  writer.join();
}

}  // namespace
}  // namespace reprise::lockfree
