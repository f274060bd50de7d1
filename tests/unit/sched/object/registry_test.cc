#include "sched/object/registry.h"

#include <memory>
#include <optional>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "runtime/runtime.h"
#include "sched/object/object_lock.h"
#include "task/spawn.h"
#include "tests/unit/sched/scripted_strategy.h"
#include "tests/unit/support/on_every_scheduler.h"
#include "time/gauge.h"

namespace reprise::sched {
namespace {

using task::Spawn;
using task::TaskType;

// An object with numbers, as a channel has them.
class Mailbox : public Object {
 public:
  explicit Mailbox(std::string name) : Object({.kind = ObjectKind::kMpsc, .name = std::move(name)}) {}

  void Put(std::uint64_t count) {
    const std::lock_guard guard(lock_);
    sent_ += count;
  }
  void Take(std::uint64_t count) {
    const std::lock_guard guard(lock_);
    received_ += count;
  }
  void Describe(ObjectStats& stats) const {
    const std::lock_guard guard(lock_);
    stats.kind = ObjectKind::kMpsc;
    stats.sent += sent_;
    stats.received += received_;
    stats.length += sent_ - received_;
  }

 private:
  mutable ObjectLock lock_;
  std::uint64_t sent_ = 0;
  std::uint64_t received_ = 0;
  Listed listed_{*this};
};

std::vector<ObjectStats> ObjectsAfter(const std::function<void()>& program) {
  Runtime runtime({.workers = 2});
  EXPECT_TRUE(runtime.Run("test", program).ok());
  return runtime.Stats().objects;
}

TEST(RegistryTest, Example) {
  const std::vector<ObjectStats> objects = ObjectsAfter([] {
    Mailbox letters("/letters");
    letters.Put(3);
    letters.Take(1);
  });
  ASSERT_EQ(objects.size(), 1U);
  EXPECT_EQ(objects[0].name, "/letters");
  EXPECT_EQ(objects[0].sent, 3U);
  EXPECT_EQ(objects[0].received, 1U);
  EXPECT_EQ(objects[0].undelivered, 2U);  // The mailbox is gone, and two letters with it.
  EXPECT_EQ(objects[0].alive, 0U);
}

TEST(RegistryTest, ObjectsWithoutANameAreNotListed) {
  EXPECT_TRUE(ObjectsAfter([] {
                Mailbox letters("");
                letters.Put(1);
                letters.Take(1);
              }).empty());
}

TEST(RegistryTest, WhatIsLeftInObjectsWithoutANameIsAddedUpByKind) {
  const std::vector<ObjectStats> objects = ObjectsAfter([] {
    for (int n = 0; n < 3; ++n) Mailbox("").Put(2);
  });
  ASSERT_EQ(objects.size(), 1U);
  EXPECT_EQ(objects[0].name, Registry::kUnnamed);
  EXPECT_EQ(objects[0].kind, ObjectKind::kMpsc);
  EXPECT_EQ(objects[0].undelivered, 6U);
}

TEST(RegistryTest, AnUnnamedObjectThatGoesAfterTheRunIsNotAsked) {
  std::unique_ptr<Mailbox> kept;
  EXPECT_TRUE(ObjectsAfter([&] {
                kept = std::make_unique<Mailbox>("");
                kept->Put(1);
              }).empty());
  kept.reset();
}

TEST(RegistryTest, ObjectsOfOneNameAreAddedUpInTheOrderOfNames) {
  const std::vector<ObjectStats> objects = ObjectsAfter([] {
    for (const char* name : {"/b", "/a", "/b"}) Mailbox(name).Put(5);
  });
  ASSERT_EQ(objects.size(), 2U);
  EXPECT_EQ(objects[0].name, "/a");
  EXPECT_EQ(objects[1].name, "/b");
  EXPECT_EQ(objects[1].sent, 10U);
}

TEST(RegistryTest, MoreNamesThanFitAreAddedUpUnderOne) {
  const std::vector<ObjectStats> objects = ObjectsAfter([] {
    for (std::size_t n = 0; n < Registry::kNamesMax + 10; ++n) Mailbox(absl::StrCat("/", n)).Put(1);
  });
  ASSERT_EQ(objects.size(), Registry::kNamesMax + 1);
  EXPECT_EQ(objects[0].name, Registry::kOthers);
  EXPECT_EQ(objects[0].sent, 10U);
}

TEST(RegistryTest, AnObjectThatOutlivesTheRunIsReadAlive) {
  std::unique_ptr<Mailbox> kept;
  auto runtime = std::make_unique<Runtime>(RuntimeOptions{.workers = 1});
  EXPECT_TRUE(runtime
                  ->Run("test",
                        [&] {
                          kept = std::make_unique<Mailbox>("/kept");
                          kept->Put(2);
                        })
                  .ok());
  const RuntimeStats stats = runtime->Stats();
  ASSERT_EQ(stats.objects.size(), 1U);
  EXPECT_EQ(stats.objects[0].alive, 1U);
  EXPECT_EQ(stats.objects[0].length, 2U);
  EXPECT_EQ(stats.objects[0].undelivered, 0U);
  runtime.reset();
  kept.reset();  // Its runtime has gone: nothing to be taken out of.
}

TEST(RegistryTest, ManyTasksCreateDestroyAndReadAtOnce) {
  OnEveryScheduler([] {
    std::vector<task::JoinHandle<task::Nothing>> tasks;
    for (int n = 0; n < 4; ++n) {
      tasks.push_back(Spawn(TaskType::kBotDecision, absl::StrCat(n), [] {
        Gauge gauge("/gauge");
        for (int round = 0; round < 20; ++round) {
          Mailbox mailbox("/mailbox");
          mailbox.Put(7);
          EXPECT_EQ(gauge.LengthOf(mailbox), 7U);
        }
      }));
    }
    for (auto& one : tasks) EXPECT_TRUE(one.Join().ok());
    Gauge gauge("/gauge");
    EXPECT_EQ(gauge.Read(Gauge::What::kTasksStarted), 5U);
    EXPECT_LE(gauge.Read(Gauge::What::kWakes), gauge.Read(Gauge::What::kParks));
    EXPECT_EQ(gauge.Read(Gauge::What::kWorkers), Worker::Current().run->workers);
  });
}

TEST(GaugeTest, GivesWhatTheStrategyDecides) {
  ScriptedStrategy strategy(std::uint64_t{0});
  strategy.DecideAs({.branch = Branch::kDone, .value = 42});
  ASSERT_TRUE(Runtime({.strategy = &strategy})
                  .Run("test",
                       [] {
                         Gauge gauge("/gauge");
                         Mailbox mailbox("/mailbox");
                         EXPECT_EQ(gauge.Read(Gauge::What::kTasksStarted), 42U);
                         EXPECT_EQ(gauge.LengthOf(mailbox), 42U);
                       })
                  .ok());
}

TEST(GaugeTest, AnObjectThatIsNotListedHasNoLength) {
  OnEveryScheduler([] {
    Gauge gauge("/gauge");
    EXPECT_EQ(gauge.LengthOf(gauge), 0U);
  });
}

TEST(RuntimeStatsDeathTest, ATaskThatReadsThemOutsideItsOpsIsStopped) {
  Runtime runtime({.workers = 1});
  EXPECT_DEATH(static_cast<void>(runtime.Run("test", [&] { static_cast<void>(runtime.Stats()); })),
               "running_");
}

}  // namespace
}  // namespace reprise::sched
