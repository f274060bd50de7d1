#include "sched/object/object_lock.h"

#include <mutex>
#include <vector>

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "support/on_every_scheduler.h"
#include "task/spawn.h"

namespace reprise::sched {
namespace {

TEST(ObjectLockTest, Example) {
  OnEveryScheduler([] {
    ObjectLock lock;
    int sum = 0;  // What the lock is for.
    std::vector<task::JoinHandle<task::Nothing>> tasks;
    for (int n = 1; n <= 4; ++n) {
      tasks.push_back(task::Spawn(task::TaskType::kStateUpdate, absl::StrCat(n), [&, n] {
        const std::lock_guard guard(lock);
        sum += n;
      }));
    }
    for (auto& task : tasks) EXPECT_TRUE(task.Join().ok());

    EXPECT_EQ(sum, 10);
  });
}

}  // namespace
}  // namespace reprise::sched
