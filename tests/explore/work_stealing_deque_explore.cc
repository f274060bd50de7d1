// The work-stealing deque on model atomics: the private part, its exposure, the last item, growth.
#include "lockfree/work_stealing_deque.h"

#include <cstdint>

#include <gtest/gtest.h>

#include "tests/explore/check.h"

namespace reprise::explore {
namespace {

using oracle::DequeSpec;
using oracle::QueueOutcome;
using oracle::QueueResult;

// A deque whose ops are recorded.
struct RecordedDeque {
  void Push(std::uint64_t value) {
    history.Record(DequeSpec::Push(value), [&] {
      deque.Push(value);
      return QueueResult{};
    });
  }
  QueueOutcome Pop() {
    return history
        .Record(DequeSpec::Pop(),
                [&]() -> QueueResult {
                  std::uint64_t item = 0;
                  if (!deque.Pop(item)) return {QueueOutcome::kEmpty};
                  return {QueueOutcome::kDone, item};
                })
        .outcome;
  }
  void Steal() {
    history.Record(DequeSpec::Steal(), [&]() -> QueueResult {
      std::uint64_t item = 0;
      switch (deque.Steal(item)) {
        case lockfree::StealResult::kTaken: return {QueueOutcome::kDone, item};
        case lockfree::StealResult::kEmpty: return {QueueOutcome::kEmpty};
        case lockfree::StealResult::kRetry: break;
      }
      return {QueueOutcome::kRetry};
    });
  }
  void Check(Scenario& scenario) {
    while (Pop() == QueueOutcome::kDone) {
    }
    scenario.Expect(CheckLinearizable(history.Join()));
  }

  lockfree::WorkStealingDeque<std::uint64_t, ModelSync, 2> deque;
  ModelRecorder<DequeSpec> history;
};

TEST(WorkStealingDequeExplore, OwnerAndThiefOnTheLastItem) {
  Holds(
      [](Scenario& scenario) {
        RecordedDeque deque;
        scenario.Run({[&] {
                        for (const std::uint64_t value : {1, 2}) {
                          deque.Push(value);
                          deque.Pop();
                        }
                      },
                      [&] {
                        deque.Steal();
                        deque.Steal();
                      }});
        deque.Check(scenario);
      },
      {.depth = 4, .preemptions = 4});
}

TEST(WorkStealingDequeExplore, TwoThievesOnItemsThatGrowTheRing) {
  Holds(
      [](Scenario& scenario) {
        RecordedDeque deque;
        deque.Push(1);
        deque.Push(2);
        scenario.Run({[&] {
                        deque.Push(3);
                        deque.Pop();
                      },
                      [&] { deque.Steal(); }, [&] { deque.Steal(); }});
        deque.Check(scenario);
      },
      {.preemptions = 3});
}

TEST(WorkStealingDequeExplore, ThreeStealsAgainstThreePops) {
  Holds(
      [](Scenario& scenario) {
        RecordedDeque deque;
        for (const std::uint64_t value : {1, 2, 3, 4}) deque.Push(value);
        scenario.Run({[&] {
                        for (int times = 0; times < 3; ++times) deque.Pop();
                      },
                      [&] {
                        for (int times = 0; times < 3; ++times) deque.Steal();
                      }});
        deque.Check(scenario);
      },
      {.depth = 4, .preemptions = 4});
}

// A thief that announces late must not take back what a faster one has announced since.
TEST(WorkStealingDequeExplore, AThiefThatAnnouncesLate) {
  Holds(
      [](Scenario& scenario) {
        RecordedDeque deque;
        deque.Push(1);
        scenario.Run({[&] {
                        deque.Push(2);
                        deque.Push(3);
                        deque.Pop();
                      },
                      [&] { deque.Steal(); },
                      [&] {
                        for (int times = 0; times < 3; ++times) deque.Steal();
                      }});
        deque.Check(scenario);
      },
      {.random = 50'000, .pct = 50'000, .depth = 4, .preemptions = 2});
}

}  // namespace
}  // namespace reprise::explore
