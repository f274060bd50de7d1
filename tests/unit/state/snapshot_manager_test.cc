#include "state/snapshot_manager.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "support/on_every_scheduler.h"
#include "task/spawn.h"

namespace reprise::state {
namespace {

TEST(SnapshotManagerTest, Example) {
  OnEveryScheduler([] {
    SnapshotManager<std::string> snapshots({.name = "/map", .retain = 4});

    const std::uint64_t first = snapshots.Publish(std::make_shared<std::string>("before"));
    snapshots.Publish(std::make_shared<std::string>("after"));

    EXPECT_EQ(*snapshots.Latest().value, "after");
    EXPECT_EQ(*snapshots.Get(first)->value, "before");
  });
}

TEST(SnapshotManagerTest, VersionsAreDenseUnderManyCreatorsAndEachCanBeHad) {
  OnEveryScheduler([] {
    SnapshotManager<int> snapshots({.name = "/numbers", .retain = 100});
    std::vector<task::JoinHandle<std::vector<std::pair<std::uint64_t, int>>>> creators;
    for (int creator = 0; creator < 4; ++creator) {
      creators.push_back(
          task::Spawn(task::TaskType::kStateUpdate, absl::StrCat(creator), [&snapshots, creator] {
            std::vector<std::pair<std::uint64_t, int>> published;
            for (int n = 0; n < 25; ++n) {
              const int value = creator * 1000 + n;
              published.emplace_back(snapshots.Publish(std::make_shared<int>(value)), value);
            }
            return published;
          }));
    }

    std::vector<std::uint64_t> versions;
    for (auto& creator : creators) {
      const auto published = creator.Join();
      for (const auto& [version, value] : *published) {
        versions.push_back(version);
        EXPECT_EQ(*snapshots.Get(version)->value, value);
      }
    }
    std::sort(versions.begin(), versions.end());
    for (std::size_t n = 0; n < versions.size(); ++n) EXPECT_EQ(versions[n], n + 1);
  });
}

TEST(SnapshotManagerTest, OldVersionsGoAndHeldOnesStay) {
  OnEveryScheduler([] {
    SnapshotManager<int> snapshots({.name = "/numbers", .retain = 2});
    for (int value : {10, 20}) snapshots.Publish(std::make_shared<int>(value));
    const Snapshot<int> held = *snapshots.Get(1);

    snapshots.Publish(std::make_shared<int>(30));

    EXPECT_FALSE(snapshots.Get(1).has_value());
    EXPECT_FALSE(snapshots.Get(4).has_value());
    EXPECT_EQ(*held.value, 10);
    EXPECT_EQ(snapshots.Latest().version, 3U);
  });
}

TEST(SnapshotManagerTest, BeforeTheFirstVersionThereIsNone) {
  OnEveryScheduler([] {
    SnapshotManager<int> snapshots({.name = "/numbers"});

    EXPECT_FALSE(snapshots.Get(0).has_value());
    EXPECT_FALSE(snapshots.Get(1).has_value());
    EXPECT_EQ(snapshots.Publish(std::make_shared<int>(10)), 1U);
    EXPECT_FALSE(snapshots.Get(0).has_value());
    EXPECT_EQ(*snapshots.Get(1)->value, 10);
  });
}

TEST(SnapshotManagerTest, VersionsTooOldBesideTheNewestGo) {
  OnEveryScheduler([] {
    sched::Clock clock("/clock");
    SnapshotManager<int> snapshots(
        {.name = "/numbers", .retain = 100, .retain_ns = 1'000'000, .clock = &clock});
    snapshots.Publish(std::make_shared<int>(10));
    EXPECT_TRUE(clock.SleepUntil(clock.Now() + 2'000'000).ok());

    snapshots.Publish(std::make_shared<int>(20));
    snapshots.Publish(std::make_shared<int>(30));

    EXPECT_FALSE(snapshots.Get(1).has_value());
    EXPECT_EQ(*snapshots.Get(2)->value, 20);
  });
}

TEST(SnapshotManagerTest, AVersionThatWasDroppedIsFreedWithItsLastHandle) {
  OnEveryScheduler([] {
    SnapshotManager<int> snapshots({.name = "/numbers", .retain = 1});
    auto value = std::make_shared<int>(10);
    const std::weak_ptr<int> watched = value;
    snapshots.Publish(std::move(value));

    snapshots.Publish(std::make_shared<int>(20));

    EXPECT_TRUE(watched.expired());
  });
}

}  // namespace
}  // namespace reprise::state
