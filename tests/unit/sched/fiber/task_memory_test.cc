#include "sched/fiber/task_memory.h"

#include <set>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace reprise::sched {
namespace {

constexpr std::size_t kBytes = TaskMemoryPool::kBlockBytes;

TEST(TaskMemoryTest, Example) {
  TaskMemory memory;
  void* const block = memory.Allocate(100);
  EXPECT_NE(block, nullptr);
  memory.Free(block, 100);
}

TEST(TaskMemoryTest, NoTwoBlocksOverlap) {
  TaskMemory memory;
  std::set<char*> blocks;
  for (int n = 0; n < 10'000; ++n) blocks.insert(static_cast<char*>(memory.Allocate(kBytes)));

  ASSERT_EQ(blocks.size(), 10'000U);
  for (auto block = blocks.begin(); std::next(block) != blocks.end(); ++block) {
    EXPECT_GE(*std::next(block) - *block, static_cast<std::ptrdiff_t>(kBytes));
  }
  for (char* block : blocks) memory.Free(block, kBytes);
}

TEST(TaskMemoryTest, WhatIsTooLargeComesFromTheHeap) {
  TaskMemory memory;
  void* const large = memory.Allocate(100'000);
  memory.Free(large, 100'000);
}

// One makes what the other frees: without a way back the first would ask the system for ever.
TEST(TaskMemoryTest, BlocksThatAnotherWorkerFreedComeBack) {
  std::set<void*> ever;
  TaskMemory maker;
  TaskMemory taker;
  for (int round = 0; round < 50; ++round) {
    std::vector<void*> blocks;
    for (int n = 0; n < 5'000; ++n) blocks.push_back(maker.Allocate(kBytes));
    ever.insert(blocks.begin(), blocks.end());
    for (void* block : blocks) taker.Free(block, kBytes);
  }

  // A heap that is checked keeps what was freed for a while.
  EXPECT_LT(ever.size(), TaskMemory::kPooled ? 25'000U : 250'001U);
}

}  // namespace
}  // namespace reprise::sched
