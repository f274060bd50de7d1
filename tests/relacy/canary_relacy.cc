// The tool itself: Relacy must find a release that is missing, a leak, and a use after free, and must pass the
// same programs when they are right.
#include "tests/relacy/simulate.h"

#include "lockfree/sync.h"

namespace reprise {
namespace {

// Hands a value over by a flag; `Release` is the order that does it.
template <std::memory_order Release>
struct Handoff : rl::test_suite<Handoff<Release>, 2> {
  RelacySync::Atomic<bool> ready{false};
  RelacySync::Cell<int> value{0};

  void thread(unsigned index) {
    if (index == 0) {
      value.Store(42);
      ready.store(true, Release);
    } else if (ready.load(std::memory_order_acquire)) {
      RL_ASSERT(value.Load() == 42);
    }
  }
};

struct Node {
  RelacySync::Atomic<int> number{7};
};

template <bool Leaks>
struct Allocation : rl::test_suite<Allocation<Leaks>, 2> {
  void thread(unsigned) {
    Node* const node = lockfree::Create<Node, RelacySync>();
    if (!Leaks) lockfree::Destroy<RelacySync>(node);
  }
};

// One thread frees what another one may still read.
struct UseAfterFree : rl::test_suite<UseAfterFree, 2> {
  RelacySync::Atomic<Node*> shared{nullptr};

  void before() { shared.store(lockfree::Create<Node, RelacySync>(), std::memory_order_relaxed); }
  void thread(unsigned index) {
    if (index == 0) {
      if (Node* const node = shared.load(std::memory_order_acquire))
        node->number.load(std::memory_order_relaxed);
    } else {
      lockfree::Destroy<RelacySync>(shared.exchange(nullptr, std::memory_order_acq_rel));
    }
  }
};

}  // namespace
}  // namespace reprise

int main() {
  using namespace reprise;
  Simulation simulation;
  simulation.Run<Handoff<std::memory_order_release>>("handoff by release", {.random = 10'000, .full = true});
  simulation.Fails<Handoff<std::memory_order_relaxed>>("canary: handoff by relaxed", {.random = 10'000});
  simulation.Run<Allocation<false>>("freed memory", {.full = true});
  simulation.Fails<Allocation<true>>("canary: leak", {.random = 10});
  simulation.Fails<UseAfterFree>("canary: use after free", {.random = 10'000});
  return simulation.ExitCode();
}
