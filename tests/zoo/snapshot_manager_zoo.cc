// The split snapshot manager must be broken, in both its ways; what src/lockfree has for it must hold under the same
// budget.
#include <cstdint>
#include <memory>
#include <optional>

#include <gtest/gtest.h>

#include "lockfree/version_table.h"
#include "tests/explore/check.h"
#include "tests/zoo/snapshot_spec.h"
#include "tests/zoo/split_snapshot_manager.h"

namespace reprise::zoo {
namespace {

using explore::Budget;
using explore::ModelRecorder;
using explore::ModelSync;
using explore::Scenario;
using Split = SplitSnapshotManager<ModelSync>;
using Table = lockfree::VersionTable<std::uint64_t, ModelSync>;

constexpr Budget kBudget = {.random = 5'000, .pct = 5'000, .preemptions = 2};

// Bug 1: two creators, each of which then asks for its own version; in the end both versions are asked for.
template <typename Create, typename Get>
void TwoCreatorsLookForTheirOwn(Scenario& scenario, const SnapshotSpec& spec, Create create, Get get) {
  ModelRecorder<SnapshotSpec> history;
  scenario.Crew(2, [&](unsigned task) {
    const auto version = history.Record(SnapshotSpec::Create(100 + task),
                                        [&] { return SnapshotSpec::Result(create(task, 100 + task)); });
    history.Record(SnapshotSpec::Get(*version), [&] { return SnapshotSpec::Result(get(task, *version)); });
  });
  for (const std::uint64_t version : {spec.first, spec.first + 1})
    history.Record(SnapshotSpec::Get(version), [&] { return SnapshotSpec::Result(get(0, version)); });
  scenario.Expect(explore::CheckLinearizable(history.Join(), spec));
}

TEST(SnapshotManagerZoo, OfTwoCreatorsOneLosesItsVersion) {
  explore::Fails(
      [](Scenario& scenario) {
        Split snapshots;
        {
          Split::Participant a(snapshots.domain(), "a"), b(snapshots.domain(), "b");
          const auto me = [&](unsigned task) -> Split::Participant& { return task == 0 ? a : b; };
          TwoCreatorsLookForTheirOwn(
              scenario, SnapshotSpec{0},
              [&](unsigned task, std::uint64_t state) { return snapshots.Create(me(task), state); },
              [&](unsigned task, std::uint64_t version) -> SnapshotSpec::Result {
                const Split::Snapshot* const found = snapshots.Get(me(task), version);
                if (found == nullptr) return std::nullopt;
                return found->state.Load();
              });
        }
      },
      explore::FailureKind::kNotLinearizable, kBudget);
}

// Bug 2: a reader keeps what it found while versions replace each other.
TEST(SnapshotManagerZoo, WhatWasFoundIsUsedAfterItIsFreed) {
  Budget budget = kBudget;
  budget.random =
      0;  // One task's whole creations between two steps of the other: PCT's and the search's case.
  explore::Fails(
      [](Scenario& scenario) {
        Split snapshots;
        {
          Split::Participant writer(snapshots.domain(), "writer"), reader(snapshots.domain(), "reader");
          snapshots.Create(writer, 100);
          scenario.Run({[&] {
                          for (const std::uint64_t state : {101, 102, 103, 104})
                            snapshots.Create(writer, state);
                          writer.Flush();
                        },
                        [&] {
                          const Split::Snapshot* const found = snapshots.Get(reader, 0);
                          ModelSync::LightFence();  // Whatever the reader does in between.
                          if (found != nullptr) scenario.Expect(found->state.Load() == 100, "another state");
                        }});
        }
      },
      explore::FailureKind::kUseAfterReclamation, budget);
}

TEST(SnapshotManagerZoo, TheMendedOneFindsEveryVersion) {
  explore::Holds(
      [](Scenario& scenario) {
        Split::Domain domain;
        Table table({.versions = 4});
        Split::Participant a(domain, "a"), b(domain, "b");
        const auto me = [&](unsigned task) -> Split::Participant& { return task == 0 ? a : b; };
        TwoCreatorsLookForTheirOwn(
            scenario, SnapshotSpec{1},
            [&](unsigned task, std::uint64_t state) {
              auto guard = me(task).Pin();
              return table.Publish(guard, state, 0, [](const Table::Entry*) { return std::uint64_t{0}; })
                  .version();
            },
            [&](unsigned task, std::uint64_t version) -> SnapshotSpec::Result {
              auto guard = me(task).Pin();
              const Table::Found found = table.Get(guard, version);
              if (found.entry == nullptr) return std::nullopt;
              return found.entry->value();
            });
      },
      kBudget);
}

TEST(SnapshotManagerZoo, TheMendedOneIsReadUnderItsGuard) {
  Budget budget = kBudget;
  budget.random = 0;
  explore::Holds(
      [](Scenario& scenario) {
        Split::Domain domain;
        Table table({.versions = 2});
        Split::Participant writer(domain, "writer"), reader(domain, "reader");
        const auto create = [&](std::uint64_t state) {
          auto guard = writer.Pin();
          table.Publish(guard, state, 0, [](const Table::Entry*) { return std::uint64_t{0}; });
        };
        create(100);
        scenario.Run({[&] {
                        for (const std::uint64_t state : {101, 102, 103, 104}) create(state);
                        writer.Flush();
                      },
                      [&] {
                        auto guard = reader.Pin();
                        const Table::Found found = table.Get(guard, 1);
                        ModelSync::LightFence();
                        if (found.entry != nullptr)
                          scenario.Expect(found.entry->value() == 100, "another state");
                      }});
      },
      budget);
}

}  // namespace
}  // namespace reprise::zoo
