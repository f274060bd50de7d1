#include "replay/oracle/linearizability.h"

#include <cstdint>
#include <cstdio>
#include <ctime>
#include <optional>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/os.h"
#include "replay/oracle/queue_specs.h"
#include "replay/oracle/value_specs.h"

namespace reprise::oracle {
namespace {

using testing::HasSubstr;

// Writes a history down as it is drawn in papers: P0.Push(1, 0, 3) is invoked at 0 and returned at 3.
template <typename Spec>
struct Paper {
  History<Spec> history;
  Paper& Op(unsigned thread, typename Spec::Op op, typename Spec::Result result, std::uint64_t invoked,
            std::uint64_t returned) {
    history.Add({thread, op, result, invoked, returned});
    return *this;
  }
  Paper& Pending(unsigned thread, typename Spec::Op op, std::uint64_t invoked) {
    history.Add({thread, op, std::nullopt, invoked, kPending});
    return *this;
  }
  [[nodiscard]] HistoryCheck Check() const { return CheckLinearizable(history); }
};
using Fifo = Paper<FifoSpec>;
using Register = Paper<RegisterSpec>;

TEST(LinearizabilityTest, Example) {
  History<FifoSpec> history;
  const std::size_t push = history.Invoke(0, FifoSpec::Push(7));
  history.Record(1, FifoSpec::TryPop(), [] { return FifoSpec::Result(7); });  // Overlaps the push.
  history.Return(push, std::nullopt);

  EXPECT_TRUE(CheckLinearizable(history));
}

// Herlihy & Wing 1990, figure 1: the queue histories H1 to H4.
TEST(LinearizabilityTest, HerlihyAndWingsH1IsLinearizable) {
  Fifo h1;
  h1.Op(0, FifoSpec::Push(1), {}, 0, 3).Op(1, FifoSpec::Push(2), {}, 1, 2);
  h1.Op(1, FifoSpec::TryPop(), 1, 4, 7).Op(0, FifoSpec::TryPop(), 2, 5, 6);
  EXPECT_TRUE(h1.Check());
}

TEST(LinearizabilityTest, HerlihyAndWingsH2IsNot) {
  Fifo h2;
  h2.Op(0, FifoSpec::Push(1), {}, 0, 1).Op(1, FifoSpec::Push(2), {}, 2, 3).Op(1, FifoSpec::TryPop(), 2, 4, 5);
  const HistoryCheck check = h2.Check();
  EXPECT_EQ(check.answer, Answer::kNotLinearizable);
  EXPECT_THAT(check.explanation, HasSubstr("pushed earlier, but never popped"));
}

TEST(LinearizabilityTest, HerlihyAndWingsH4PopsOneValueTwice) {
  Fifo h4;
  h4.Op(0, FifoSpec::Push(1), {}, 0, 3).Op(1, FifoSpec::TryPop(), 1, 1, 2).Op(2, FifoSpec::TryPop(), 1, 4, 5);
  EXPECT_THAT(h4.Check().explanation, HasSubstr("popped twice"));
}

TEST(LinearizabilityTest, AQueueThatIsNeverEmptyMustNotSaySo) {
  Fifo fifo;  // 1 is inside until 2 surely is.
  fifo.Op(0, FifoSpec::Push(1), {}, 0, 1)
      .Op(1, FifoSpec::TryPop(), {}, 2, 9)
      .Op(0, FifoSpec::Push(2), {}, 3, 4);
  fifo.Op(0, FifoSpec::TryPop(), 1, 5, 6).Op(0, FifoSpec::TryPop(), 2, 10, 11);
  EXPECT_THAT(fifo.Check().explanation, HasSubstr("at no moment of it was it empty"));
}

TEST(LinearizabilityTest, APendingPushMayHaveTakenEffect) {
  Fifo fifo;
  fifo.Pending(0, FifoSpec::Push(1), 0)
      .Op(1, FifoSpec::TryPop(), {}, 1, 2)
      .Op(1, FifoSpec::TryPop(), 1, 3, 4);
  EXPECT_TRUE(fifo.Check());
}

TEST(LinearizabilityTest, APendingPopMayHaveTakenAValue) {
  Fifo fifo;
  fifo.Op(0, FifoSpec::Push(1), {}, 0, 1)
      .Op(0, FifoSpec::Push(2), {}, 2, 3)
      .Pending(1, FifoSpec::TryPop(), 4);
  fifo.Op(0, FifoSpec::TryPop(), 2, 5, 6);
  EXPECT_TRUE(fifo.Check());
}

// Attiya & Welch: a new value seen, and then the old one.
TEST(LinearizabilityTest, NewOldInversionIsNotAtomic) {
  Register inversion;
  inversion.Op(0, RegisterSpec::Store(1), {}, 0, 10).Op(1, RegisterSpec::Load(), {1}, 1, 2);
  inversion.Op(2, RegisterSpec::Load(), {0}, 3, 4);
  EXPECT_EQ(inversion.Check().answer, Answer::kNotLinearizable);
}

TEST(LinearizabilityTest, AStoreIsSeenSoonerByOneReaderThanByAnother) {
  Register fine;
  fine.Op(0, RegisterSpec::Store(1), {}, 0, 10).Op(1, RegisterSpec::Load(), {0}, 1, 4);
  fine.Op(2, RegisterSpec::Load(), {1}, 2, 3);
  EXPECT_TRUE(fine.Check());
}

TEST(LinearizabilityTest, StoreBufferingIsSequentiallyInconsistentOnlyOverTwoObjects) {
  Paper<MapSpec> buffering;  // Each key alone is fine when only a thread's own order counts.
  buffering.Op(0, MapSpec::Put(0, 1), {}, 0, 1).Op(0, MapSpec::Get(1), {}, 2, 3);
  buffering.Op(1, MapSpec::Put(1, 1), {}, 4, 5).Op(1, MapSpec::Get(0), {}, 6, 7);
  EXPECT_FALSE(CheckLinearizable(buffering.history));
  EXPECT_TRUE(CheckLinearizable(buffering.history, MapSpec{}, {.precedence = Precedence::kThread}));
}

TEST(LinearizabilityTest, TheExplanationShowsTheShortestPrefixAndWhatOverlaps) {
  Paper<DequeSpec> deque;
  using enum QueueOutcome;
  deque.Op(0, DequeSpec::Push(1), {}, 0, 1).Op(0, DequeSpec::Pop(), {kDone, 1}, 2, 5);
  deque.Op(1, DequeSpec::Steal(), {kDone, 1}, 3, 4).Op(1, DequeSpec::Steal(), {kEmpty}, 6, 7);
  const HistoryCheck check = deque.Check();
  EXPECT_EQ(check.explanation,
            "not linearizable: no order of the first 3 of 4 ops allows `pop -> 1` of thread 0\n"
            "  thread 0  |--push(1)--|\n"
            "  thread 0                |--pop -> 1--------|\n"
            "  thread 1                  |--steal -> 1--|\n");
}

TEST(LinearizabilityTest, ASearchThatIsTooLongSaysSo) {
  Paper<DequeSpec> deque;
  for (unsigned thread = 0; thread < 6; ++thread)
    deque.Op(thread, DequeSpec::Push(thread), {}, thread, 10 + thread);
  deque.Op(0, DequeSpec::Pop(), {QueueOutcome::kEmpty}, 20, 21);
  const HistoryCheck check = CheckLinearizable(deque.history, DequeSpec{}, {.steps_max = 10});
  EXPECT_EQ(check.answer, Answer::kGaveUp);
  EXPECT_THAT(check.explanation, HasSubstr("neither proven nor refuted"));
}

TEST(LinearizabilityTest, ALongSearchOfAStackEnds) {
  History<DequeSpec> history;
  for (std::uint64_t round = 0; round < 2'000; ++round) {
    const std::size_t push = history.Invoke(0, DequeSpec::Push(round));
    const std::size_t pop = history.Invoke(1, DequeSpec::Pop());
    history.Return(push, {});
    history.Return(pop, {QueueOutcome::kDone, round});
  }
  EXPECT_TRUE(CheckLinearizable(history));
}

TEST(LinearizabilityTest, AHundredThousandQueueOpsAreCheckedWithoutASearch) {
  History<FifoSpec> history;
  std::vector<std::size_t> open;
  for (std::uint64_t round = 0; round < 50'000; ++round) {  // Four threads, every op overlaps three others.
    const std::size_t push = history.Invoke(round % 2, FifoSpec::Push(round));
    const std::size_t pop = history.Invoke(2 + round % 2, FifoSpec::TryPop());
    history.Return(pop, round % 2 == 0 ? FifoSpec::Result(round) : std::nullopt);
    history.Return(push, std::nullopt);
    if (round % 2 == 1) history.Record(2, FifoSpec::TryPop(), [&] { return FifoSpec::Result(round); });
  }
  const std::clock_t before = std::clock();
  const HistoryCheck check = CheckLinearizable(history);
  std::printf("%zu queue ops checked in %.0f ms\n", history.calls().size(),
              1e3 * static_cast<double>(std::clock() - before) / CLOCKS_PER_SEC);
  EXPECT_TRUE(check) << check;
  EXPECT_EQ(check.steps, 0U);
}

}  // namespace
}  // namespace reprise::oracle
