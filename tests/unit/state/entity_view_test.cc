#include "state/entity_view.h"

#include <string>

#include <gtest/gtest.h>

#include "state/entity_tree.h"

namespace reprise::state {
namespace {

TEST(EntityViewTest, Example) {
  lockfree::EpochDomain<> domain;
  lockfree::EpochDomain<>::Participant me(domain, "main");
  EntityTree<std::string> names;
  auto guard = me.Pin();
  EntityId ada;
  EntityId bob;
  names.Update(guard, [&](EntityTree<std::string>::Edit& edit) {
    ada = edit.Insert("ada");
    bob = edit.Insert("bob");
  });

  const auto view = names.Read(guard);
  std::string all;
  view.ForEach([&all](EntityId, const std::string& name) { all += name + " "; });

  EXPECT_EQ(view.size(), 2U);
  EXPECT_EQ(view.version(), 1U);
  EXPECT_EQ(*view.Get(bob), "bob");
  EXPECT_FALSE(view.Contains({.index = ada.index, .generation = ada.generation + 2}));
  EXPECT_EQ(all, "ada bob ");
}

}  // namespace
}  // namespace reprise::state
