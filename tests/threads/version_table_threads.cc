// VersionTable on real threads: creators, readers by number, and age, at once.
#include "lockfree/version_table.h"

#include <atomic>
#include <set>

#include <gtest/gtest.h>

#include "lockfree/epoch.h"
#include "tests/threads/crew.h"

namespace reprise::lockfree {
namespace {

// Whose parts agree only when it is seen whole.
struct Picture {
  std::uint64_t number;
  std::uint64_t inverse;
};

using Table = VersionTable<Picture>;
using Domain = EpochDomain<StdSync, 4>;

std::uint64_t NoNote(const Table::Entry*) { return 0; }

void Publish(Table& table, Domain::Participant& me, std::uint64_t number,
             std::vector<std::uint64_t>& versions) {
  Domain::Guard guard = me.Pin();
  versions.push_back(table.Publish(guard, {number, ~number}, number, NoNote).version());
}

TEST(VersionTableThreadsTest, VersionsAreDenseAndWhatIsReadIsWhole) {
  constexpr unsigned kCreators = 2;
  constexpr std::uint64_t kRounds = 3'000;
  for (const std::uint64_t age_ns : {~std::uint64_t{0}, std::uint64_t{2}}) {
    Domain domain;
    Table table({.versions = 4, .age_ns = age_ns});
    std::vector<std::uint64_t> versions[kCreators];
    std::atomic<unsigned> creating{kCreators};

    Crew(kCreators + 2, [&](unsigned index) {
      Domain::Participant me(domain, "crew");
      if (index < kCreators) {
        for (std::uint64_t round = 0; round < kRounds; ++round) Publish(table, me, round, versions[index]);
        --creating;
        return;
      }
      std::uint64_t seen = 0;
      while (creating != 0) {
        const Domain::Guard guard = me.Pin();
        const Table::Entry* const newest = table.Latest(guard);
        if (newest == nullptr) continue;
        ASSERT_GE(newest->version(), seen);
        seen = newest->version();
        for (std::uint64_t back = 0; back < 4 && back < seen; ++back) {
          const Table::Found found = table.Get(guard, seen - back);
          if (found.entry == nullptr) continue;
          ASSERT_EQ(found.entry->version(), seen - back);
          ASSERT_EQ(found.entry->value().number, ~found.entry->value().inverse);
        }
      }
    });

    std::set<std::uint64_t> all;
    for (const auto& of_one : versions) {
      EXPECT_TRUE(std::is_sorted(of_one.begin(), of_one.end()));
      all.insert(of_one.begin(), of_one.end());
    }
    EXPECT_EQ(all.size(), kCreators * kRounds);
    EXPECT_EQ(*all.begin(), 1U);
    EXPECT_EQ(*all.rbegin(), kCreators * kRounds);
  }
}

}  // namespace
}  // namespace reprise::lockfree
