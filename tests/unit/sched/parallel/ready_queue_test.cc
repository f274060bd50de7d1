#include "sched/parallel/ready_queue.h"

#include <atomic>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace reprise::sched {
namespace {

TEST(ReadyQueueTest, Example) {
  ReadyQueue queue;
  TaskRecord first;
  TaskRecord second;
  queue.Push(&first);
  queue.Push(&second);

  EXPECT_EQ(queue.Pop(), &first);
  EXPECT_EQ(queue.Pop(), &second);
  EXPECT_EQ(queue.Pop(), nullptr);
}

TEST(ReadyQueueTest, OldestComesFirstAlsoAfterTheLineWasEmpty) {
  for (const bool shared : {false, true}) {
    ReadyQueue queue(shared);
    TaskRecord tasks[3];
    for (int round = 0; round < 3; ++round) {
      EXPECT_TRUE(queue.Empty());
      for (TaskRecord& task : tasks) queue.Push(&task);
      EXPECT_EQ(queue.Size(), 3U);
      EXPECT_EQ(queue.Pop(), &tasks[0]);
      queue.Push(&tasks[0]);
      for (const int next : {1, 2, 0}) EXPECT_EQ(queue.Pop(), &tasks[next]);
      EXPECT_EQ(queue.Pop(), nullptr);
    }
  }
}

// Each takes the oldest and puts it back behind the others.
TEST(ReadyQueueTest, WhoeverPopsHasTheTaskAloneAndNoneIsLost) {
  constexpr std::size_t kTasks = 5;
  constexpr int kTurns = 200'000;
  ReadyQueue queue;
  std::vector<TaskRecord> tasks(kTasks);
  for (TaskRecord& task : tasks) queue.Push(&task);
  std::atomic<int> begun{0};
  const auto take_turns = [&] {
    ++begun;
    while (begun < 2) {
    }
    for (int turn = 0; turn < kTurns;) {
      TaskRecord* const task = queue.Pop();
      if (task == nullptr) continue;
      ++task->index;
      queue.Push(task);
      ++turn;
    }
  };

  std::thread other(take_turns);
  take_turns();
  other.join();

  std::uint64_t turns = 0;
  for (const TaskRecord& task : tasks) turns += task.index;
  EXPECT_EQ(turns, 2U * kTurns);
  EXPECT_EQ(queue.Size(), kTasks);
  for (std::size_t n = 0; n < kTasks; ++n) EXPECT_NE(queue.Pop(), nullptr);
  EXPECT_EQ(queue.Pop(), nullptr);
}

}  // namespace
}  // namespace reprise::sched
