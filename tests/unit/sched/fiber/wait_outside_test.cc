#include "sched/fiber/wait_outside.h"

#include <functional>
#include <mutex>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <boost/fiber/all.hpp>

#include "channel/mpsc.h"
#include "replay/explore/explore_program.h"
#include "replay/record/recorder.h"
#include "replay/strategy/random_walk.h"
#include "replay/trace/trace_tap.h"
#include "runtime/runtime.h"
#include "sched/object/announce.h"
#include "support/plain_codec.h"
#include "support/temp_folder.h"
#include "sync/mutex.h"
#include "task/spawn.h"

namespace reprise::sched {
namespace {

using channel::Mpsc;
using task::Spawn;
using task::TaskType;
using testing::AllOf;
using testing::HasSubstr;

TEST(WaitOutsideTest, Example) {
  TaskRecord task;
  task.own_name = "bot";
  const Op next{.kind = OpKind::kSend, .no = 3, .site = Site::Here()};

  EXPECT_THAT(DescribeWaitOutside(task, &next),
              AllOf(HasSubstr("task bot waited in Boost.Fiber before its op 3 (send at "
                              "tests/unit/sched/fiber/wait_outside_test.cc:"),
                    HasSubstr("use sync/mutex.h")));
}

// The holder keeps a mutex of Boost's while it waits for a message; the waiter comes meanwhile, if it is its turn.
void MeetOutside() {
  boost::fibers::mutex mutex;
  Mpsc<int> go({.name = "/go"});
  Mpsc<int> events({.name = "/events"});
  auto holder = Spawn(TaskType::kBotDecision, "holder", [&] {
    const std::lock_guard guard(mutex);
    static_cast<void>(events.Send(0));
    static_cast<void>(go.Receive());
  });
  static_cast<void>(events.Receive());
  auto waiter = Spawn(TaskType::kBotDecision, "waiter", [&] {
    const std::lock_guard guard(mutex);
    static_cast<void>(events.Send(1));
  });
  Yield();
  static_cast<void>(go.Send(0));
  static_cast<void>(holder.Join());
  static_cast<void>(waiter.Join());
}

TEST(WaitOutsideTest, ARecordedRunEndsAtTheTasksNextOpAndNamesIt) {
  const TempFolder folder;
  auto recorder = record::Recorder::Create(folder.File("outside.mcap"), {.workers = 1});
  ASSERT_TRUE(recorder.ok());

  const absl::Status ended = Runtime({.workers = 1, .tap = recorder->get()}).Run("test", MeetOutside);

  EXPECT_EQ(ended.code(), absl::StatusCode::kUnimplemented);
  EXPECT_THAT(std::string(ended.message()),
              HasSubstr("task test/waiter waited in Boost.Fiber before its op 0 (send at "));
  EXPECT_TRUE((*recorder)->Finish({}).ok());
}

TEST(WaitOutsideTest, TheSameProgramIsFineInProduction) {
  for (const unsigned workers : {1U, 2U, 4U})
    EXPECT_TRUE(Runtime({.workers = workers}).Run("test", MeetOutside).ok());
}

TEST(WaitOutsideTest, ASearchedRunEndsInTheSameWayWhereTheTasksMeet) {
  strategy::RandomWalk walk(1);
  int told = 0;
  for (int schedule = 0; schedule < 50; ++schedule) {
    ASSERT_TRUE(walk.Next());
    const absl::Status ended = Runtime({.strategy = &walk}).Run("test", MeetOutside);
    if (ended.ok()) continue;  // The waiter came when the lock was free.
    EXPECT_EQ(ended.code(), absl::StatusCode::kUnimplemented) << ended;
    EXPECT_THAT(std::string(ended.message()),
                HasSubstr("task test/waiter waited in Boost.Fiber before its op 0"));
    ++told;
  }
  EXPECT_GT(told, 0);
  EXPECT_LT(told, 50);
}

TEST(WaitOutsideTest, WhereNobodyCanRunTheTaskThatWaitsThereIsNamed) {
  strategy::RandomWalk walk(1);
  ASSERT_TRUE(walk.Next());
  const absl::Status ended = Runtime({.strategy = &walk}).Run("test", [] {
    boost::fibers::promise<int> never;
    auto waiter = Spawn(TaskType::kBotDecision, "waiter", [&] { return never.get_future().get(); });
    auto other = Spawn(TaskType::kBotDecision, "other", [] {
      Mpsc<int> numbers({.name = "/numbers"});
      static_cast<void>(numbers.Receive());
    });
    static_cast<void>(waiter.Join());
    static_cast<void>(other.Join());
  });

  EXPECT_EQ(ended.code(), absl::StatusCode::kUnimplemented);
  EXPECT_THAT(std::string(ended.message()),
              HasSubstr("task test/waiter waited in Boost.Fiber and nobody can run"));
}

TEST(WaitOutsideTest, AYieldAndAFiberOfItsOwnAreFoundToo) {
  for (const bool yields : {true, false}) {
    strategy::RandomWalk walk(1);
    ASSERT_TRUE(walk.Next());
    const absl::Status ended = Runtime({.strategy = &walk}).Run("test", [yields] {
      if (yields) {
        boost::this_fiber::yield();
      } else {
        boost::fibers::fiber([] {}).join();
      }
      Yield();
    });
    EXPECT_EQ(ended.code(), absl::StatusCode::kUnimplemented) << ended;
  }
}

// Whatever op comes next, the run ends with the sentence: also one that must not throw, or the last one of its task.
TEST(WaitOutsideTest, ARecordedRunEndsThoughTheNextOpIsInADestructorOrTheLastOne) {
  const auto wait = [] { boost::this_fiber::yield(); };
  const std::vector<std::pair<const char*, std::function<void()>>> programs = {
      {"the end of the root", wait},
      {"the end of a task",
       [wait] { static_cast<void>(Spawn(TaskType::kBotDecision, "child", wait).Join()); }},
      {"an unlock",
       [wait] {
         sync::Mutex mutex("/mutex");
         auto child = Spawn(TaskType::kBotDecision, "child", [&] {
           const auto held = mutex.Lock();
           wait();
         });
         Yield();
         static_cast<void>(mutex.Lock());
         static_cast<void>(child.Join());
       }},
      {"an unlock while an exception passes", [wait] {
         sync::Mutex mutex("/mutex");
         const auto held = mutex.Lock();
         wait();
         throw std::runtime_error("passes");
       }}};
  for (const auto& [next_op, program] : programs) {
    SCOPED_TRACE(next_op);
    trace::TraceTap tap;
    EXPECT_EQ(Runtime({.workers = 1, .tap = &tap}).Run("test", program).code(),
              absl::StatusCode::kUnimplemented);
  }
}

TEST(WaitOutsideTest, ASearchedRunWhoseRootWaitsThereEnds) {
  strategy::RandomWalk walk(1);
  ASSERT_TRUE(walk.Next());
  const absl::Status ended = Runtime({.strategy = &walk}).Run("test", [] {
    boost::fibers::promise<int> never;
    static_cast<void>(never.get_future().get());
  });

  EXPECT_THAT(std::string(ended.message()), HasSubstr("task test waited in Boost.Fiber and nobody can run"));
}

TEST(WaitOutsideTest, WhoeverWakesATaskThatTheRunHasLostComesTooLate) {
  boost::fibers::promise<int> late;
  strategy::RandomWalk walk(1);
  ASSERT_TRUE(walk.Next());
  const absl::Status ended = Runtime({.strategy = &walk}).Run("test", [&late] {
    auto waiter = Spawn(TaskType::kBotDecision, "waiter", [&late] { return late.get_future().get(); });
    static_cast<void>(waiter.Join());
  });
  EXPECT_EQ(ended.code(), absl::StatusCode::kUnimplemented);

  late.set_value(1);  // The one who waited is gone, and its stack is not touched.
}

TEST(WaitOutsideTest, ATaskThatJoinsAFiberOfItsOwnIsNotLostWhileThatCanRun) {
  strategy::RandomWalk walk(1);
  ASSERT_TRUE(walk.Next());
  bool joined = false;
  const absl::Status ended = Runtime({.strategy = &walk}).Run("test", [&joined] {
    boost::fibers::fiber own([] { boost::this_fiber::yield(); });
    own.join();
    joined = true;
  });

  EXPECT_TRUE(joined);
  EXPECT_EQ(ended.code(), absl::StatusCode::kUnimplemented);
}

TEST(WaitOutsideTest, ALockThatIsFreeIsNotSeen) {
  strategy::RandomWalk walk(1);
  ASSERT_TRUE(walk.Next());
  EXPECT_TRUE(Runtime({.strategy = &walk})
                  .Run("test",
                       [] {
                         boost::fibers::mutex mutex;
                         const std::lock_guard guard(mutex);
                         Yield();
                       })
                  .ok());
}

TEST(WaitOutsideTest, ASearchFindsItAsAFailureOfItsOwnKind) {
  const explore::Report report = explore::ExploreProgram({.schedules = 1'000}, MeetOutside);
  ASSERT_TRUE(report.found);
  EXPECT_EQ(report.found->failure.kind, FailureKind::kWaitOutside) << ToString(*report.found);
  EXPECT_THAT(ToString(report.found->failure), HasSubstr("waited in Boost.Fiber"));
}

}  // namespace
}  // namespace reprise::sched
