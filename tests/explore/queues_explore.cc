// The segmented queues on model atomics, with two slots a segment: growth, empty, values left behind.
#include <cstdint>
#include <optional>

#include <gtest/gtest.h>

#include "lockfree/mpsc_queue.h"
#include "lockfree/seg_queue.h"
#include "tests/explore/check.h"

namespace reprise::explore {
namespace {

using oracle::FifoSpec;
using Seg = lockfree::SegQueue<std::uint64_t, ModelSync, 2>;
using Mpsc = lockfree::MpscQueue<std::uint64_t, ModelSync, 2>;

// A queue whose ops are recorded.
template <typename Queue>
struct Recorded {
  void Push(std::uint64_t value) {
    history.Record(FifoSpec::Push(value), [&]() -> FifoSpec::Result {
      queue.Push(value);
      return {};
    });
  }
  void Pop() {
    history.Record(FifoSpec::TryPop(), [&]() -> FifoSpec::Result {
      auto popped = queue.TryPop();
      if (!popped) return {};
      return popped->value;
    });
  }
  void Check(Scenario& scenario) { scenario.Expect(CheckLinearizable(history.Join())); }

  Queue queue;
  ModelRecorder<FifoSpec> history;
};

template <typename Queue>
void PusherAndPopper(Scenario& scenario) {
  Recorded<Queue> queue;
  scenario.Run({[&] {
                  for (const std::uint64_t value : {1, 2, 3}) queue.Push(value);
                },
                [&] {
                  for (int times = 0; times < 3; ++times) queue.Pop();
                }});
  queue.Check(scenario);
}

TEST(SegQueueExplore, PusherAndPopperOverASegmentsEnd) { Holds(PusherAndPopper<Seg>, {.preemptions = 3}); }
TEST(MpscQueueExplore, PusherAndPopperOverASegmentsEnd) { Holds(PusherAndPopper<Mpsc>, {.preemptions = 3}); }

TEST(SegQueueExplore, TwoTasksEachPushAndPop) {
  Holds(
      [](Scenario& scenario) {
        Recorded<Seg> queue;
        scenario.Crew(2, [&](unsigned task) {
          for (const std::uint64_t round : {0, 1}) {
            queue.Push(10 * task + round);
            queue.Pop();
          }
        });
        queue.Check(scenario);
      },
      {.preemptions = 3});
}

TEST(SegQueueExplore, TwoPoppersRaceForWhatIsThere) {
  Holds(
      [](Scenario& scenario) {
        Recorded<Seg> queue;
        for (const std::uint64_t value : {1, 2, 3}) queue.Push(value);
        scenario.Crew(2, [&](unsigned) {
          queue.Pop();
          queue.Pop();
        });
        queue.Check(scenario);
      },
      {.preemptions = 3});
}

// Each of two segments is left while somebody still takes a value out of it.
TEST(SegQueueExplore, FourPoppersLeaveTwoSegmentsBehind) {
  Holds(
      [](Scenario& scenario) {
        Recorded<Seg> queue;
        for (const std::uint64_t value : {1, 2, 3, 4}) queue.Push(value);
        scenario.Crew(4, [&](unsigned) { queue.Pop(); });
        queue.Check(scenario);
      },
      {.depth = 4, .preemptions = 2});
}

TEST(MpscQueueExplore, TwoPushersAndThePopper) {
  Holds(
      [](Scenario& scenario) {
        Recorded<Mpsc> queue;
        scenario.Run({[&] {
                        queue.Push(1);
                        queue.Push(2);
                      },
                      [&] {
                        queue.Push(11);
                        queue.Push(12);
                      },
                      [&] {
                        for (int times = 0; times < 2; ++times) queue.Pop();
                      }});
        queue.Check(scenario);
      },
      {.preemptions = 2});
}

}  // namespace
}  // namespace reprise::explore
