// The bounded ring with real threads: what goes in comes out once, in the order of the tickets.
#include "lockfree/ring.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "replay/oracle/linearizability.h"
#include "replay/oracle/queue_specs.h"
#include "replay/oracle/threaded_recorder.h"
#include "tests/threads/crew.h"

namespace reprise::lockfree {
namespace {

constexpr std::uint64_t kEach = 5'000;

// A thread's numbers carry its own number, so that their order can be checked.
constexpr std::uint64_t Number(unsigned sender, std::uint64_t i) { return (std::uint64_t{sender} << 32) | i; }

// By ticket: what each thread pushed and what each popped.
using Entries = std::vector<std::pair<std::uint64_t, std::uint64_t>>;

void ExpectSameByTicket(std::vector<Entries> pushed, std::vector<Entries> popped) {
  const auto joined = [](std::vector<Entries> parts) {
    Entries all;
    for (Entries& part : parts) {
      EXPECT_TRUE(std::is_sorted(part.begin(), part.end()));  // A thread's tickets grow.
      all.insert(all.end(), part.begin(), part.end());
    }
    std::sort(all.begin(), all.end());
    return all;
  };
  const Entries in = joined(std::move(pushed));
  const Entries out = joined(std::move(popped));
  EXPECT_TRUE(in == out);
  for (std::uint64_t ticket = 0; ticket < in.size(); ++ticket) ASSERT_EQ(in[ticket].first, ticket);
}

// Senders push all they have and the last one closes; receivers pop until the end is told.
template <Consumers kConsumers>
void SendAll(std::uint64_t capacity, unsigned senders, unsigned receivers) {
  BoundedRing<std::unique_ptr<std::uint64_t>, StdSync, kConsumers> ring(capacity);
  std::vector<Entries> pushed(senders);
  std::vector<Entries> popped(receivers);
  StdSync::Atomic<std::uint64_t> sending(senders);
  Crew(senders + receivers, [&](unsigned index) {
    StdSync::Spin spin;
    if (index < senders) {
      for (std::uint64_t i = 0; i < kEach; ++i) {
        auto value = std::make_unique<std::uint64_t>(Number(index, i));
        PushResult result{};
        while ((result = ring.TryPush(std::move(value))).branch == PushBranch::kFull) spin.Wait(ring);
        ASSERT_EQ(result.branch, PushBranch::kPushed);
        pushed[index].emplace_back(result.ticket, Number(index, i));
      }
      if (sending.fetch_sub(1, std::memory_order_acq_rel) == 1) ring.Close();
      return;
    }
    for (;;) {
      const auto result = ring.TryPop();
      if (result.branch == PopBranch::kClosed) return;
      if (result.branch == PopBranch::kEmpty) {
        spin.Wait(ring);
      } else {
        popped[index - senders].emplace_back(result.ticket, **result.value);
      }
    }
  });
  ExpectSameByTicket(std::move(pushed), std::move(popped));
}

TEST(RingThreads, ManyToManyByTickets) { SendAll<Consumers::kMany>(3, 2, 2); }
TEST(RingThreads, ManyToManyThroughOneSlot) { SendAll<Consumers::kMany>(1, 2, 2); }
TEST(RingThreads, ManyToOneByTickets) { SendAll<Consumers::kSingle>(100, 3, 1); }

TEST(RingThreads, BatchesKeepTheirOrder) {
  BoundedRing<std::uint64_t> ring(7);
  std::vector<Entries> pushed(2);
  std::vector<Entries> popped(2);
  Crew(4, [&](unsigned index) {
    StdSync::Spin spin;
    const unsigned own = index % 2;
    for (std::uint64_t done = 0; done < kEach;) {
      const std::size_t most = std::min<std::uint64_t>(1 + done % 5, kEach - done);
      if (index < 2) {
        std::array<std::uint64_t, 5> values{};
        for (std::size_t i = 0; i < most; ++i) values[i] = Number(own, done + i);
        const PushResult result = ring.TryPushBatch(std::span(values).first(most));
        for (std::size_t i = 0; i < result.count; ++i)
          pushed[own].emplace_back(result.ticket + i, Number(own, done + i));
        done += result.count;
        if (result.count == 0) spin.Wait(ring);
      } else {
        const PopBatchResult result = ring.TryPopBatch(
            most,
            [&](std::uint64_t ticket, std::uint64_t&& value) { popped[own].emplace_back(ticket, value); });
        done += result.count;
        if (result.count == 0) spin.Wait(ring);
      }
    }
  });
  ExpectSameByTicket(std::move(pushed), std::move(popped));
}

// Pushes race with a close: those before it come out, the others are refused and keep their value.
TEST(RingThreads, CloseCutsTheTicketsAtOnePlace) {
  for (int round = 0; round < 200; ++round) {
    BoundedRing<std::unique_ptr<int>> ring(4);
    std::array<std::uint64_t, 2> pushed{};
    std::uint64_t popped = 0;
    std::uint64_t closed_at = 0;
    Crew(4, [&](unsigned index) {
      if (index < 2) {
        for (;;) {
          auto value = std::make_unique<int>(round);
          const PushBranch branch = ring.TryPush(std::move(value)).branch;
          if (branch == PushBranch::kPushed) ++pushed[index];
          if (branch == PushBranch::kClosed) {
            ASSERT_NE(value, nullptr);
            return;
          }
        }
      }
      if (index == 2) {
        for (PopBranch branch{}; branch != PopBranch::kClosed;) {
          branch = ring.TryPop().branch;
          if (branch == PopBranch::kPopped) ++popped;
        }
      }
      if (index == 3) closed_at = ring.Close().ticket;
    });
    ASSERT_EQ(pushed[0] + pushed[1], closed_at);
    ASSERT_EQ(popped, closed_at);
  }
}

oracle::QueueResult ToResult(PushBranch branch) {
  if (branch == PushBranch::kPushed) return {};
  return {branch == PushBranch::kFull ? oracle::QueueOutcome::kFull : oracle::QueueOutcome::kClosed};
}
oracle::QueueResult ToResult(const PopResult<std::uint64_t>& popped) {
  if (popped.branch == PopBranch::kPopped) return {oracle::QueueOutcome::kDone, *popped.value};
  return {popped.branch == PopBranch::kEmpty ? oracle::QueueOutcome::kEmpty : oracle::QueueOutcome::kClosed};
}

// Full, empty and closed are exact, so the histories have an order with the model of a bounded queue.
TEST(RingThreads, HistoriesAreLinearizable) {
  constexpr unsigned kThreads = 3;
  constexpr std::uint64_t kOps = 40;
  for (int round = 0; round < 50; ++round) {
    BoundedRing<std::uint64_t> ring(2);
    oracle::ThreadedRecorder<oracle::BoundedFifoSpec> recorder(kThreads, kOps, oracle::Stamps::kNeutral);
    Crew(kThreads, [&](unsigned index) {
      using Spec = oracle::BoundedFifoSpec;
      for (std::uint64_t i = 0; i < kOps; ++i) {
        const std::uint64_t number = Number(index, i);
        if (index == 0 && i == kOps - 10) {
          recorder.Record(index, Spec::Close(), [&] {
            ring.Close();
            return oracle::QueueResult{};
          });
        } else if ((i + index) % 2 == 0) {
          recorder.Record(index, Spec::TryPush(number),
                          [&] { return ToResult(ring.TryPush(+number).branch); });
        } else {
          recorder.Record(index, Spec::TryPop(), [&] { return ToResult(ring.TryPop()); });
        }
      }
    });
    const oracle::HistoryCheck check = oracle::CheckLinearizable(recorder.Join(), {.capacity = 2});
    ASSERT_TRUE(check) << check.explanation;
  }
}

}  // namespace
}  // namespace reprise::lockfree
