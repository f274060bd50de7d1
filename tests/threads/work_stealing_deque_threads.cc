// The work-stealing deque between real threads: what was pushed is taken once, and seen whole.
#include "lockfree/work_stealing_deque.h"

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <vector>

#include <gtest/gtest.h>

#include "base/prng.h"
#include "replay/oracle/linearizability.h"
#include "replay/oracle/queue_specs.h"
#include "replay/oracle/threaded_recorder.h"
#include "tests/threads/crew.h"

namespace reprise::lockfree {
namespace {

struct Job {
  std::uint64_t number = 0;
  std::uint64_t times_taken = 0;  // Written by who took it: a race when two do.
};

using Deque = WorkStealingDeque<Job*, StdSync, 2>;

struct Thief {
  std::vector<std::uint64_t> numbers;

  void Rob(Deque& deque, const std::atomic<bool>& done) {
    for (;;) {
      const bool over = done.load(std::memory_order_acquire);
      Job* job = nullptr;
      const StealResult result = deque.Steal(job);
      if (result == StealResult::kTaken) {
        ++job->times_taken;
        numbers.push_back(job->number);
      } else if (result == StealResult::kEmpty && over) {
        return;
      }
    }
  }
};

// The owner pushes and pops in short random rows, so that the deque is often nearly empty and sometimes grows.
std::uint64_t Own(Deque& deque, std::vector<Job>& jobs, std::uint64_t seed, std::uint64_t row_max) {
  Prng prng(seed);
  std::uint64_t taken = 0;
  const auto pop = [&] {
    Job* job = nullptr;
    if (!deque.Pop(job)) return false;
    ++job->times_taken;
    ++taken;
    return true;
  };
  for (std::size_t next = 0; next < jobs.size();) {
    for (std::uint64_t row = 1 + prng.Below(row_max); row > 0 && next < jobs.size(); --row) {
      jobs[next].number = next;
      deque.Push(&jobs[next++]);
    }
    for (std::uint64_t row = prng.Below(row_max + 1); row > 0 && pop(); --row) {
    }
  }
  while (pop()) {
  }
  return taken;
}

void EachJobIsTakenOnce(unsigned thieves, std::size_t count, std::uint64_t row_max) {
  Deque deque;
  std::vector<Job> jobs(count);
  std::vector<Thief> robbers(thieves);
  std::atomic<bool> done{false};
  std::uint64_t taken = 0;

  Crew(1 + thieves, [&](unsigned index) {
    if (index > 0) return robbers[index - 1].Rob(deque, done);
    taken = Own(deque, jobs, count + row_max, row_max);
    done.store(true, std::memory_order_release);
  });

  for (const Thief& thief : robbers) {
    taken += thief.numbers.size();
    EXPECT_TRUE(std::is_sorted(thief.numbers.begin(), thief.numbers.end()));  // Oldest first.
  }
  EXPECT_EQ(taken, count);
  for (const Job& job : jobs) ASSERT_EQ(job.times_taken, 1U) << job.number;
}

TEST(WorkStealingDequeThreads, OneItemAtATimeIsTakenOnceByOwnerOrThief) { EachJobIsTakenOnce(1, 30'000, 1); }
TEST(WorkStealingDequeThreads, ShortRowsAreTakenOnceByOwnerOrTwoThieves) { EachJobIsTakenOnce(2, 30'000, 4); }
TEST(WorkStealingDequeThreads, LongRowsGrowTheRingUnderThreeThieves) { EachJobIsTakenOnce(3, 60'000, 400); }

// The owner never comes back: everything is still there for thieves.
TEST(WorkStealingDequeThreads, ThievesTakeAllThatABusyOwnerLeft) {
  Deque deque;
  std::vector<Job> jobs(5'000);
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    jobs[i].number = i;
    deque.Push(&jobs[i]);
  }
  std::vector<Thief> robbers(2);
  const std::atomic<bool> done{true};

  Crew(2, [&](unsigned index) { robbers[index].Rob(deque, done); });

  EXPECT_EQ(robbers[0].numbers.size() + robbers[1].numbers.size(), jobs.size());
}

// The owner pushes as often as it pops, so that most items are the last one.
TEST(WorkStealingDequeThreads, HistoriesAreLinearizable) {
  using Spec = oracle::DequeSpec;
  using oracle::QueueOutcome;
  using oracle::QueueResult;
  constexpr unsigned kThreads = 3;
  constexpr std::uint64_t kOps = 40;
  for (std::uint64_t round = 0; round < 100; ++round) {
    WorkStealingDeque<std::uint64_t, StdSync, 2> deque;
    oracle::ThreadedRecorder<Spec> recorder(kThreads, kOps, oracle::Stamps::kNeutral);
    const auto steal = [&]() -> QueueResult {
      std::uint64_t item = 0;
      switch (deque.Steal(item)) {
        case StealResult::kTaken: return {QueueOutcome::kDone, item};
        case StealResult::kEmpty: return {QueueOutcome::kEmpty};
        case StealResult::kRetry: break;
      }
      return {QueueOutcome::kRetry};
    };
    const auto pop = [&]() -> QueueResult {
      std::uint64_t item = 0;
      if (!deque.Pop(item)) return {QueueOutcome::kEmpty};
      return {QueueOutcome::kDone, item};
    };
    Crew(kThreads, [&](unsigned index) {
      Prng prng(round);
      for (std::uint64_t i = 0; i < kOps; ++i) {
        if (index > 0) {
          recorder.Record(index, Spec::Steal(), steal);
        } else if (prng.Below(2) == 0) {
          recorder.Record(0, Spec::Pop(), pop);
        } else {
          recorder.Record(0, Spec::Push(i), [&] {
            deque.Push(i);
            return QueueResult{};
          });
        }
      }
    });
    const oracle::HistoryCheck check = oracle::CheckLinearizable(recorder.Join());
    ASSERT_TRUE(check) << check.explanation;
  }
}

}  // namespace
}  // namespace reprise::lockfree
