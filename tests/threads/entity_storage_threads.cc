// The entity tree between real threads: versions are seen whole, and no update is lost.
#include <algorithm>
#include <atomic>
#include <cstdint>
#include <vector>

#include <gtest/gtest.h>

#include "state/entity_tree.h"
#include "tests/threads/crew.h"

namespace reprise::state {
namespace {

using Domain = lockfree::EpochDomain<lockfree::StdSync, 8>;

// An account, larger than a word, so that one seen half would show.
struct Account {
  std::int64_t balance = 0;
  std::int64_t mirror = 0;  // -balance.
};

using Tree = EntityTree<Account, lockfree::StdSync, Domain>;

constexpr std::size_t kAccounts = 200;  // More than one leaf.

std::vector<EntityId> Open(Tree& tree, Domain& domain) {
  std::vector<EntityId> ids;
  Domain::Participant me(domain, "before");
  Domain::Guard guard = me.Pin();
  tree.Update(guard, [&](Tree::Edit& edit) {
    ids.clear();
    for (std::size_t i = 0; i < kAccounts; ++i) ids.push_back(edit.Insert());
  });
  return ids;
}

void Pay(Tree::Edit& edit, EntityId id, std::int64_t amount) {
  Account* const account = edit.Change(id);
  account->balance += amount;
  account->mirror -= amount;
}

void CheckView(const Tree::View& view) {
  std::int64_t sum = 0;
  view.ForEach([&](EntityId, const Account& account) {
    ASSERT_EQ(account.balance, -account.mirror);
    sum += account.balance;
  });
  ASSERT_EQ(sum, 0);
  ASSERT_EQ(view.size(), kAccounts);
}

TEST(EntityStorageThreads, TransfersAreSeenWholeAndNoneIsLost) {
  constexpr unsigned kWriters = 2;
  constexpr std::uint64_t kTransfers = 3'000;
  Domain domain;
  Tree tree;
  const std::vector<EntityId> ids = Open(tree, domain);
  std::atomic<unsigned> writing{kWriters};
  std::vector<std::vector<std::uint64_t>> versions(kWriters);

  Crew(kWriters + 2, [&](unsigned index) {
    Domain::Participant me(domain, "crew");
    if (index < kWriters) {
      for (std::uint64_t n = 0; n < kTransfers; ++n) {
        Domain::Guard guard = me.Pin();
        versions[index].push_back(tree.Update(guard,
                                              [&](Tree::Edit& edit) {
                                                Pay(edit, ids[(n * 7 + index) % kAccounts], 1);
                                                Pay(edit, ids[(n * 13) % kAccounts], -1);
                                              })
                                      .version);
      }
      writing.fetch_sub(1, std::memory_order_release);
      return;
    }
    std::uint64_t last = 0;
    while (writing.load(std::memory_order_acquire) != 0) {
      const Domain::Guard guard = me.Pin();
      const Tree::View view = tree.Read(guard);
      ASSERT_GE(view.version(), last);
      last = view.version();
      CheckView(view);
    }
  });

  std::vector<bool> seen(2 + kWriters * kTransfers, false);
  for (const auto& own : versions) {
    for (const std::uint64_t version : own) {
      ASSERT_LT(version, seen.size());
      EXPECT_FALSE(seen[version]);
      seen[version] = true;
    }
  }
}

TEST(EntityStorageThreads, EntitiesComeAndGoUnderReadersAndIdsStayUnique) {
  constexpr unsigned kWriters = 3;
  Domain domain;
  Tree tree;
  std::vector<std::vector<EntityId>> gone(kWriters);

  Crew(kWriters, [&](unsigned index) {
    Domain::Participant me(domain, "crew");
    for (int n = 0; n < 2'000; ++n) {
      Domain::Guard guard = me.Pin();
      EntityId id;
      tree.Update(guard, [&](Tree::Edit& edit) { id = edit.Insert(Account{n, -n}); });
      ASSERT_EQ(tree.Read(guard).Get(id)->balance, n);
      ASSERT_TRUE(tree.Update(guard, [id](Tree::Edit& edit) { edit.Remove(id); }).changed);
      ASSERT_EQ(tree.Read(guard).Get(id), nullptr);
      gone[index].push_back(id);
    }
  });

  std::vector<EntityId> all;
  for (const auto& own : gone) all.insert(all.end(), own.begin(), own.end());
  std::sort(all.begin(), all.end());
  EXPECT_EQ(std::adjacent_find(all.begin(), all.end()), all.end());
}

}  // namespace
}  // namespace reprise::state
