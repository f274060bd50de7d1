// The segmented queue under weak memory, two slots a segment, so that nearly every op meets a segment's end.
#include "tests/relacy/simulate.h"

#include <memory>
#include <optional>
#include <utility>

#include "lockfree/seg_queue.h"

namespace reprise {
namespace {

using lockfree::SegQueue;
using Queue = SegQueue<int, RelacySync, 2>;
using WideQueue = SegQueue<int, RelacySync, 8>;

// The queue is made and destroyed inside an execution, so that leaks are seen.
template <typename Derived, unsigned kThreads, typename Queue>
struct QueueTest : rl::test_suite<Derived, kThreads> {
  Queue* queue = nullptr;
  void before() { queue = lockfree::Create<Queue, RelacySync>(); }
  void after() { lockfree::Destroy<RelacySync>(queue); }
};

// Both push two and pop two: tickets say who came first, and every popped item is the one pushed under its ticket.
template <typename Queue>
struct TwoPushTwoPopTwo : QueueTest<TwoPushTwoPopTwo<Queue>, 2, Queue> {
  using Base = QueueTest<TwoPushTwoPopTwo<Queue>, 2, Queue>;
  int value_of[4] = {};
  int popped_as[4] = {};

  void thread(unsigned index) {
    for (int i = 0; i < 2; ++i) {
      const int value = static_cast<int>(index) * 2 + i + 1;
      this->queue->Push(value, [&](std::uint64_t ticket) noexcept { value_of[ticket] = value; });
    }
    for (int i = 0; i < 2; ++i) {
      const auto popped = this->queue->TryPop();
      RL_ASSERT(popped.has_value());  // Nobody pops more than it has pushed.
      popped_as[popped->ticket] = popped->value;
    }
  }
  void after() {
    for (int ticket = 0; ticket < 4; ++ticket) RL_ASSERT(popped_as[ticket] == value_of[ticket]);
    RL_ASSERT(this->queue->pushed() == 4 && this->queue->popped() == 4);
    Base::after();
  }
};

// A producer and a consumer enter the second segment.
struct OneEntersBehindTheOther : QueueTest<OneEntersBehindTheOther, 2, Queue> {
  void thread(unsigned index) {
    for (int i = 0; i < 2; ++i) {
      if (index == 0) {
        queue->Push(i);
      } else if (const auto popped = queue->TryPop()) {
        RL_ASSERT(popped->value == static_cast<int>(popped->ticket));
      }
    }
  }
};

// Segments come round while consumers are still taking values out of them.
struct SegmentsComeRound : QueueTest<SegmentsComeRound, 3, Queue> {
  void thread(unsigned index) {
    if (index == 0) {
      for (int i = 0; i < 6; ++i) queue->Push(i);
    } else {
      for (int i = 0; i < 3; ++i) {
        if (const auto popped = queue->TryPop()) RL_ASSERT(popped->value == static_cast<int>(popped->ticket));
      }
    }
  }
};

// Everybody pushes and pops through several segments.
struct EverybodyDoesBoth : QueueTest<EverybodyDoesBoth, 3, Queue> {
  int value_of[9] = {};
  void thread(unsigned index) {
    for (int i = 0; i < 3; ++i) {
      const int value = static_cast<int>(index) * 3 + i + 1;
      queue->Push(value, [&](std::uint64_t t) noexcept { value_of[t] = value; });
      const auto popped = queue->TryPop();
      RL_ASSERT(popped && popped->value == value_of[popped->ticket]);
    }
  }
};

// Each pushes to one of two queues and then looks at the other: not both can be empty.
struct NotBothAreEmpty : rl::test_suite<NotBothAreEmpty, 2> {
  Queue* queues[2] = {};
  bool empty[2] = {};
  void before() {
    for (Queue*& queue : queues) queue = lockfree::Create<Queue, RelacySync>();
  }
  void thread(unsigned index) {
    queues[index]->Push(1);
    empty[index] = !queues[1 - index]->TryPop();
  }
  void after() {
    RL_ASSERT(!(empty[0] && empty[1]));
    for (Queue* queue : queues) lockfree::Destroy<RelacySync>(queue);
  }
};

// Items that only move and own memory: what is left in the queue is freed with it.
struct OwnedItemsAreFreed : rl::test_suite<OwnedItemsAreFreed, 2> {
  struct Deleter {
    void operator()(RelacySync::Cell<int>* cell) const { lockfree::Destroy<RelacySync>(cell); }
  };
  using Owned = std::unique_ptr<RelacySync::Cell<int>, Deleter>;
  SegQueue<Owned, RelacySync, 2>* queue = nullptr;

  void before() { queue = lockfree::Create<SegQueue<Owned, RelacySync, 2>, RelacySync>(); }
  void thread(unsigned index) {
    for (int i = 0; i < 2; ++i) queue->Push(Owned(lockfree::Create<RelacySync::Cell<int>, RelacySync>(7)));
    if (index == 0) {
      const auto popped = queue->TryPop();
      RL_ASSERT(popped && popped->value->Load() == 7);
    }
  }
  void after() { lockfree::Destroy<RelacySync>(queue); }
};

// What was popped was pushed before.
struct CountsNeverGoBelowZero : QueueTest<CountsNeverGoBelowZero, 3, Queue> {
  void thread(unsigned index) {
    if (index == 0) {
      queue->Push(1);
      queue->Push(2);
    } else if (index == 1) {
      queue->TryPop();
      queue->TryPop();
    } else {
      const std::uint64_t popped = queue->popped();
      RL_ASSERT(queue->pushed() >= popped);
    }
  }
};

// The canary: the idea with a slot that is taken before anybody knows that it was published.
struct TakesUnpublished : rl::test_suite<TakesUnpublished, 2> {
  lockfree::Segment<int, RelacySync, 2> segment;
  RelacySync::Atomic<std::uint64_t> tail{0};
  void thread(unsigned index) {
    if (index == 0) {
      tail.fetch_add(1, std::memory_order_seq_cst);
      segment.Publish(0, 42);
    } else if (tail.load(std::memory_order_seq_cst) == 1) {
      segment.TakeValue(0);
    }
  }
};

}  // namespace
}  // namespace reprise

int main() {
  using namespace reprise;
  Simulation simulation;
  simulation.Run<TwoPushTwoPopTwo<WideQueue>>("two push two and pop two", {.bound = 3});
  simulation.Run<TwoPushTwoPopTwo<Queue>>("the same, across segments", {.random = 10'000});
  simulation.Run<OneEntersBehindTheOther>("one enters behind the other", {.bound = 3});
  simulation.Run<SegmentsComeRound>("segments come round", {.random = 10'000});
  simulation.Run<EverybodyDoesBoth>("everybody does both", {.random = 15'000});
  simulation.Run<NotBothAreEmpty>("not both are empty", {.random = 10'000, .bound = 2});
  simulation.Run<OwnedItemsAreFreed>("owned items are freed", {.random = 10'000});
  simulation.Run<CountsNeverGoBelowZero>("counts never go below zero", {.random = 10'000});
  simulation.Fails<TakesUnpublished>("canary: takes what is not published", {.random = 1'000});
  return simulation.ExitCode();
}
