#include "sched/fiber/worker.h"

#include <gtest/gtest.h>

#include "runtime/runtime.h"
#include "support/on_every_scheduler.h"

namespace reprise::sched {
namespace {

TEST(WorkerTest, Example) {
  EXPECT_EQ(Worker::CurrentOrNull(), nullptr);  // A test's own thread is no worker.
  OnEveryScheduler([] {
    Worker& here = Worker::Current();
    EXPECT_EQ(here.current->FullName(), "test");
    EXPECT_EQ(here.index, CurrentWorkerIndex());
    EXPECT_LT(here.index, here.run->workers);
    EXPECT_FALSE(Unwinding());
  });
}

}  // namespace
}  // namespace reprise::sched
