// The unbounded queues with real threads: what goes in comes out once, under its ticket, in the producers' order.
#include "lockfree/seg_queue.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <vector>

#include "lockfree/mpsc_queue.h"
#include "tests/threads/crew.h"

namespace reprise::lockfree {
namespace {

constexpr std::uint64_t kEach = 20'000;

struct Item {
  unsigned producer;
  std::uint64_t number;
};
struct Entry {
  std::uint64_t ticket;
  unsigned producer;
  std::uint64_t number;
  bool operator==(const Entry&) const = default;
};

std::vector<Entry> ByTicket(const std::vector<std::vector<Entry>>& parts) {
  std::vector<Entry> all;
  for (const std::vector<Entry>& part : parts) {
    EXPECT_TRUE(std::is_sorted(part.begin(), part.end(),
                               [](const Entry& a, const Entry& b) { return a.ticket < b.ticket; }));
    all.insert(all.end(), part.begin(), part.end());
  }
  std::sort(all.begin(), all.end(), [](const Entry& a, const Entry& b) { return a.ticket < b.ticket; });
  return all;
}

template <typename Queue>
void SendAll(unsigned producers, unsigned consumers) {
  Queue queue;
  std::vector<std::vector<Entry>> pushed(producers);
  std::vector<std::vector<Entry>> popped(consumers);
  StdSync::Atomic<std::uint64_t> left(producers * kEach);
  Crew(producers + consumers, [&](unsigned index) {
    if (index < producers) {
      for (std::uint64_t i = 0; i < kEach; ++i) {
        const std::uint64_t ticket = queue.Push(std::make_unique<Item>(Item{index, i}));
        pushed[index].push_back({ticket, index, i});
      }
      return;
    }
    StdSync::Spin spin;
    while (left.load(std::memory_order_relaxed) != 0) {
      if (auto item = queue.TryPop()) {
        left.fetch_sub(1, std::memory_order_relaxed);
        popped[index - producers].push_back({item->ticket, item->value->producer, item->value->number});
        spin = {};
      } else {
        spin.Wait(left);
      }
    }
  });
  const std::vector<Entry> in = ByTicket(pushed);
  EXPECT_TRUE(in == ByTicket(popped));
  for (std::uint64_t i = 0; i < in.size(); ++i) ASSERT_EQ(in[i].ticket, i);
  EXPECT_EQ(queue.pushed(), producers * kEach);
  EXPECT_EQ(queue.popped(), producers * kEach);
}

template <std::size_t kSlots>
using Many = SegQueue<std::unique_ptr<Item>, StdSync, kSlots>;
template <std::size_t kSlots>
using One = MpscQueue<std::unique_ptr<Item>, StdSync, kSlots>;

TEST(SegQueueThreads, ManyToManyThroughSmallSegments) { SendAll<Many<2>>(2, 2); }
TEST(SegQueueThreads, ManyToManyThroughUsualSegments) { SendAll<Many<255>>(2, 2); }
TEST(SegQueueThreads, OneToMany) { SendAll<Many<3>>(1, 3); }
TEST(MpscQueueThreads, ManyToOneThroughSmallSegments) { SendAll<One<2>>(3, 1); }
TEST(MpscQueueThreads, ManyToOneThroughUsualSegments) { SendAll<One<255>>(2, 1); }

TEST(SegQueueThreads, CountsNeverGoBelowZero) {
  SegQueue<int, StdSync, 2> queue;
  Crew(3, [&](unsigned index) {
    for (std::uint64_t i = 0; i < kEach; ++i) {
      if (index < 2) {
        queue.Push(1);
        queue.TryPop();
      } else {
        const std::uint64_t popped = queue.popped();
        ASSERT_GE(queue.pushed(), popped);
      }
    }
  });
  EXPECT_EQ(queue.pushed(), queue.popped());
}

TEST(SegQueueThreads, WhoPushedFirstNeverFindsItEmpty) {
  SegQueue<int, StdSync, 2> queue;
  Crew(4, [&](unsigned) {
    for (std::uint64_t i = 0; i < kEach; ++i) {
      queue.Push(1);
      ASSERT_TRUE(queue.TryPop().has_value());
    }
  });
}

}  // namespace
}  // namespace reprise::lockfree
