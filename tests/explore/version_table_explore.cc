// The version table on model atomics: versions are dense under several creators, and slots that come round again hold
// what they should, by number and by age.
#include "lockfree/version_table.h"

#include <algorithm>
#include <cstdint>

#include <gtest/gtest.h>

#include "lockfree/epoch.h"
#include "tests/explore/check.h"

namespace reprise::explore {
namespace {

using Domain = lockfree::EpochDomain<ModelSync, 1>;
using Table = lockfree::VersionTable<std::uint64_t, ModelSync>;

// A table whose values are their versions' times, and which checks whatever is found.
struct CheckedTable {
  CheckedTable(Scenario& s, lockfree::Retention kept) : scenario(s), retention(kept), table(kept) {}

  std::uint64_t Publish(Domain::Participant& me, std::uint64_t time_ns) {
    auto guard = me.Pin();
    return table.Publish(guard, time_ns, time_ns, [](const Table::Entry*) { return std::uint64_t{0}; })
        .version();
  }
  void Get(Domain::Participant& me, std::uint64_t version) {
    auto guard = me.Pin();
    const Table::Found found = table.Get(guard, version);
    if (found.entry != nullptr) {
      scenario.Expect(found.entry->version() == version, "another version than was asked for");
      scenario.Expect(found.entry->value() <= found.entry->time_ns(), "a value of another version");
    } else if (!CanAge()) {
      scenario.Expect(version > found.newest || found.newest - version >= retention.versions,
                      "a version that is retained was not found");
    }
  }
  [[nodiscard]] bool CanAge() const { return retention.age_ns != lockfree::Retention{}.age_ns; }

  Scenario& scenario;
  const lockfree::Retention retention;
  Domain domain;
  Table table;
};

constexpr Budget kBudget = {.random = 5'000, .pct = 10'000, .preemptions = 2};

TEST(VersionTableExplore, TwoCreatorsOverASlotThatComesRound) {
  Holds(
      [](Scenario& scenario) {
        CheckedTable table(scenario, {.versions = 1});
        Domain::Participant a(table.domain, "a"), b(table.domain, "b");
        std::uint64_t last = 0;
        const auto body = [&](Domain::Participant& me) {
          for (int times = 0; times < 2; ++times) {
            const std::uint64_t version = table.Publish(me, 1);
            last = std::max(last, version);
            table.Get(me, version);
          }
        };
        scenario.Run({[&] { body(a); }, [&] { body(b); }});
        scenario.Expect(last == 4, "versions are not dense");
        for (std::uint64_t version = 1; version <= 4; ++version) table.Get(a, version);
      },
      kBudget);
}

TEST(VersionTableExplore, AReaderAsksForWhatIsBeingReplaced) {
  Holds(
      [](Scenario& scenario) {
        CheckedTable table(scenario, {.versions = 2});
        Domain::Participant a(table.domain, "a"), b(table.domain, "b");
        table.Publish(a, 1);
        scenario.Run({[&] {
                        for (int times = 0; times < 3; ++times) table.Publish(a, 1);
                        a.Flush();
                      },
                      [&] {
                        for (const std::uint64_t version : {1, 2, 3}) table.Get(b, version);
                      }});
      },
      kBudget);
}

TEST(VersionTableExplore, VersionsThatAgeAreDroppedOnce) {
  Holds(
      [](Scenario& scenario) {
        CheckedTable table(scenario, {.versions = 2, .age_ns = 5});
        Domain::Participant a(table.domain, "a"), b(table.domain, "b");
        table.Publish(a, 1);
        const auto body = [&](Domain::Participant& me, std::uint64_t time_ns) {
          table.Publish(me, time_ns);
          table.Publish(me, time_ns + 10);
          table.Get(me, 2);
        };
        scenario.Run({[&] { body(a, 10); }, [&] { body(b, 12); }});
        scenario.Expect(table.Publish(a, 100) == 6, "versions are not dense");
        table.Get(a, 6);
      },
      kBudget);
}

}  // namespace
}  // namespace reprise::explore
