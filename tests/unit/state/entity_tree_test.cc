#include "state/entity_tree.h"

#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "base/prng.h"

namespace reprise::state {
namespace {

using Domain = lockfree::EpochDomain<>;

template <typename T>
struct Fixture {
  using Tree = EntityTree<T>;
  using Edit = typename Tree::Edit;

  EntityId Insert(T value) {
    EntityId id;
    Domain::Guard guard = me.Pin();
    tree.Update(guard, [&](Edit& edit) { id = edit.Insert(value); });
    return id;
  }
  bool Remove(EntityId id) {
    Domain::Guard guard = me.Pin();
    return tree.Update(guard, [id](Edit& edit) { edit.Remove(id); }).changed;
  }

  Domain domain;
  Domain::Participant me{domain, "test"};
  Tree tree;
};

TEST(EntityTreeTest, Example) {
  Domain domain;
  Domain::Participant me(domain, "main");
  EntityTree<std::string> names;
  Domain::Guard guard = me.Pin();

  EntityId ada;
  const auto first =
      names.Update(guard, [&](EntityTree<std::string>::Edit& edit) { ada = edit.Insert("ada"); });
  const auto before = names.Read(guard);
  names.Update(guard, [ada](EntityTree<std::string>::Edit& edit) { *edit.Change(ada) = "Ada"; });

  EXPECT_EQ(first.version, 1U);
  EXPECT_EQ(*before.Get(ada), "ada");
  EXPECT_EQ(*names.Read(guard).Get(ada), "Ada");
}

TEST(EntityTreeTest, AViewKeepsShowingItsVersion) {
  Fixture<int> test;
  const EntityId id = test.Insert(1);
  Domain::Guard guard = test.me.Pin();
  const auto view = test.tree.Read(guard);

  test.Remove(id);
  test.Insert(2);

  EXPECT_EQ(view.version(), 1U);
  EXPECT_EQ(view.size(), 1U);
  EXPECT_EQ(*view.Get(id), 1);
  EXPECT_EQ(test.tree.Read(guard).version(), 3U);
}

TEST(EntityTreeTest, AStaleIdNamesNothingAndChangesNothing) {
  Fixture<int> test;
  const EntityId old = test.Insert(1);
  EXPECT_TRUE(test.Remove(old));
  const EntityId now = test.Insert(2);
  Domain::Guard guard = test.me.Pin();

  EXPECT_EQ(now.index, old.index);
  EXPECT_EQ(test.tree.Read(guard).Get(old), nullptr);
  EXPECT_FALSE(test.Remove(old));
  for (const EntityId foreign : {EntityId{}, EntityId{64, 1}, EntityId{0xffff'ffff, 1}}) {
    EXPECT_FALSE(test.Remove(foreign));
  }
  EXPECT_EQ(*test.tree.Read(guard).Get(now), 2);
}

TEST(EntityTreeTest, ManyChangesInOneUpdateAreOneVersion) {
  Fixture<int> test;
  Domain::Guard guard = test.me.Pin();
  std::vector<EntityId> ids;

  const auto updated = test.tree.Update(guard, [&](Fixture<int>::Edit& edit) {
    for (int i = 0; i < 5000; ++i) ids.push_back(edit.Insert(i));
    for (std::size_t i = 0; i < ids.size(); i += 2) edit.Remove(ids[i]);
    *edit.Change(ids[1]) = -1;
  });

  const auto view = test.tree.Read(guard);
  EXPECT_EQ(updated.version, 1U);
  EXPECT_EQ(view.size(), 2500U);
  EXPECT_EQ(*view.Get(ids[1]), -1);
  EXPECT_EQ(*view.Get(ids[4999]), 4999);
  EXPECT_EQ(view.Get(ids[4998]), nullptr);
}

TEST(EntityTreeTest, NewEntitiesTakeTheLowestFreePlaces) {
  Fixture<int> test;
  std::vector<EntityId> ids;
  for (int i = 0; i < 200; ++i) ids.push_back(test.Insert(i));
  for (const std::size_t i : {130U, 3U, 64U}) test.Remove(ids[i]);

  EXPECT_EQ(test.Insert(0), (EntityId{3, 3}));
  EXPECT_EQ(test.Insert(0), (EntityId{64, 3}));
  EXPECT_EQ(test.Insert(0), (EntityId{130, 3}));
  EXPECT_EQ(test.Insert(0), (EntityId{200, 1}));
}

TEST(EntityTreeTest, AnUpdateCopiesOneLeafAndThePathToIt) {
  Fixture<int> test;
  Domain::Guard guard = test.me.Pin();
  EntityId last;
  test.tree.Update(guard, [&](Fixture<int>::Edit& edit) {
    for (int i = 0; i < 16'384; ++i) last = edit.Insert(i);
  });
  const auto before = test.tree.Read(guard);
  const std::vector<EntityId> others = {{0, 1}, {63, 1}, {5000, 1}, {last.index - 64, 1}};

  test.tree.Update(guard, [&](Fixture<int>::Edit& edit) { *edit.Change(last) = 0; });

  const auto after = test.tree.Read(guard);
  EXPECT_NE(before.Get(last), after.Get(last));
  for (const EntityId other : others) EXPECT_EQ(before.Get(other), after.Get(other));
}

TEST(EntityTreeTest, AnUpdateThatThrowsLeavesNothingBehind) {
  Fixture<std::shared_ptr<int>> test;
  const auto watched = std::make_shared<int>(1);
  Domain::Guard guard = test.me.Pin();

  EXPECT_THROW(test.tree.Update(guard,
                                [&](Fixture<std::shared_ptr<int>>::Edit& edit) {
                                  for (int i = 0; i < 100; ++i) edit.Insert(watched);
                                  throw 1;
                                }),
               int);

  EXPECT_EQ(watched.use_count(), 1);
  EXPECT_EQ(test.tree.Read(guard).version(), 0U);
}

TEST(EntityTreeTest, ValuesEndWithTheTreeAndItsDomain) {
  const auto watched = std::make_shared<int>(1);
  {
    Fixture<std::shared_ptr<int>> test;
    std::vector<EntityId> ids;
    for (int i = 0; i < 300; ++i) ids.push_back(test.Insert(watched));
    for (int i = 0; i < 300; i += 3) test.Remove(ids[static_cast<std::size_t>(i)]);
  }
  EXPECT_EQ(watched.use_count(), 1);
}

// Against a list of all that was ever inserted.
TEST(EntityTreeTest, AgreesWithAListUnderRandomOps) {
  Prng prng(5);
  Fixture<int> test;
  std::vector<std::pair<EntityId, int>> given;  // -1: removed.
  for (int op = 0; op < 6'000; ++op) {
    if (given.empty() || prng.Below(5) < 3) {
      given.emplace_back(test.Insert(op), op);
    } else {
      auto& [id, value] = given[prng.Below(given.size())];
      EXPECT_EQ(test.Remove(id), std::exchange(value, -1) >= 0);
    }
  }

  Domain::Guard guard = test.me.Pin();
  const auto view = test.tree.Read(guard);
  std::size_t alive = 0;
  for (const auto& [id, value] : given) {
    const int* const found = view.Get(id);
    ASSERT_EQ(found == nullptr ? -1 : *found, value);
    alive += value >= 0 ? 1 : 0;
  }
  std::size_t visited = 0;
  view.ForEach([&](EntityId id, const int& value) { visited += view.Get(id) == &value ? 1 : 0; });
  EXPECT_EQ(visited, alive);
  EXPECT_EQ(view.size(), alive);
}

}  // namespace
}  // namespace reprise::state
