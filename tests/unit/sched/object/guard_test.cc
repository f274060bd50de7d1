// No epoch guard is kept over an op, and what reclamation destroys does none.
#include <gtest/gtest.h>

#include "lockfree/thread_epoch.h"
#include "replay/strategy/random_walk.h"
#include "runtime/runtime.h"
#include "sched/object/announce.h"
#include "sched/object/wait_list.h"

namespace reprise::sched {
namespace {

void RunOneTask(const std::function<void()>& body) {
  strategy::RandomWalk walk(1);
  Runtime runtime({.strategy = &walk});
  (void)runtime.Run("test", body);
}

TEST(GuardDeathTest, AnOpUnderAGuardEndsTheProcess) {
  EXPECT_DEATH(RunOneTask([] {
                 const lockfree::ThreadGuard guard = lockfree::Pin();
                 Yield();
               }),
               "CHECK.*MayNotSuspend");
}

// Where nobody watches, an op is checked only when it suspends.
TEST(GuardDeathTest, ATaskThatSleepsUnderAGuardEndsTheProcessInProductionToo) {
  EXPECT_DEATH(static_cast<void>(Runtime({.workers = 1})
                                     .Run("test",
                                          [] {
                                            ObjectLock lock;
                                            WaitList list;
                                            WaitList::Lock held(lock);
                                            const lockfree::ThreadGuard guard = lockfree::Pin();
                                            list.Sleep(held);
                                          })),
               "CHECK.*MayNotSuspend");
}

TEST(GuardDeathTest, ADestructorThatReclamationRunsDoesNoOps) {
  struct Chatty {
    ~Chatty() { Yield(); }
  };
  EXPECT_DEATH(RunOneTask([] {
                 lockfree::Pin().Retire(lockfree::Create<Chatty, lockfree::StdSync>());
                 lockfree::ThisParticipant().Flush();
               }),
               "CHECK.*MayNotSuspend");
}

}  // namespace
}  // namespace reprise::sched
