#include "state/entity_storage.h"

#include <cstdint>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "support/on_every_scheduler.h"
#include "task/spawn.h"

namespace reprise::state {
namespace {

struct Unit {
  int health = 0;
  int hits = 0;
};

using Units = EntityStorage<Unit>;

TEST(EntityStorageTest, Example) {
  OnEveryScheduler([] {
    Units units({.name = "/units"});
    const EntityId scout = units.Insert({.health = 3});

    EXPECT_TRUE(units.Update(scout, [](Unit& unit) { --unit.health; }));
    EXPECT_EQ(units.Get(scout)->health, 2);

    EXPECT_TRUE(units.Remove(scout));
    EXPECT_FALSE(units.Get(scout).has_value());
    EXPECT_FALSE(units.Update(scout, [](Unit& unit) { ++unit.health; }));
    EXPECT_FALSE(units.Remove(scout));
  });
}

TEST(EntityStorageTest, UpdatesOfManyTasksAreAllThere) {
  OnEveryScheduler([] {
    Units units({.name = "/units"});
    const EntityId target = units.Insert({.health = 100});
    std::vector<task::JoinHandle<int>> archers;
    for (int archer = 0; archer < 4; ++archer) {
      archers.push_back(task::Spawn(task::TaskType::kStateUpdate, absl::StrCat(archer), [&units, target] {
        for (int shot = 0; shot < 10; ++shot) {
          units.Update(target, [](Unit& unit) {
            --unit.health;
            ++unit.hits;
          });
        }
        return 10;
      }));
    }
    for (auto& archer : archers) EXPECT_TRUE(archer.Join().ok());

    EXPECT_EQ(units.Get(target)->health, 60);
    EXPECT_EQ(units.Get(target)->hits, 40);
  });
}

TEST(EntityStorageTest, AReadSeesChangesOfOneVersionTogether) {
  OnEveryScheduler([] {
    Units units({.name = "/units"});
    const EntityId left = units.Insert({.health = 10});
    const EntityId right = units.Insert({.health = 10});
    auto healer = task::Spawn(task::TaskType::kStateUpdate, "healer", [&units, left, right] {
      for (int n = 0; n < 10; ++n) {
        units.Change([&](Units::Edit& edit) {
          --edit.Change(left)->health;
          ++edit.Change(right)->health;
        });
      }
      return 10;
    });

    for (int n = 0; n < 10; ++n) {
      int sum = 0;
      units.Read([&](const Units::View& view) {
        view.ForEach([&sum](EntityId, const Unit& unit) { sum += unit.health; });
      });
      EXPECT_EQ(sum, 20);
    }
    EXPECT_TRUE(healer.Join().ok());
  });
}

TEST(EntityStorageTest, VersionsCountTheChanges) {
  OnEveryScheduler([] {
    Units units({.name = "/units"});
    const auto look = [](const Units::View&) {};
    EXPECT_EQ(units.Read(look), 0U);

    const EntityId id = units.Insert({});
    units.Remove(id);
    units.Remove(id);

    EXPECT_EQ(units.Read(look), 3U);
  });
}

}  // namespace
}  // namespace reprise::state
