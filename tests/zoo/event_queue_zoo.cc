// The split event queue must be broken, and its mended twin must hold under the same budget.
#include <cstdint>

#include <gtest/gtest.h>

#include "tests/explore/check.h"
#include "tests/zoo/split_event_queue.h"

namespace reprise::zoo {
namespace {

using explore::ModelRecorder;
using explore::ModelSync;
using explore::Scenario;
using oracle::FifoSpec;

constexpr explore::Budget kBudget = {.random = 5'000, .pct = 5'000, .preemptions = 2};

template <typename Queue>
void PusherPopperAndOnlooker(Scenario& scenario) {
  Queue events;
  ModelRecorder<FifoSpec> history;
  scenario.Run(
      {[&] {
         for (const std::uint64_t event : {1, 2})
           history.Record(FifoSpec::Push(event), [&]() -> FifoSpec::Result {
             events.Push(event);
             return {};
           });
       },
       [&] {
         for (int times = 0; times < 2; ++times)
           history.Record(FifoSpec::TryPop(), [&] { return events.TryPop(); });
       },
       [&] { scenario.Expect(events.Count() <= 2, "more events are counted than were ever pushed"); }});
  scenario.Expect(explore::CheckLinearizable(history.Join()));
  std::uint64_t left = 0;
  const std::uint64_t count = events.Count();
  while (events.TryPop()) ++left;
  scenario.Expect(count == left, "the count is wrong when all is quiet");
}

TEST(EventQueueZoo, TheCountFallsBelowZero) {
  explore::Fails(PusherPopperAndOnlooker<SplitEventQueue<ModelSync>>, explore::FailureKind::kAssertion,
                 kBudget, "more events are counted than were ever pushed");
}

TEST(EventQueueZoo, TheMendedOneNeverCountsTooFew) {
  explore::Holds(PusherPopperAndOnlooker<MendedEventQueue<ModelSync>>, kBudget);
}

}  // namespace
}  // namespace reprise::zoo
