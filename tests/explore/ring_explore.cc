// The bounded ring on model atomics: full, empty, wrapped, closed; many consumers and one.
#include "lockfree/ring.h"

#include <cstdint>
#include <utility>

#include <gtest/gtest.h>

#include "tests/explore/check.h"

namespace reprise::explore {
namespace {

using lockfree::Consumers;
using oracle::BoundedFifoSpec;
using oracle::QueueOutcome;
using oracle::QueueResult;

// A ring whose ops are recorded.
template <Consumers kConsumers>
struct RecordedRing {
  explicit RecordedRing(std::uint64_t capacity) : ring(capacity) {}

  void Push(std::uint64_t value) {
    history.Record(BoundedFifoSpec::TryPush(value), [&]() -> QueueResult {
      std::uint64_t moved = value;
      switch (ring.TryPush(std::move(moved)).branch) {
        case lockfree::PushBranch::kPushed: return {QueueOutcome::kDone};
        case lockfree::PushBranch::kFull: return {QueueOutcome::kFull};
        case lockfree::PushBranch::kClosed: break;
      }
      return {QueueOutcome::kClosed};
    });
  }
  QueueOutcome Pop() {
    return history
        .Record(BoundedFifoSpec::TryPop(),
                [&]() -> QueueResult {
                  auto popped = ring.TryPop();
                  switch (popped.branch) {
                    case lockfree::PopBranch::kPopped: return {QueueOutcome::kDone, *popped.value};
                    case lockfree::PopBranch::kEmpty: return {QueueOutcome::kEmpty};
                    case lockfree::PopBranch::kClosed: break;
                  }
                  return {QueueOutcome::kClosed};
                })
        .outcome;
  }
  void Close() {
    history.Record(BoundedFifoSpec::Close(), [&] {
      ring.Close();
      return QueueResult{};
    });
  }
  // A ring with one consumer may say `full` from what it heard last.
  void Check(Scenario& scenario) {
    BoundedFifoSpec spec;
    spec.capacity = ring.capacity();
    spec.exact_full = kConsumers == Consumers::kMany;
    scenario.Expect(CheckLinearizable(history.Join(), spec));
  }

  lockfree::BoundedRing<std::uint64_t, ModelSync, kConsumers> ring;
  ModelRecorder<BoundedFifoSpec> history;
};

template <Consumers kConsumers>
void TwoTasksPushAndPop(Scenario& scenario) {
  RecordedRing<kConsumers> ring(1);
  scenario.Run({[&] {
                  for (const std::uint64_t value : {1, 2, 3}) ring.Push(value);
                },
                [&] {
                  for (int times = 0; times < 3; ++times) ring.Pop();
                }});
  ring.Check(scenario);
}

TEST(RingExplore, OneProducerAndOneConsumerOnOneSlot) {
  Holds(TwoTasksPushAndPop<Consumers::kMany>, {.preemptions = 4});
}
TEST(RingExplore, TheSingleConsumerForm) {
  Holds(TwoTasksPushAndPop<Consumers::kSingle>, {.preemptions = 4});
}

TEST(RingExplore, TwoTasksEachPushAndPop) {
  Holds(
      [](Scenario& scenario) {
        RecordedRing<Consumers::kMany> ring(2);
        scenario.Crew(2, [&](unsigned task) {
          for (const std::uint64_t round : {0, 1}) {
            ring.Push(10 * task + round);
            ring.Pop();
          }
        });
        ring.Check(scenario);
      },
      {.preemptions = 3});
}

TEST(RingExplore, ThreeTasksAtOnce) {
  Holds(
      [](Scenario& scenario) {
        RecordedRing<Consumers::kMany> ring(2);
        scenario.Crew(3, [&](unsigned task) {
          ring.Push(task);
          ring.Pop();
        });
        ring.Check(scenario);
      },
      {.preemptions = 2});
}

TEST(RingExplore, ClosePrecedesAPushOrRefusesIt) {
  Holds(
      [](Scenario& scenario) {
        RecordedRing<Consumers::kMany> ring(2);
        scenario.Run({[&] {
                        ring.Push(1);
                        ring.Push(2);
                      },
                      [&] { ring.Close(); },
                      [&] {
                        ring.Pop();
                        ring.Pop();
                      }});
        while (ring.Pop() == QueueOutcome::kDone) {
        }
        ring.Check(scenario);
      },
      {.preemptions = 2});
}

}  // namespace
}  // namespace reprise::explore
