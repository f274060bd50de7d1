#include "state/entity_edit.h"

#include <gtest/gtest.h>

#include "state/entity_tree.h"

namespace reprise::state {
namespace {

TEST(EntityEditTest, Example) {
  lockfree::EpochDomain<> domain;
  lockfree::EpochDomain<>::Participant me(domain, "main");
  EntityTree<int> scores;
  auto guard = me.Pin();

  scores.Update(guard, [](EntityTree<int>::Edit& edit) {
    EXPECT_FALSE(edit.changed());
    const EntityId ada = edit.Insert(1);
    const EntityId bob = edit.Insert(2);
    *edit.Change(ada) += 10;
    EXPECT_TRUE(edit.Remove(bob));

    EXPECT_EQ(*edit.Get(ada), 11);  // As it will be; nobody else sees it yet.
    EXPECT_EQ(edit.Get(bob), nullptr);
    EXPECT_EQ(edit.view().size(), 1U);
  });

  EXPECT_EQ(scores.Read(guard).size(), 1U);
}

}  // namespace
}  // namespace reprise::state
