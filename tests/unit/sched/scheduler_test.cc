#include "sched/scheduler.h"

#include <mutex>

#include <gtest/gtest.h>

#include "runtime/runtime.h"
#include "sched/object/announce.h"
#include "sched/object/object_lock.h"
#include "support/cancel.h"
#include "support/on_every_scheduler.h"
#include "task/spawn.h"

namespace reprise::sched {
namespace {

using task::Spawn;
using task::TaskType;

Scheduler& Mine() { return *Worker::Current().run->scheduler; }

// As an object does it: the condition and the wake under its lock, the sleep without.
TEST(SchedulerTest, Example) {
  OnEveryScheduler([] {
    ObjectLock lock;
    bool rung = false;
    TaskRecord* sleeper = nullptr;
    const auto has_rung = [&] {
      const std::lock_guard guard(lock);
      sleeper = &Self();
      return rung;
    };
    auto sleeps = Spawn(TaskType::kStateUpdate, "sleeps", [&] {
      while (!has_rung()) Mine().Park(Self(), kNever);
    });
    Yield();
    {
      const std::lock_guard guard(lock);
      rung = true;
      if (sleeper != nullptr) Mine().Wake(*sleeper);
    }
    EXPECT_TRUE(sleeps.Join().ok());
  });
}

TEST(SchedulerTest, WhoWaitsForADeadlineWakesByItself) {
  OnEveryScheduler([] {
    const std::uint64_t deadline = Mine().NowNanos() + 10'000;
    while (Mine().NowNanos() < deadline) Mine().Park(Self(), deadline);
    EXPECT_GE(Mine().NowNanos(), deadline);
  });
}

}  // namespace
}  // namespace reprise::sched
