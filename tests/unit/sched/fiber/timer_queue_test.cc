#include "sched/fiber/timer_queue.h"

#include <algorithm>
#include <map>
#include <memory>
#include <vector>

#include <gtest/gtest.h>

#include "base/prng.h"

namespace reprise::sched {
namespace {

std::vector<const TaskRecord*> Fired(TimerQueue& timers, std::uint64_t now_ns) {
  std::vector<const TaskRecord*> fired;
  timers.Fire(now_ns, [&](TaskRecord& task) { fired.push_back(&task); });
  return fired;
}

TEST(TimerQueueTest, DueTimersFireInTheOrderOfTheirDeadlines) {
  TimerQueue timers;
  TaskRecord late;
  TaskRecord early;
  TaskRecord later;
  timers.Add(20, late);
  timers.Add(10, early);
  timers.Add(30, later);

  EXPECT_TRUE(Fired(timers, 9).empty());
  EXPECT_EQ(Fired(timers, 20), (std::vector<const TaskRecord*>{&early, &late}));
  EXPECT_EQ(timers.EarliestNanos(), 30U);
}

TEST(TimerQueueTest, EqualDeadlinesFireInTheOrderTheyWereAdded) {
  TimerQueue timers;
  TaskRecord tasks[3];
  for (TaskRecord& task : tasks) timers.Add(10, task);

  EXPECT_EQ(Fired(timers, 10), (std::vector<const TaskRecord*>{&tasks[0], &tasks[1], &tasks[2]}));
}

TEST(TimerQueueTest, ACancelledTimerNeverFires) {
  TimerQueue timers;
  TaskRecord task;
  const TimerQueue::Key key = timers.Add(10, task);
  EXPECT_EQ(timers.EarliestNanos(), 10U);

  timers.Cancel(key);
  timers.Cancel(key);

  EXPECT_EQ(timers.EarliestNanos(), kNever);
  EXPECT_TRUE(Fired(timers, 100).empty());
}

TEST(TimerQueueTest, Example) {
  TimerQueue timers;
  TaskRecord task;
  timers.Add(1'000, task);

  int woken = 0;
  if (timers.EarliestNanos() <= 1'500) timers.Fire(1'500, [&](TaskRecord&) { ++woken; });

  EXPECT_EQ(woken, 1);
}

TEST(TimerQueueTest, TheKeyOfAFiredTimerCancelsNoLaterOne) {
  TimerQueue timers;
  TaskRecord task;
  const TimerQueue::Key fired = timers.Add(10, task);
  EXPECT_EQ(Fired(timers, 10).size(), 1U);
  timers.Add(20, task);  // In the slot of the first.

  timers.Cancel(fired);

  EXPECT_EQ(Fired(timers, 20).size(), 1U);
}

TEST(TimerQueueTest, TheDefaultKeyNamesNoTimer) {
  TimerQueue timers;
  TaskRecord task;
  timers.Cancel({});
  timers.Add(10, task);
  timers.Cancel({});
  EXPECT_EQ(Fired(timers, 10).size(), 1U);
}

// Against an ordered map, which is plainly right: 100,000 timers live together, half of them are cancelled.
TEST(TimerQueueTest, AHundredThousandTimersFireLikeAnOrderedMap) {
  constexpr std::size_t kTimers = 100'000;
  Prng prng(7);
  TimerQueue timers;
  const auto tasks = std::make_unique<TaskRecord[]>(kTimers);
  std::map<std::pair<std::uint64_t, std::size_t>, const TaskRecord*> model;
  std::vector<TimerQueue::Key> keys;
  std::vector<std::uint64_t> deadlines;
  for (std::size_t n = 0; n < kTimers; ++n) {
    deadlines.push_back(prng.Below(1'000));
    keys.push_back(timers.Add(deadlines[n], tasks[n]));
    model.emplace(std::pair(deadlines[n], n), &tasks[n]);
  }
  for (std::size_t n = 0; n < kTimers; ++n) {
    if (prng.Below(2) == 0) continue;
    timers.Cancel(keys[n]);
    model.erase({deadlines[n], n});
  }

  for (std::uint64_t now = 0; now < 1'000; ++now) {
    ASSERT_EQ(timers.EarliestNanos(), model.empty() ? kNever : model.begin()->first.first);
    std::vector<const TaskRecord*> due;
    while (!model.empty() && model.begin()->first.first <= now) {
      due.push_back(model.begin()->second);
      model.erase(model.begin());
    }
    ASSERT_EQ(Fired(timers, now), due) << "at " << now;
  }
  EXPECT_EQ(timers.EarliestNanos(), kNever);
}

}  // namespace
}  // namespace reprise::sched
