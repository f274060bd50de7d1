#include "sched/ready_queue.h"

#include <atomic>
#include <thread>

#include <gtest/gtest.h>

namespace reprise::sched {
namespace {

// The queue never looks at what it holds.
TaskRecord* Task(std::uintptr_t n) { return reinterpret_cast<TaskRecord*>(n * 64); }

TEST(ReadyQueueTest, OldestComesFirst) {
  for (const bool shared : {false, true}) {
    ReadyQueue queue(shared);
    EXPECT_TRUE(queue.Empty());
    EXPECT_EQ(queue.Pop(), nullptr);

    queue.Push(Task(1));
    queue.Push(Task(2));

    EXPECT_EQ(queue.Size(), 2U);
    EXPECT_EQ(queue.Pop(), Task(1));
    EXPECT_EQ(queue.Pop(), Task(2));
    EXPECT_TRUE(queue.Empty());
  }
}

TEST(ReadyQueueTest, ItGrowsWithoutMixingUpTheLine) {
  ReadyQueue queue;
  for (std::uintptr_t n = 1; n <= 40; ++n) queue.Push(Task(n));
  for (std::uintptr_t n = 1; n <= 30; ++n) EXPECT_EQ(queue.Pop(), Task(n));
  for (std::uintptr_t n = 41; n <= 200; ++n) queue.Push(Task(n));

  for (std::uintptr_t n = 31; n <= 200; ++n) EXPECT_EQ(queue.Pop(), Task(n));
  EXPECT_EQ(queue.Pop(), nullptr);
}

TEST(ReadyQueueTest, TwoWhoPopNeverGetTheSame) {
  constexpr std::uintptr_t kTasks = 20'000;
  ReadyQueue queue;
  std::atomic<std::uintptr_t> sum{0};
  std::atomic<std::uintptr_t> taken{0};
  std::thread thief([&] {
    while (taken < kTasks) {
      if (TaskRecord* const task = queue.Pop()) {
        sum += reinterpret_cast<std::uintptr_t>(task) / 64;
        ++taken;
      }
    }
  });
  for (std::uintptr_t n = 1; n <= kTasks; ++n) {
    queue.Push(Task(n));
    if (n % 3 != 0) continue;
    if (TaskRecord* const task = queue.Pop()) {
      sum += reinterpret_cast<std::uintptr_t>(task) / 64;
      ++taken;
    }
  }
  thief.join();

  EXPECT_EQ(sum, kTasks * (kTasks + 1) / 2);
  EXPECT_TRUE(queue.Empty());
}

}  // namespace
}  // namespace reprise::sched
