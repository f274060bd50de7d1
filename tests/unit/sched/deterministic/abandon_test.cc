// A run that a strategy ends, at whatever point, is unwound cleanly: the youngest task first, because it may
// use what lies on the stacks of those that spawned it.
#include <algorithm>
#include <memory>
#include <stdexcept>

#include <gtest/gtest.h>

#include "channel/mpsc.h"
#include "runtime/runtime.h"
#include "sched/deterministic/deterministic_scheduler.h"
#include "support/plain_codec.h"
#include "task/spawn.h"
#include "tests/unit/sched/scripted_strategy.h"
#include "time/clock.h"

namespace reprise::sched {
namespace {

using task::Spawn;
using task::TaskType;

// What a run of the program below left behind.
struct Trail {
  const ScriptedStrategy* strategy = nullptr;
  int spawned = 0;
  int begun = 0;
  std::vector<int> ended;                 // By number of spawn.
  std::vector<int> ended_after_the_stop;  // The same, of those that were unwound.
};

// Stands on a task's stack.
class Footprint {
 public:
  Footprint(Trail& trail, std::shared_ptr<int> number) : trail_(trail), number_(std::move(number)) {
    ++trail_.begun;
  }
  ~Footprint() {
    trail_.ended.push_back(*number_);
    if (trail_.strategy->stopped()) trail_.ended_after_the_stop.push_back(*number_);
  }

 private:
  Trail& trail_;
  std::shared_ptr<int> number_;
};

// A child whose body knows how many were spawned before it.
template <typename Body>
auto SpawnNumbered(Trail& trail, const char* name, Body body) {
  auto number = std::make_shared<int>(0);
  auto handle = Spawn(TaskType::kBotDecision, name, [&trail, number, body] {
    const Footprint footprint(trail, number);
    body();
  });
  *number = ++trail.spawned;
  return handle;
}

// Channels on the parent's stack, children of children, a sleeper, a full channel, an empty one.
void SmallProgram(Trail& trail) {
  const Footprint footprint(trail, std::make_shared<int>(0));
  channel::Mpsc<int> numbers({.name = "/numbers", .capacity = 1});
  Clock clock("/clock");
  auto sender = SpawnNumbered(trail, "sender", [&] {
    channel::Mpsc<int> inner({.name = "/inner", .capacity = 1});
    auto helper = SpawnNumbered(trail, "helper", [&] {
      for (int n = 0; n < 3; ++n) static_cast<void>(inner.Send(n));
    });
    for (int n = 0; n < 3; ++n) static_cast<void>(numbers.Send(*inner.Receive()));
    static_cast<void>(helper.Join());
  });
  auto sleeper = SpawnNumbered(trail, "sleeper", [&] { static_cast<void>(clock.SleepUntil(1000)); });
  auto receiver = SpawnNumbered(trail, "receiver", [&] {
    for (int n = 0; n < 3; ++n) static_cast<void>(numbers.Receive());
  });
  EXPECT_TRUE(sender.Join().ok());
  EXPECT_TRUE(sleeper.Join().ok());
  EXPECT_TRUE(receiver.Join().ok());
}

// A child that throws while its own child still runs: the handle joins while the exception passes.
void ThrowingProgram(Trail& trail) {
  const Footprint footprint(trail, std::make_shared<int>(0));
  channel::Mpsc<int> numbers({.name = "/numbers", .capacity = 1});
  auto failing = SpawnNumbered(trail, "failing", [&] {
    auto helper = SpawnNumbered(trail, "helper", [&] {
      for (int n = 0; n < 3; ++n) static_cast<void>(numbers.Send(n));
    });
    throw std::runtime_error("no path");
  });
  for (int n = 0; n < 3; ++n) static_cast<void>(numbers.Receive());
  EXPECT_FALSE(failing.Join().ok());
}

// Stops the program at its first pick, its second one and so on, until it gets through. How often it stopped.
std::size_t StopEverywhere(std::uint64_t seed, void (*program)(Trail&)) {
  for (std::size_t stop_at = 1;; ++stop_at) {
    SCOPED_TRACE(testing::Message() << "seed " << seed << ", stopped at pick " << stop_at);
    ScriptedStrategy strategy(seed);
    strategy.StopAt(stop_at);
    Trail trail{.strategy = &strategy};
    Runtime runtime({.strategy = &strategy});

    const absl::Status status = runtime.Run("test", [&] { program(trail); });

    EXPECT_EQ(trail.ended.size(), static_cast<std::size_t>(trail.begun));
    if (!strategy.stopped()) {
      EXPECT_TRUE(status.ok()) << status;
      return stop_at - 1;
    }
    EXPECT_EQ(status.code(), absl::StatusCode::kAborted);
    EXPECT_TRUE(std::is_sorted(trail.ended_after_the_stop.rbegin(), trail.ended_after_the_stop.rend()));
  }
}

TEST(AbandonTest, ARunThatStopsAnywhereUnwindsItsYoungestTaskFirst) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) EXPECT_GT(StopEverywhere(seed, SmallProgram), 20U);
}

TEST(AbandonTest, ARunThatStopsWhileAnExceptionJoinsAChildUnwindsToo) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) EXPECT_GT(StopEverywhere(seed, ThrowingProgram), 10U);
}

TEST(AbandonTest, ADeadlockUnwindsEveryTask) {
  ScriptedStrategy strategy(std::uint64_t{3});
  Trail trail{.strategy = &strategy};
  Runtime runtime({.strategy = &strategy});

  const absl::Status status = runtime.Run("test", [&] {
    const Footprint footprint(trail, std::make_shared<int>(0));
    channel::Mpsc<int> never({.name = "/never"});
    auto child = SpawnNumbered(trail, "child", [&] { static_cast<void>(never.Receive()); });
    static_cast<void>(child.Join());
  });

  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(trail.ended, (std::vector<int>{1, 0}));
}

}  // namespace
}  // namespace reprise::sched
