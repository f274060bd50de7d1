// A fiber that a task starts with boost::fibers::fiber: it runs on the worker that started it, and is no task.
#include <atomic>
#include <chrono>
#include <functional>
#include <stdexcept>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <boost/fiber/all.hpp>

#include "channel/mpsc.h"
#include "runtime/runtime.h"
#include "sched/fiber/fiber_thread.h"
#include "sched/object/announce.h"
#include "support/plain_codec.h"
#include "tests/unit/sched/fiber/in_production.h"
#include "time/clock.h"

namespace reprise::sched {
namespace {

using channel::Mpsc;

TEST(OwnFiberTest, AFiberThatATaskStartsRunsBesideItOnItsWorker) {
  InProduction([] {
    for (const boost::fibers::launch how : {boost::fibers::launch::post, boost::fibers::launch::dispatch}) {
      int sum = 0;
      boost::fibers::fiber own(how, [&] {
        for (int n = 1; n <= 10; ++n) {
          sum += n;
          boost::this_fiber::yield();
        }
      });
      own.join();
      EXPECT_EQ(sum, 55);
    }
  });
}

TEST(OwnFiberTest, AFiberThatATaskStartsHasItsTurnThoughTasksAreAlwaysReady) {
  InProduction([] {
    std::atomic<bool> ran{false};
    boost::fibers::fiber own(boost::fibers::launch::post, [&] { ran = true; });
    while (!ran) Yield();
    own.join();
  });
}

TEST(OwnFiberTest, ARunEndsWhenTheFibersHaveThatItsTasksLeftBehind) {
  for (const unsigned workers : {1U, 2U}) {
    std::atomic<int> ended{0};
    ASSERT_TRUE(Runtime({.workers = workers})
                    .Run("test",
                         [&] {
                           for (int n = 0; n < 3; ++n) {
                             boost::fibers::fiber([&] {
                               for (int round = 0; round < 20; ++round) boost::this_fiber::yield();
                               WaitInVain();
                               ++ended;
                             }).detach();
                           }
                         })
                    .ok());
    EXPECT_EQ(ended, 3);
  }
}

TEST(OwnFiberDeathTest, AnOpInAFiberThatIsNoTaskSaysSo) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  const auto run = [] {
    static_cast<void>(Runtime({.workers = 1}).Run("test", [] {
      Mpsc<int> numbers({.name = "/numbers"});
      boost::fibers::fiber([&] { static_cast<void>(numbers.Send(1)); }).join();
    }));
  };
  EXPECT_DEATH(
      run(),
      "an op of the runtime outside of its tasks: .* not in a boost::fibers::fiber that a task started");
}

TEST(OwnFiberTest, TimersGoOnWhileAFiberOfTheProgramsOwnIsAlwaysReady) {
  for (int odd = 0; odd < 8; ++odd) {
    EXPECT_TRUE(Runtime({.workers = 1})
                    .Run("test",
                         [odd] {
                           for (int n = 0; n < odd; ++n) Yield();
                           bool stop = false;
                           boost::fibers::fiber own([&stop] {
                             while (!stop) boost::this_fiber::yield();
                           });
                           Clock clock("/clock");
                           EXPECT_TRUE(clock.SleepFor(kMillisecond).ok());
                           stop = true;
                           own.join();
                         })
                    .ok());
  }
}

TEST(OwnFiberTest, AFiberThatStartsAnotherWhileItHandlesAnExceptionKeepsThat) {
  EXPECT_TRUE(Runtime({.workers = 1})
                  .Run("test",
                       [] {
                         std::string kept;
                         boost::fibers::fiber([&kept] {
                           try {
                             throw std::runtime_error("mine");
                           } catch (const std::runtime_error&) {
                             boost::fibers::fiber(boost::fibers::launch::dispatch, [] {
                               boost::this_fiber::yield();
                             }).join();
                             try {
                               throw;
                             } catch (const std::runtime_error& again) {
                               kept = again.what();
                             }
                           }
                         }).join();
                         EXPECT_EQ(kept, "mine");
                       })
                  .ok());
}

}  // namespace
}  // namespace reprise::sched
