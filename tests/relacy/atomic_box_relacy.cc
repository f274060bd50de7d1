// AtomicBox under weak memory: values are whole, versions dense, and the versions of two boxes have one order.
#include "lockfree/atomic_box.h"

#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "lockfree/epoch.h"
#include "tests/relacy/simulate.h"

namespace reprise {
namespace {

// Blocks are not kept, so that a look at what was freed is seen.
using Domain = lockfree::EpochDomain<RelacySync, 1, 0>;
// Blocks are kept, so that a node that is used again too early is seen as a race.
using KeepingDomain = lockfree::EpochDomain<RelacySync, 1, 2>;

// Keeps what is retired until the test has ended and runs no fence: for searches that look at the box alone.
struct Attic {
  class Participant;
  struct Guard {
    Participant* by;
    [[nodiscard]] Participant& participant() const { return *by; }
    void Defer(void (*reclaim)(void*, Participant&), void* object) { by->kept.emplace_back(reclaim, object); }
  };
  class Participant {
   public:
    Participant(Attic&, const char*) {}
    ~Participant() {
      for (const auto& [reclaim, object] : kept) reclaim(object, *this);
    }
    Guard Pin() { return {this}; }
    template <typename T, typename... Args>
    static T* MakeOutside(Args&&... args) {
      return lockfree::Create<T, RelacySync>(std::forward<Args>(args)...);
    }
    template <typename T, typename... Args>
    T* Make(Args&&... args) {
      return MakeOutside<T>(std::forward<Args>(args)...);
    }
    template <typename T>
    static void UnmakeOutside(T* node) {
      lockfree::Destroy<RelacySync>(node);
    }
    template <typename T>
    void Unmake(T* node) {
      UnmakeOutside(node);
    }

   private:
    friend Guard;
    std::vector<std::pair<void (*)(void*, Participant&), void*>> kept;
  };
};

constexpr int kFirst = 100;

template <typename Test, unsigned kThreads, typename OfDomain = Domain>
struct WithBox : rl::test_suite<Test, kThreads> {
  using Box = lockfree::AtomicBox<int, RelacySync, OfDomain>;
  std::unique_ptr<OfDomain> domain;
  std::unique_ptr<Box> box;
  std::unique_ptr<Box> other;
  std::optional<typename OfDomain::Participant> participants[kThreads];

  void before() {
    domain = std::make_unique<OfDomain>();
    box = std::make_unique<Box>(kFirst);
    other = std::make_unique<Box>(kFirst);
    for (auto& participant : participants) participant.emplace(*domain, "");
  }
  void after() {
    for (auto& participant : participants) participant.reset();
    box.reset();
    other.reset();
    domain.reset();
  }
};

// Values are kFirst and their version.
template <typename Test, typename OfDomain>
struct LoadsBesideSwaps : WithBox<Test, 2, OfDomain> {
  void thread(unsigned index) {
    auto& me = *this->participants[index];
    for (int round = 1; round <= 2; ++round) {
      auto guard = me.Pin();
      if (index == 0) {
        const auto loaded = this->box->Load(guard);
        RL_ASSERT(*loaded == kFirst + static_cast<int>(loaded.version()));
      } else {
        RL_ASSERT(this->box->Swap(guard, kFirst + round) == static_cast<std::uint64_t>(round));
      }
    }
  }
};
struct LoadsBesideSwapsFreed : LoadsBesideSwaps<LoadsBesideSwapsFreed, Domain> {};
struct LoadsBesideSwapsReused : LoadsBesideSwaps<LoadsBesideSwapsReused, KeepingDomain> {};

// Each version is given out once.
struct TwoSwappers : WithBox<TwoSwappers, 2> {
  std::uint64_t versions[2][2] = {};

  void thread(unsigned index) {
    for (std::uint64_t& version : versions[index]) {
      auto guard = participants[index]->Pin();
      version = box->Swap(guard, 0);
    }
  }
  void after() {
    unsigned seen = 0;
    for (const auto& of_one : versions) {
      RL_ASSERT(of_one[0] < of_one[1]);
      for (const std::uint64_t version : of_one) seen |= 1U << version;
    }
    RL_ASSERT(seen == 0b11110);
    WithBox::after();
  }
};

// Each version has one value, whoever loads it.
struct TwoSwapAndLoad : WithBox<TwoSwapAndLoad, 2, Attic> {
  int value_of[5] = {kFirst};
  std::uint64_t version[2][2][2] = {};
  int value[2][2] = {};

  void thread(unsigned index) {
    auto guard = participants[index]->Pin();
    for (int round = 0; round < 2; ++round) {
      const int mine = static_cast<int>(2 * index) + round;
      auto& [swapped, seen] = version[index][round];
      swapped = box->Swap(guard, mine);
      RL_ASSERT(round == 0 || version[index][0][1] < swapped);
      value_of[swapped] = mine;
      const auto loaded = box->Load(guard);
      seen = loaded.version();
      value[index][round] = *loaded;
      RL_ASSERT(swapped <= seen);
    }
  }
  void after() {
    unsigned versions = 0;
    for (int index = 0; index < 2; ++index) {
      for (int round = 0; round < 2; ++round) {
        const auto& [swapped, seen] = version[index][round];
        versions |= 1U << swapped;
        RL_ASSERT(value[index][round] == value_of[seen]);
      }
    }
    RL_ASSERT(versions == 0b11110);
    WithBox::after();
  }
};

// No fence of an epoch helps.
struct VersionsOfTwoBoxesHaveOneOrder : WithBox<VersionsOfTwoBoxesHaveOneOrder, 2, Attic> {
  std::uint64_t saw[2] = {};

  void thread(unsigned index) {
    auto guard = participants[index]->Pin();
    (index == 0 ? box : other)->Swap(guard, 1);
    saw[index] = (index == 0 ? other : box)->Load(guard).version();
  }
  void after() {
    RL_ASSERT(saw[0] == 1 || saw[1] == 1);
    WithBox::after();
  }
};

// No change is lost.
struct TwoUpdate : WithBox<TwoUpdate, 2> {
  void thread(unsigned index) {
    auto guard = participants[index]->Pin();
    box->Update(guard, [](int value) { return value + 1; });
  }
  void after() {
    {
      auto guard = participants[0]->Pin();
      RL_ASSERT(*box->Load(guard) == kFirst + 2);
      RL_ASSERT(box->Load(guard).version() == 2);
    }
    WithBox::after();
  }
};

// Of two who replace the same value one does; the other keeps its own.
struct OneOfTwoReplaces : WithBox<OneOfTwoReplaces, 2> {
  bool done[2] = {};
  std::optional<Domain::Guard> guards[2];
  std::optional<Box::Loaded> seen[2];

  void before() {
    WithBox::before();
    for (int i = 0; i < 2; ++i) {
      guards[i].emplace(participants[i]->reader());
      seen[i].emplace(box->Load(*guards[i]));
    }
  }
  void thread(unsigned index) {
    int value = static_cast<int>(index);
    done[index] = box->CompareAndSwap(*guards[index], *seen[index], value).has_value();
    if (!done[index]) RL_ASSERT(value == static_cast<int>(index));
  }
  void after() {
    RL_ASSERT(done[0] != done[1]);
    RL_ASSERT(*box->Load(*guards[0]) == (done[0] ? 0 : 1));
    for (auto& guard : guards) guard.reset();
    WithBox::after();
  }
};

// Canary: two boxes whose changes and loads are only release and acquire may each miss the other's change.
struct ReleaseAndAcquireHaveNoOneOrder : rl::test_suite<ReleaseAndAcquireHaveNoOneOrder, 2> {
  RelacySync::Atomic<int> boxes[2];
  int saw[2] = {};

  void thread(unsigned index) {
    boxes[index].exchange(1, std::memory_order_acq_rel);
    saw[index] = boxes[1 - index].load(std::memory_order_acquire);
  }
  void after() { RL_ASSERT(saw[0] == 1 || saw[1] == 1); }
};

// Canary: what was loaded is looked at after its guard has ended.
struct KeepsPastItsGuard : WithBox<KeepsPastItsGuard, 2> {
  void thread(unsigned index) {
    auto& me = *participants[index];
    if (index == 0) {
      std::optional<Box::Loaded> loaded;
      {
        auto guard = me.Pin();
        loaded.emplace(box->Load(guard));
      }
      RL_ASSERT(**loaded >= kFirst);
      return;
    }
    for (int round = 1; round <= 3; ++round) {
      auto guard = me.Pin();
      box->Swap(guard, kFirst + round);
    }
  }
};

}  // namespace
}  // namespace reprise

int main() {
  using namespace reprise;
  Simulation simulation;
  simulation.Run<LoadsBesideSwapsFreed>("loads beside swaps", {.random = 60'000});
  simulation.Run<LoadsBesideSwapsReused>("loads beside swaps, blocks kept", {.random = 60'000});
  simulation.Run<TwoSwappers>("two swappers", {.random = 60'000});
  simulation.Run<VersionsOfTwoBoxesHaveOneOrder>("two boxes", {.random = 20'000, .bound = 3});
  simulation.Run<TwoSwapAndLoad>("two swap and load, twice", {.random = 20'000, .bound = 3});
  simulation.Run<TwoUpdate>("two update", {.random = 20'000, .bound = 1});
  simulation.Run<OneOfTwoReplaces>("one of two replaces", {.random = 20'000, .bound = 1});
  simulation.Fails<ReleaseAndAcquireHaveNoOneOrder>("canary: release and acquire", {.random = 10'000});
  simulation.Fails<KeepsPastItsGuard>("canary: keeps past its guard", {.random = 40'000});
  return simulation.ExitCode();
}
