// What both unbounded queues promise, on one thread.
#include "lockfree/seg_queue.h"

#include <gtest/gtest.h>

#include <memory>
#include <new>
#include <string>
#include <utility>
#include <vector>

#include "lockfree/mpsc_queue.h"

namespace reprise::lockfree {
namespace {

TEST(SegQueueTest, Example) {
  SegQueue<std::string> events;

  const std::uint64_t ticket = events.Push("bomb placed");
  const auto event = events.TryPop();

  ASSERT_TRUE(event.has_value());
  EXPECT_EQ(event->ticket, ticket);
  EXPECT_EQ(event->value, "bomb placed");
  EXPECT_FALSE(events.TryPop().has_value());
}

template <typename Queue>
class UnboundedQueueTest : public testing::Test {};
using Queues = testing::Types<SegQueue<std::unique_ptr<int>, StdSync, 2>, SegQueue<std::unique_ptr<int>>,
                              MpscQueue<std::unique_ptr<int>, StdSync, 2>, MpscQueue<std::unique_ptr<int>>>;
TYPED_TEST_SUITE(UnboundedQueueTest, Queues);

TYPED_TEST(UnboundedQueueTest, TicketsAreDenseAndInOrderOnBothEnds) {
  TypeParam queue;
  for (int i = 0; i < 1000; ++i) EXPECT_EQ(queue.Push(std::make_unique<int>(i)), i);
  for (int i = 0; i < 1000; ++i) {
    const auto popped = queue.TryPop();
    ASSERT_TRUE(popped.has_value());
    EXPECT_EQ(popped->ticket, i);
    EXPECT_EQ(*popped->value, i);
  }
  EXPECT_FALSE(queue.TryPop().has_value());
}

TYPED_TEST(UnboundedQueueTest, CountsAreExactAtEverySegmentsEnd) {
  TypeParam queue;
  for (std::uint64_t i = 0; i < 600; ++i) {
    EXPECT_EQ(queue.pushed(), i);
    queue.Push(nullptr);
    EXPECT_EQ(queue.popped(), i);
    ASSERT_TRUE(queue.TryPop().has_value());
  }
  EXPECT_FALSE(queue.TryPop().has_value());
  EXPECT_EQ(queue.popped(), 600);
}

TYPED_TEST(UnboundedQueueTest, TheClaimIsToldBeforeTheItemCanBeTaken) {
  TypeParam queue;
  std::uint64_t told = 7;
  const std::uint64_t ticket = queue.Push(nullptr, [&](std::uint64_t claimed) noexcept {
    told = claimed;
    EXPECT_EQ(queue.pushed(), 1);
    EXPECT_EQ(queue.popped(), 0);
  });
  EXPECT_EQ(ticket, 0);
  EXPECT_EQ(told, 0);
}

// Counts how many of it are alive.
class Counted {
 public:
  explicit Counted(int* alive) : alive_(alive) { ++*alive_; }
  Counted(Counted&& from) noexcept : alive_(std::exchange(from.alive_, nullptr)) {}
  Counted& operator=(Counted&&) = delete;
  ~Counted() {
    if (alive_ != nullptr) --*alive_;
  }

 private:
  int* alive_;
};

template <typename Queue>
void LeftItemsAreDestroyed() {
  int alive = 0;
  {
    Queue queue;
    for (int i = 0; i < 5; ++i) queue.Push(Counted(&alive));
    queue.TryPop();
    EXPECT_EQ(alive, 4);
  }
  EXPECT_EQ(alive, 0);
}

TEST(SegQueueTest, LeftItemsAreDestroyed) { LeftItemsAreDestroyed<SegQueue<Counted, StdSync, 2>>(); }
TEST(MpscQueueTest, LeftItemsAreDestroyed) { LeftItemsAreDestroyed<MpscQueue<Counted, StdSync, 2>>(); }

// Counts allocations, and refuses them when told to.
struct FrugalSync : StdSync {
  static inline int allocations = 0;
  static inline bool refuses = false;
  static void* Allocate(std::size_t bytes, std::size_t alignment, Site site = Site::Here()) {
    if (refuses) throw std::bad_alloc();
    ++allocations;
    return StdSync::Allocate(bytes, alignment, site);
  }
};

TEST(SegQueueTest, DrainedSegmentsAreUsedAgain) {
  SegQueue<int, FrugalSync, 2> queue;
  const auto round = [&queue] {
    for (int i = 0; i < 20; ++i) queue.Push(i);
    for (int i = 0; i < 20; ++i) EXPECT_EQ(queue.TryPop()->value, i);
  };
  round();
  const int after_first = FrugalSync::allocations;

  for (int i = 0; i < 10; ++i) round();

  EXPECT_EQ(FrugalSync::allocations, after_first);
}

TEST(SegQueueTest, ARefusedAllocationLeavesTheQueueAsItWas) {
  SegQueue<int, FrugalSync, 2> queue;
  queue.Push(1);
  FrugalSync::refuses = true;
  EXPECT_THROW(queue.Push(2), std::bad_alloc);  // The last slot of a segment needs the next segment.
  FrugalSync::refuses = false;

  EXPECT_EQ(queue.Push(3), 1);

  EXPECT_EQ(queue.TryPop()->value, 1);
  EXPECT_EQ(queue.TryPop()->value, 3);
  EXPECT_FALSE(queue.TryPop().has_value());
}

}  // namespace
}  // namespace reprise::lockfree
