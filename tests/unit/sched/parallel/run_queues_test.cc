#include "sched/parallel/run_queues.h"

#include <algorithm>
#include <array>
#include <memory>
#include <vector>

#include <gtest/gtest.h>

#include "sched/task_record.h"

namespace reprise::sched {
namespace {

// Tasks whose pool is their type, so that a pick can be told apart.
class Tasks {
 public:
  TaskRecord* Of(unsigned pool) {
    tasks_.push_back(std::make_unique<TaskRecord>());
    tasks_.back()->type = static_cast<std::uint8_t>(pool);
    return tasks_.back().get();
  }

 private:
  std::vector<std::unique_ptr<TaskRecord>> tasks_;
};

// Picks so often, putting each task back as one that goes on, and counts by pool.
std::vector<int> PickAndPutBack(RunQueues& queues, int picks, unsigned pools) {
  std::vector<int> got(pools);
  for (int n = 0; n < picks; ++n) {
    TaskRecord* const task = queues.Pop();
    ++got[task->type];
    queues.PushReady(task->type, task);
  }
  return got;
}

TEST(RunQueuesTest, Example) {
  const PoolShares shares;
  RunQueues queues(shares, /*shared=*/false);
  TaskRecord fresh;
  TaskRecord goes_on;

  queues.PushReady(0, &goes_on);
  queues.PushFresh(0, &fresh);

  EXPECT_EQ(queues.Pop(), &fresh);
  EXPECT_EQ(queues.Pop(), &goes_on);
  EXPECT_EQ(queues.Pop(), nullptr);
}

TEST(RunQueuesTest, PicksFollowTheShares) {
  const std::array<PoolOptions, 3> options = {{{.share = 1}, {.share = 2}, {.share = 5}}};
  const PoolShares shares(options);
  RunQueues queues(shares, false);
  Tasks tasks;
  for (unsigned pool = 0; pool < 3; ++pool) queues.PushReady(pool, tasks.Of(pool));

  const std::vector<int> got = PickAndPutBack(queues, 800, 3);
  EXPECT_NEAR(got[0], 100, 2);
  EXPECT_NEAR(got[1], 200, 2);
  EXPECT_NEAR(got[2], 500, 2);
}

TEST(RunQueuesTest, AHigherPriorityGoesFirstButNotAlways) {
  const std::array<PoolOptions, 2> options = {{{.priority = 0}, {.priority = 1}}};
  const PoolShares shares(options);
  RunQueues queues(shares, false);
  Tasks tasks;
  for (unsigned pool = 0; pool < 2; ++pool) queues.PushReady(pool, tasks.Of(pool));

  EXPECT_EQ(PickAndPutBack(queues, 800, 2), (std::vector{50, 750}));  // Half of one pick in eight.
}

TEST(RunQueuesTest, AShareThatChangesIsFollowed) {
  PoolShares shares(std::array<PoolOptions, 2>{});
  RunQueues queues(shares, false);
  Tasks tasks;
  for (unsigned pool = 0; pool < 2; ++pool) queues.PushReady(pool, tasks.Of(pool));
  EXPECT_EQ(PickAndPutBack(queues, 100, 2), (std::vector{50, 50}));

  shares.Set(1, 9);

  EXPECT_NEAR(PickAndPutBack(queues, 1000, 2)[1], 900, 2);
}

TEST(RunQueuesTest, APoolThatHadNothingToDoDoesNotGetWhatItMissed) {
  PoolShares shares(std::array<PoolOptions, 2>{});
  RunQueues queues(shares, false);
  Tasks tasks;
  queues.PushReady(0, tasks.Of(0));
  PickAndPutBack(queues, 1000, 2);

  queues.PushReady(1, tasks.Of(1));

  EXPECT_EQ(PickAndPutBack(queues, 100, 2), (std::vector{50, 50}));
}

// Two pools that have had much and one that has had nothing all wait; the one is woken first.
TEST(RunQueuesTest, WhoComesBackFirstDoesNotHoldUpWhoHadMuchBefore) {
  for (const std::uint8_t priority : {0, 1}) {
    const std::array<PoolOptions, 3> options = {
        {{.priority = 1, .share = 1}, {.priority = 1, .share = 1}, {.priority = priority, .share = 1}}};
    const PoolShares shares(options);
    RunQueues queues(shares, false);
    Tasks tasks;
    for (unsigned pool : {1U, 2U}) queues.PushReady(pool, tasks.Of(pool));
    PickAndPutBack(queues, 10'000, 3);
    while (queues.Pop() != nullptr) {
    }

    for (unsigned pool : {0U, 1U}) queues.PushReady(pool, tasks.Of(pool));

    const std::vector<int> got = PickAndPutBack(queues, 100, 3);
    EXPECT_NEAR(got[0], 50, 1);
    EXPECT_NEAR(got[1], 50, 1);
  }
}

// The bound of the head, for the pool that has least on its side.
TEST(RunQueuesTest, ThePoolOfTheLeastShareAndPriorityIsPickedWithinTheBound) {
  const std::array<PoolOptions, 3> options = {
      {{.priority = 0, .share = 1}, {.priority = 3, .share = 7}, {.priority = 9, .share = 8}}};
  const PoolShares shares(options);
  RunQueues queues(shares, false);
  Tasks tasks;
  for (unsigned pool = 0; pool < 3; ++pool) queues.PushReady(pool, tasks.Of(pool));
  constexpr int kBound = static_cast<int>(RunQueues::kAllPicks) * (16 + 2);

  int longest = 0;
  int since = 0;
  for (int n = 0; n < 20'000; ++n) {
    TaskRecord* const task = queues.Pop();
    queues.PushReady(task->type, task);
    since = task->type == 0 ? 0 : since + 1;
    longest = std::max(longest, since);
  }

  EXPECT_LE(longest, kBound);
}

// What a pool of lower priority got, or did not get, says nothing of the others' turns.
TEST(RunQueuesTest, APoolOfLowerPriorityDoesNotHoldUpANewcomersEquals) {
  const std::array<PoolOptions, 3> options = {{{.priority = 1}, {.priority = 1}, {.priority = 0}}};
  const PoolShares shares(options);
  RunQueues queues(shares, false);
  Tasks tasks;
  queues.PushReady(0, tasks.Of(0));
  queues.PushReady(2, tasks.Of(2));
  PickAndPutBack(queues, 80'000, 3);

  queues.PushReady(1, tasks.Of(1));

  const std::vector<int> got = PickAndPutBack(queues, 800, 3);
  EXPECT_NEAR(got[0], got[1], 2);
  EXPECT_GT(got[2], 0);
}

// A task that always spawns another one does not keep the line waiting, nor the oldest new task.
TEST(RunQueuesTest, WhateverWaitsIsReachedThoughNewTasksKeepComing) {
  const PoolShares shares;
  RunQueues queues(shares, false);
  TaskRecord oldest;
  TaskRecord goes_on;
  Tasks tasks;
  queues.PushFresh(0, &oldest);
  queues.PushReady(0, &goes_on);

  int oldest_at = -1;
  int goes_on_at = -1;
  for (int n = 0; n < static_cast<int>(2 * RunQueues::kFairPicks); ++n) {
    queues.PushFresh(0, tasks.Of(0));
    TaskRecord* const task = queues.Pop();
    if (task == &oldest) oldest_at = n;
    if (task == &goes_on) goes_on_at = n;
  }

  EXPECT_GE(oldest_at, 0);
  EXPECT_GE(goes_on_at, 0);
}

TEST(RunQueuesTest, OnlyTheNewestNewTaskIsPoppedByName) {
  const PoolShares shares;
  RunQueues queues(shares, false);
  TaskRecord first;
  TaskRecord second;
  queues.PushFresh(0, &first);
  queues.PushFresh(0, &second);

  EXPECT_FALSE(queues.PopFreshIf(0, &first));
  EXPECT_TRUE(queues.PopFreshIf(0, &second));
  EXPECT_TRUE(queues.PopFreshIf(0, &first));
  EXPECT_FALSE(queues.PopFreshIf(0, &first));
}

TEST(RunQueuesTest, AThiefTakesTheLineFirstThenTheOldest) {
  const PoolShares shares;
  RunQueues queues(shares, true);
  TaskRecord first;
  TaskRecord second;
  TaskRecord goes_on;
  queues.PushFresh(0, &first);
  queues.PushFresh(0, &second);
  queues.PushReady(0, &goes_on);
  EXPECT_EQ(queues.Waiting(0), 3U);

  EXPECT_EQ(queues.Take(0), &goes_on);
  EXPECT_EQ(queues.Take(0), &first);
  EXPECT_EQ(queues.Take(0), &second);
  EXPECT_EQ(queues.Take(0), nullptr);
  EXPECT_EQ(queues.Pop(), nullptr);
}

}  // namespace
}  // namespace reprise::sched
