// What Boost.Fiber gives works inside a task in production: it blocks the task and never its worker.
#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <boost/fiber/all.hpp>

#include "channel/mpsc.h"
#include "runtime/runtime.h"
#include "sched/fiber/worker.h"
#include "sched/object/announce.h"
#include "support/cancel.h"
#include "support/plain_codec.h"
#include "task/spawn.h"
#include "tests/unit/sched/fiber/in_production.h"
#include "time/clock.h"

namespace reprise::sched {
namespace {

using channel::Mpsc;
using task::Spawn;
using task::TaskType;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr TaskType kType = TaskType::kBotDecision;

TEST(BoostInTaskTest, AMutexBlocksTheTaskAndTheOthersOfItsWorkerGoOn) {
  InProduction([] {
    boost::fibers::mutex mutex;
    Mpsc<int> go({.name = "/go"});
    Mpsc<int> waits({.name = "/waits"});
    std::vector<std::string> order;
    auto holder = Spawn(kType, "holder", [&] {
      const std::lock_guard guard(mutex);
      EXPECT_TRUE(waits.Send(0).ok());
      EXPECT_TRUE(go.Receive().ok());  // Holds the lock while it waits.
      order.push_back("holder");
    });
    ASSERT_TRUE(waits.Receive().ok());

    auto waiter = Spawn(kType, "waiter", [&] {
      const std::lock_guard guard(mutex);
      order.push_back("waiter");
    });
    auto other = Spawn(kType, "other", [&] { return go.Send(1).ok(); });

    EXPECT_TRUE(other.Join().value());
    EXPECT_TRUE(holder.Join().ok());
    EXPECT_TRUE(waiter.Join().ok());
    EXPECT_THAT(order, ElementsAre("holder", "waiter"));
  });
}

// Both workers are held by a task until both have one: so the two that meet stand on two threads.
void OnTwoWorkers(const std::function<void()>& one, const std::function<void()>& other) {
  Runtime runtime({.workers = 2});
  std::atomic<unsigned> seen{0};
  const auto on_own_worker = [&seen](const std::function<void()>& body) {
    return [&seen, &body] {
      seen |= 1U << CurrentWorkerIndex();
      while (seen != 3) {  // Not a wait of the runtime: the worker is held.
      }
      body();
    };
  };
  EXPECT_TRUE(runtime
                  .Run("test",
                       [&] {
                         auto first = Spawn(kType, "one", on_own_worker(one));
                         auto second = Spawn(kType, "other", on_own_worker(other));
                         EXPECT_TRUE(first.Join().ok());
                         EXPECT_TRUE(second.Join().ok());
                       })
                  .ok());
}

TEST(BoostInTaskTest, TwoTasksOfTwoWorkersMeetOnAMutex) {
  boost::fibers::mutex mutex;
  long count = 0;
  const auto add = [&] {
    for (int n = 0; n < 10'000; ++n) {
      const std::lock_guard guard(mutex);
      const long before = count;
      if (n % 64 == 0) boost::this_fiber::yield();  // The other one comes to wait.
      count = before + 1;
    }
  };

  OnTwoWorkers(add, add);

  EXPECT_EQ(count, 20'000);
}

TEST(BoostInTaskTest, TwoTasksOfTwoWorkersMeetOnAFuture) {
  for (int round = 0; round < 50; ++round) {
    boost::fibers::promise<int> question;
    boost::fibers::promise<int> answer;
    boost::fibers::future<int> asked = question.get_future();
    boost::fibers::future<int> answered = answer.get_future();
    int got = 0;

    OnTwoWorkers(
        [&] {
          question.set_value(20);
          got = answered.get();
        },
        [&] { answer.set_value(asked.get() + 1); });

    EXPECT_EQ(got, 21);
  }
}

TEST(BoostInTaskTest, AConditionVariableAndABufferedChannelBlockTheTask) {
  InProduction([] {
    boost::fibers::mutex mutex;
    boost::fibers::condition_variable changed;
    boost::fibers::buffered_channel<int> numbers(4);
    bool started = false;
    auto producer = Spawn(kType, "producer", [&] {
      {
        std::unique_lock lock(mutex);
        changed.wait(lock, [&] { return started; });
      }
      for (int n = 0; n < 100; ++n) numbers.push(n);
      numbers.close();
    });
    auto consumer = Spawn(kType, "consumer", [&] {
      {
        const std::lock_guard guard(mutex);
        started = true;
      }
      changed.notify_one();
      int sum = 0;
      for (const int n : numbers) sum += n;
      return sum;
    });

    EXPECT_EQ(consumer.Join().value(), 4950);
    EXPECT_TRUE(producer.Join().ok());
  });
}

TEST(BoostInTaskTest, ATimedWaitEndsThoughNobodyElseRuns) { InProduction(WaitInVain); }

TEST(BoostInTaskTest, ManyTasksOnManyWorkersWaitInBothWorlds) {
  InProduction([] {
    constexpr int kTasks = 200;
    boost::fibers::mutex mutex;
    Mpsc<int> numbers({.name = "/numbers", .capacity = 8});
    long sum = 0;
    std::vector<task::JoinHandle<task::Nothing>> tasks;
    for (int n = 0; n < kTasks; ++n) {
      tasks.push_back(Spawn(kType, "task", [&, n] {
        for (int round = 0; round < 20; ++round) {
          const std::lock_guard guard(mutex);
          EXPECT_TRUE(numbers.Send(n).ok());  // Waits with the lock held.
          boost::this_fiber::yield();
        }
      }));
    }
    for (int n = 0; n < kTasks * 20; ++n) sum += *numbers.Receive();
    for (auto& task : tasks) EXPECT_TRUE(task.Join().ok());
    EXPECT_EQ(sum, 20L * kTasks * (kTasks - 1) / 2);
  });
}

TEST(BoostInTaskTest, ExceptionsInFlightStayWithTheTaskThatWaitsThere) {
  InProduction([] {
    boost::fibers::mutex mutex;
    std::vector<task::JoinHandle<std::string>> tasks;
    for (int n = 0; n < 20; ++n) {
      tasks.push_back(Spawn(kType, "task", [&mutex, n] {
        try {
          throw std::runtime_error(std::to_string(n));
        } catch (const std::runtime_error&) {
          for (int round = 0; round < 20; ++round) {
            const std::lock_guard guard(mutex);
            boost::this_fiber::yield();
          }
          try {
            throw;
          } catch (const std::runtime_error& mine) {
            return std::string(mine.what());
          }
        }
      }));
    }
    for (int n = 0; n < 20; ++n)
      EXPECT_EQ(tasks[static_cast<std::size_t>(n)].Join().value(), std::to_string(n));
  });
}

// --- identity -------------------------------------------------------------------------------------------------

TEST(BoostInTaskTest, TheIdNamesTheFiberWhichATaskThatWaitedKeeps) {
  EXPECT_TRUE(Runtime({.workers = 2})
                  .Run("test",
                       [] {
                         const auto before = boost::this_fiber::get_id();
                         for (int n = 0; n < 100; ++n) Yield();
                         EXPECT_EQ(boost::this_fiber::get_id(), before);
                       })
                  .ok());
}

TEST(BoostInTaskTest, TasksThatNeverWaitShareAFiberAndWhatIsKeptByIt) {
  EXPECT_TRUE(Runtime({.workers = 1})
                  .Run("test",
                       [] {
                         boost::fibers::fiber_specific_ptr<int> kept;
                         boost::fibers::fiber::id first;
                         auto one = Spawn(kType, "one", [&] {
                           first = boost::this_fiber::get_id();
                           kept.reset(new int(1));
                         });
                         EXPECT_TRUE(one.Join().ok());

                         auto other = Spawn(kType, "other", [&] {
                           EXPECT_EQ(boost::this_fiber::get_id(), first);
                           return kept.get() != nullptr ? *kept : 0;
                         });
                         EXPECT_EQ(other.Join().value(),
                                   1);  // So task/task_local.h is what a task's own values are.
                       })
                  .ok());
}

TEST(BoostInTaskTest, ARecursiveMutexLetsInAChildThatRunsOnItsJoinersFiber) {
  EXPECT_TRUE(Runtime({.workers = 1})
                  .Run("test",
                       [] {
                         boost::fibers::recursive_mutex mutex;
                         const std::lock_guard mine(mutex);
                         auto child = Spawn(kType, "child", [&] {
                           const bool entered = mutex.try_lock();
                           if (entered) mutex.unlock();
                           return entered;
                         });
                         EXPECT_TRUE(child.Join().value());  // So sync/mutex.h is what keeps tasks apart.
                       })
                  .ok());
}

// --- turns ------------------------------------------------------------------------------------------------------

// Two tasks of one worker that hand messages to each other take the short way (sched/fiber/park.h), which asks nobody.
TEST(BoostInTaskTest, AWaitThereEndsThoughTwoTasksHandMessagesToEachOther) {
  InProduction([] {
    Mpsc<int> there({.name = "/there", .capacity = 1});
    Mpsc<int> back({.name = "/back", .capacity = 1});
    std::atomic<bool> ended{false};
    auto sleeper = Spawn(kType, "sleeper", [&] {
      WaitInVain();
      ended = true;
    });
    auto echo = Spawn(kType, "echo", [&] {
      for (int number = *there.Receive(); number != 0; number = *there.Receive())
        EXPECT_TRUE(back.Send(number).ok());
    });
    while (!ended) {  // For ever, if the dispatcher had no turn.
      EXPECT_TRUE(there.Send(1).ok());
      EXPECT_TRUE(back.Receive().ok());
    }
    EXPECT_TRUE(there.Send(0).ok());
    EXPECT_TRUE(echo.Join().ok());
    EXPECT_TRUE(sleeper.Join().ok());
  });
}

TEST(BoostInTaskTest, AYieldThereLetsTheReadyTasksGoFirst) {
  EXPECT_TRUE(Runtime({.workers = 1})
                  .Run("test",
                       [] {
                         std::string order;
                         const auto write = [&order](char letter) {
                           return [&order, letter] {
                             for (int n = 0; n < 3; ++n) {
                               order += letter;
                               boost::this_fiber::yield();
                             }
                           };
                         };
                         auto one = Spawn(kType, "one", write('a'));
                         auto other = Spawn(kType, "other", write('b'));
                         EXPECT_TRUE(one.Join().ok());
                         EXPECT_TRUE(other.Join().ok());
                         EXPECT_THAT(order, testing::AnyOf("ababab", "bababa"));
                       })
                  .ok());
}

TEST(BoostInTaskTest, ManyShortRunsEnd) {
  for (int n = 0; n < 500; ++n) EXPECT_TRUE(Runtime({.workers = 4}).Run("test", [] { Yield(); }).ok());
}

// --- cancellation -----------------------------------------------------------------------------------------------

TEST(BoostInTaskTest, ACancelledTaskWaitsThereToTheEndAndIsToldAtItsNextOp) {
  InProduction([] {
    boost::fibers::promise<int> promise;
    boost::fibers::future<int> future = promise.get_future();
    Mpsc<int> numbers({.name = "/numbers"});
    TaskHandle waiting;
    auto task = Spawn(kType, "task", [&] {
      waiting.IAm();
      const int got = future.get();
      EXPECT_TRUE(absl::IsCancelled(numbers.Receive().status()));
      return got;
    });
    waiting.Cancel();
    promise.set_value(7);

    EXPECT_EQ(task.Join().value(), 7);
  });
}

}  // namespace
}  // namespace reprise::sched
