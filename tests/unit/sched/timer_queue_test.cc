#include "sched/timer_queue.h"

#include <vector>

#include <gtest/gtest.h>

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

}  // namespace
}  // namespace reprise::sched
