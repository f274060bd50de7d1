#include "lockfree/slot_map.h"

#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "base/prng.h"

namespace reprise::lockfree {
namespace {

std::vector<std::uint32_t> Indices(const SlotMap<int>& map) {
  std::vector<std::uint32_t> indices;
  map.ForEach([&](SlotKey key, const int&) { indices.push_back(key.index); });
  return indices;
}

TEST(SlotMapTest, Example) {
  SlotMap<std::string> names;
  const SlotKey ada = names.Insert("ada");
  const SlotKey bob = names.Insert("bob");

  EXPECT_TRUE(names.Remove(ada));

  EXPECT_EQ(names.Get(ada), nullptr);
  EXPECT_EQ(*names.Get(bob), "bob");
}

TEST(SlotMapTest, AKeyOfARemovedValueStaysStaleWhenItsSlotIsUsedAgain) {
  SlotMap<int> map;
  const SlotKey old = map.Insert(1);
  map.Remove(old);

  const SlotKey now = map.Insert(2);

  EXPECT_EQ(now.index, old.index);
  EXPECT_FALSE(map.Contains(old));
  EXPECT_FALSE(map.Remove(old));
  EXPECT_EQ(*map.Get(now), 2);
}

TEST(SlotMapTest, KeysThatWereNeverGivenNameNothing) {
  SlotMap<int> map;
  const SlotKey key = map.Insert(1);
  const SlotKey removed = map.Insert(2);
  map.Remove(removed);

  for (const SlotKey foreign :
       {SlotKey{}, SlotKey{key.index, 0}, SlotKey{key.index, 2}, SlotKey{63, 1}, SlotKey{64, 1},
        SlotKey{removed.index, 2}, SlotKey{std::numeric_limits<std::uint32_t>::max(), 1}}) {
    EXPECT_EQ(map.Get(foreign), nullptr) << foreign.index << " " << foreign.generation;
  }
}

TEST(SlotMapTest, ASlotWhoseGenerationsAreUsedUpIsNeverUsedAgain) {
  SlotMap<int> map;
  const SlotKey first = map.Insert(1);
  map.Remove(first);
  map.AgeFreeSlot(first.index, std::numeric_limits<std::uint32_t>::max());

  const SlotKey last = map.Insert(2);
  EXPECT_EQ(last, (SlotKey{first.index, std::numeric_limits<std::uint32_t>::max()}));
  EXPECT_TRUE(map.Remove(last));
  const SlotKey next = map.Insert(3);

  EXPECT_NE(next.index, first.index);
  EXPECT_FALSE(map.Contains(last));
  EXPECT_FALSE(map.Contains(SlotKey{first.index, 0}));
}

// Past 127 a generation is no longer in a slot's tag.
TEST(SlotMapTest, ASlotOfManyValuesKnowsEachOfThem) {
  SlotMap<int> map;
  std::vector<SlotKey> stale;
  for (int value = 1; value <= 400; ++value) {
    const SlotKey key = map.Insert(value);
    ASSERT_EQ(key, (SlotKey{0, static_cast<std::uint32_t>(value)}));
    ASSERT_EQ(*map.Get(key), value);
    for (const SlotKey old : stale) ASSERT_FALSE(map.Contains(old));
    map.ForEach([key](SlotKey seen, int&) { ASSERT_EQ(seen, key); });
    ASSERT_TRUE(map.Remove(key));
    ASSERT_FALSE(map.Remove(key));
    stale.push_back(key);
  }
}

// The tags of an empty slot and of one with a long generation are numbers below 0.
TEST(SlotMapTest, NoKeyNamesATag) {
  for (const std::uint32_t age : {1U, 200U}) {
    SlotMap<int> map;
    map.Remove(map.Insert(0));
    map.AgeFreeSlot(0, age);
    const auto tells_tag = [&map, age](std::uint32_t index) {
      for (const std::uint32_t like : {0xffff'ffffU, 0xffff'fffeU, 0xffU, 0xfeU, age + 256}) {
        if (map.Contains(SlotKey{index, like})) return true;
      }
      return false;
    };
    map.Insert(1);

    EXPECT_FALSE(tells_tag(0)) << age;
    EXPECT_FALSE(tells_tag(1)) << age;
  }
}

TEST(SlotMapTest, ForEachGoesByIndexAndMayChangeValues) {
  SlotMap<int> map;
  std::vector<SlotKey> keys;
  for (int i = 0; i < 130; ++i) keys.push_back(map.Insert(i));
  for (int i : {0, 64, 70, 129}) map.Remove(keys[static_cast<std::size_t>(i)]);

  map.ForEach([](SlotKey key, int& value) { EXPECT_EQ(static_cast<int>(key.index), value++); });

  EXPECT_EQ(map.size(), 126U);
  EXPECT_EQ(Indices(map).size(), 126U);
  EXPECT_EQ(Indices(map).front(), 1U);
  EXPECT_EQ(*map.Get(keys[1]), 2);
}

TEST(SlotMapTest, HoldsValuesThatCanOnlyBeMovedAndEndsThem) {
  const auto watched = std::make_shared<int>(7);
  {
    SlotMap<std::unique_ptr<std::shared_ptr<int>>> map;
    std::vector<SlotKey> keys;
    for (int i = 0; i < 200; ++i) keys.push_back(map.Insert(std::make_unique<std::shared_ptr<int>>(watched)));
    for (const std::size_t i : {5U, 70U}) map.Remove(keys[i]);
    for (int i = 0; i < 300; ++i) keys.push_back(map.Insert(std::make_unique<std::shared_ptr<int>>(watched)));
    EXPECT_EQ(watched.use_count(), 499);
    EXPECT_EQ(***map.Get(keys[150]), 7);
  }
  EXPECT_EQ(watched.use_count(), 1);
}

TEST(SlotMapTest, WhatValuesLeaveBehindWhenTheyMoveEndsToo) {
  static int alive = 0;
  struct Counted {
    Counted() { ++alive; }
    Counted(Counted&&) noexcept { ++alive; }
    ~Counted() { --alive; }
  };
  {
    SlotMap<Counted> map;
    for (int i = 0; i < 500; ++i) map.Insert();
    EXPECT_EQ(alive, 500);
  }
  EXPECT_EQ(alive, 0);
}

// Against the simplest thing that does the same: a list of all keys ever given, with their values.
TEST(SlotMapTest, AgreesWithAListOfAllKeysUnderRandomOps) {
  Prng prng(11);
  SlotMap<int> map;
  std::vector<std::pair<SlotKey, int>> given;  // -1: removed.
  std::size_t alive = 0;
  for (int op = 0; op < 20'000; ++op) {
    if (given.empty() || prng.Below(5) < 3) {
      given.emplace_back(map.Insert(op), op);
      ++alive;
    } else {
      auto& [key, value] = given[prng.Below(given.size())];
      EXPECT_EQ(map.Remove(key), value >= 0);
      alive -= value >= 0 ? 1 : 0;
      value = -1;
    }
  }
  EXPECT_EQ(map.size(), alive);
  for (const auto& [key, value] : given) {
    const int* const found = map.Get(key);
    ASSERT_EQ(found == nullptr ? -1 : *found, value);
  }
}

}  // namespace
}  // namespace reprise::lockfree
