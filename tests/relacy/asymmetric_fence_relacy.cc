// What both sides of the asymmetric fence are where the kernel has no membarrier.
#include "lockfree/asymmetric_fence.h"

#include "tests/relacy/simulate.h"

namespace reprise {
namespace {

// Each stores, passes the fence, and looks at the other's store: one of the two must see it.
template <typename Derived, bool kFenced>
struct StoreThenLoad : rl::test_suite<Derived, 2> {
  RelacySync::Atomic<int> stored[2];
  lockfree::ExchangeFence<RelacySync::Atomic> fence;
  bool saw[2] = {};

  void thread(unsigned index) {
    stored[index].store(1, std::memory_order_relaxed);
    if (kFenced) fence.Pass();
    saw[index] = stored[1 - index].load(std::memory_order_relaxed) == 1;
  }
  void after() { RL_ASSERT(saw[0] || saw[1]); }
};
struct Fenced : StoreThenLoad<Fenced, true> {};
struct Unfenced : StoreThenLoad<Unfenced, false> {};

}  // namespace
}  // namespace reprise

int main() {
  using namespace reprise;
  Simulation simulation;
  simulation.Run<Fenced>("store, exchange fence, load", {.random = 10'000, .full = true});
  simulation.Fails<Unfenced>("canary: no fence", {.random = 10'000});
  return simulation.ExitCode();
}
