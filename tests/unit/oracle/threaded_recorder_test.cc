#include "replay/oracle/threaded_recorder.h"

#include <atomic>
#include <cstdint>

#include <gtest/gtest.h>

#include "replay/oracle/linearizability.h"
#include "replay/oracle/value_specs.h"
#include "tests/threads/crew.h"

namespace reprise::oracle {
namespace {

constexpr unsigned kThreads = 3;
constexpr std::uint64_t kOps = 20'000;

template <typename Add>
History<CounterSpec> Recorded(Stamps stamps, Add add) {
  ThreadedRecorder<CounterSpec> recorder(kThreads, kOps, stamps);
  Crew(kThreads, [&](unsigned thread) {
    for (std::uint64_t op = 0; op < kOps; ++op)
      recorder.Record(thread, CounterSpec::Add(1), [&] { return add(thread); });
  });
  return recorder.Join();
}

TEST(ThreadedRecorderTest, AnAtomicCounterIsLinearizable) {
  for (const Stamps stamps : {Stamps::kOrdering, Stamps::kNeutral}) {
    std::atomic<std::uint64_t> counter{0};
    const auto history =
        Recorded(stamps, [&](unsigned) { return counter.fetch_add(1, std::memory_order_relaxed); });
    EXPECT_EQ(history.calls().size(), kThreads * kOps);
    EXPECT_TRUE(CheckLinearizable(history));
  }
}

// However the threads meet: each one's own numbers go down.
TEST(ThreadedRecorderTest, NumbersDealtOutBackwardsAreNotACounter) {
  const auto history =
      Recorded(Stamps::kOrdering, [dealt = std::array<std::uint64_t, kThreads>{}](unsigned thread) mutable {
        return (thread + 1) * kOps - ++dealt[thread];
      });
  EXPECT_EQ(CheckLinearizable(history).answer, Answer::kNotLinearizable);
}

TEST(ThreadedRecorderTest, AThreadsLastOpMayStayPending) {
  ThreadedRecorder<CounterSpec> recorder(2, 2);
  recorder.Invoke(0, CounterSpec::Add(1));
  recorder.Record(1, CounterSpec::Load(), [] { return CounterSpec::Result(1); });
  const History<CounterSpec> history = recorder.Join();
  EXPECT_TRUE(history.calls()[0].pending());
  EXPECT_TRUE(CheckLinearizable(history));
}

}  // namespace
}  // namespace reprise::oracle
