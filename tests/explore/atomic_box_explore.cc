// AtomicBox on model atomics, with its epochs: versions are dense, loads see what is there, nothing is read after it
// was freed.
#include "lockfree/atomic_box.h"

#include <cstdint>
#include <optional>

#include <gtest/gtest.h>

#include "lockfree/epoch.h"
#include "tests/explore/check.h"

namespace reprise::explore {
namespace {

using oracle::VersionedSpec;
using Domain = lockfree::EpochDomain<ModelSync, 1>;  // Every retired node is a full bag.
using Box = lockfree::AtomicBox<std::uint64_t, ModelSync, Domain>;

// A box whose ops are recorded.
struct RecordedBox {
  static constexpr std::uint64_t kFirst = 100;

  void Load(Domain::Participant& me) {
    history.Record(VersionedSpec::Load(), [&]() -> VersionedSpec::Result {
      auto guard = me.Pin();
      const Box::Loaded loaded = box.Load(guard);
      return {loaded.version(), *loaded};
    });
  }
  void Swap(Domain::Participant& me, std::uint64_t value) {
    history.Record(VersionedSpec::Swap(value), [&]() -> VersionedSpec::Result {
      auto guard = me.Pin();
      return {box.Swap(guard, value)};
    });
  }
  // Adds one, by a compare-exchange loop.
  void Update(Domain::Participant& me) {
    auto guard = me.Pin();
    box.Update(guard, [](std::uint64_t value) { return value + 1; });
  }
  void Check(Scenario& scenario) {
    VersionedSpec spec;
    spec.initial = {0, kFirst};
    scenario.Expect(CheckLinearizable(history.Join(), spec));
  }

  Domain domain;
  Box box{kFirst};
  ModelRecorder<VersionedSpec> history;
};

TEST(AtomicBoxExplore, TwoTasksSwapAndLoad) {
  Holds(
      [](Scenario& scenario) {
        RecordedBox box;
        Domain::Participant a(box.domain, "a"), b(box.domain, "b");
        const auto body = [&](Domain::Participant& me, std::uint64_t value) {
          box.Swap(me, value);
          box.Load(me);
        };
        scenario.Run({[&] { body(a, 1); }, [&] { body(b, 2); }});
        box.Check(scenario);
      },
      {.random = 5'000, .pct = 5'000, .preemptions = 2});
}

TEST(AtomicBoxExplore, AReaderBesideTwoSwaps) {
  Holds(
      [](Scenario& scenario) {
        RecordedBox box;
        Domain::Participant a(box.domain, "a"), b(box.domain, "b");
        scenario.Run({[&] {
                        box.Swap(a, 1);
                        box.Swap(a, 2);
                        a.Flush();
                      },
                      [&] {
                        box.Load(b);
                        box.Load(b);
                      }});
        box.Check(scenario);
      },
      {.random = 5'000, .pct = 5'000, .preemptions = 2});
}

TEST(AtomicBoxExplore, NoUpdateIsLost) {
  Holds(
      [](Scenario& scenario) {
        RecordedBox box;
        Domain::Participant a(box.domain, "a"), b(box.domain, "b");
        scenario.Run({[&] { box.Update(a); }, [&] { box.Update(b); }});
        auto guard = a.Pin();
        scenario.Expect(*box.box.Load(guard) == RecordedBox::kFirst + 2, "an update was lost");
      },
      {.random = 5'000, .pct = 5'000, .preemptions = 2});
}

}  // namespace
}  // namespace reprise::explore
