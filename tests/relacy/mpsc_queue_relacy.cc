// The queue for one consumer under weak memory, two slots a segment, so that nearly every op meets a segment's end.
#include "tests/relacy/simulate.h"

#include <memory>

#include "lockfree/mpsc_queue.h"

namespace reprise {
namespace {

using Queue = lockfree::MpscQueue<int, RelacySync, 2>;
using WideQueue = lockfree::MpscQueue<int, RelacySync, 8>;

// The last thread pops kPops times, the others push kPushes; what comes is what was pushed under that ticket.
template <typename Queue, unsigned kThreads, int kPushes, int kPops>
struct ManyToOne : rl::test_suite<ManyToOne<Queue, kThreads, kPushes, kPops>, kThreads> {
  Queue* queue = nullptr;
  int value_of[(kThreads - 1) * kPushes] = {};

  void before() { queue = lockfree::Create<Queue, RelacySync>(); }
  void after() { lockfree::Destroy<RelacySync>(queue); }
  void thread(unsigned index) {
    if (index != kThreads - 1) {
      for (int i = 0; i < kPushes; ++i) {
        const int value = static_cast<int>(index) * kPushes + i + 1;
        queue->Push(value, [&](std::uint64_t ticket) noexcept { value_of[ticket] = value; });
      }
      return;
    }
    std::uint64_t next = 0;
    for (int i = 0; i < kPops; ++i) {
      const auto popped = queue->TryPop();
      if (!popped) continue;
      RL_ASSERT(popped->ticket == next++);
      RL_ASSERT(popped->value == value_of[popped->ticket]);
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

// The canary: a queue for one consumer does not stand two.
struct TwoConsumers : rl::test_suite<TwoConsumers, 2> {
  Queue* queue = nullptr;
  void before() {
    queue = lockfree::Create<Queue, RelacySync>();
    queue->Push(1);
  }
  void after() { lockfree::Destroy<RelacySync>(queue); }
  void thread(unsigned) { queue->TryPop(); }
};

}  // namespace
}  // namespace reprise

int main() {
  using namespace reprise;
  Simulation simulation;
  simulation.Run<ManyToOne<WideQueue, 3, 2, 2>>("two push two, one pops", {.random = 10'000});
  simulation.Run<ManyToOne<WideQueue, 2, 2, 2>>("one pushes two, one pops", {.bound = 3});
  simulation.Run<ManyToOne<Queue, 2, 2, 2>>("the same, across segments", {.bound = 3});
  simulation.Run<ManyToOne<Queue, 3, 4, 8>>("segments come round", {.random = 15'000});
  simulation.Run<NotBothAreEmpty>("not both are empty", {.random = 10'000});
  simulation.Fails<TwoConsumers>("canary: two consumers", {.random = 1'000});
  return simulation.ExitCode();
}
