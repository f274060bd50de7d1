// Epoch reclamation under weak memory: nothing is freed while somebody may look at it, and nothing is left.
#include "lockfree/epoch.h"

#include <memory>
#include <optional>
#include <utility>

#include "tests/relacy/simulate.h"

namespace reprise {
namespace {

// Bags of one, so that each retirement is a collection.
using Domain = lockfree::EpochDomain<RelacySync, 1, 0>;
using Participant = Domain::Participant;

struct Node {
  RelacySync::Cell<int> value{7};
};

// A domain, and one node at a time that all threads find.
template <typename Test, unsigned kThreads>
struct Shared : rl::test_suite<Test, kThreads> {
  std::unique_ptr<Domain> domain;
  RelacySync::Atomic<Node*> node{nullptr};

  void before() {
    domain = std::make_unique<Domain>();
    node.store(lockfree::Create<Node, RelacySync>(), std::memory_order_relaxed);
  }
  void after() {
    lockfree::Destroy<RelacySync>(node.load(std::memory_order_relaxed));
    domain.reset();
  }

  void Look() const { RL_ASSERT(node.load(std::memory_order_acquire)->value.Load() == 7); }
  Node* Replace() { return node.exchange(lockfree::Create<Node, RelacySync>(), std::memory_order_acq_rel); }
};

// Retires nothing, only collects.
void Collect(Participant& me) {
  me.Defer([](void*, Participant&) {}, nullptr);
}

// One looks, pins again and looks again, while another replaces, frees what it can, and leaves.
struct ReaderAndRetirer : Shared<ReaderAndRetirer, 2> {
  void thread(unsigned index) {
    Participant me(*domain, "");
    if (index == 0) {
      for (int round = 0; round < 2; ++round) {
        const auto guard = me.Pin();
        Look();
      }
    } else {
      me.Retire(Replace());
      me.Flush();
    }
  }
};

// The same with participants that are there already: fewer steps, so that more of what is between them is searched.
template <typename Test, unsigned kThreads>
struct Seated : Shared<Test, kThreads> {
  std::optional<Participant> participants[kThreads];

  void before() {
    Shared<Test, kThreads>::before();
    for (auto& participant : participants) participant.emplace(*this->domain, "");
  }
  void after() {
    for (auto& participant : participants) participant.reset();
    Shared<Test, kThreads>::after();
  }
};

struct PinAfterPin : Seated<PinAfterPin, 2> {
  void thread(unsigned index) {
    Participant& me = *participants[index];
    if (index == 0) {
      for (int round = 0; round < 2; ++round) {
        const auto guard = me.Pin();
        Look();
      }
    } else {
      me.Retire(Replace());
      Collect(me);
      Collect(me);
    }
  }
};

struct OnePin : Seated<OnePin, 2> {
  void thread(unsigned index) {
    Participant& me = *participants[index];
    if (index == 0) {
      const auto guard = me.Pin();
      Look();
    } else {
      me.Retire(Replace());
      Collect(me);
    }
  }
};

struct InnerGuardEnds : Seated<InnerGuardEnds, 2> {
  void thread(unsigned index) {
    Participant& me = *participants[index];
    if (index == 0) {
      const auto outer = me.Pin();
      const Node* const found = node.load(std::memory_order_acquire);
      { const auto inner = me.Pin(); }
      RL_ASSERT(found->value.Load() == 7);
    } else {
      me.Retire(Replace());
      Collect(me);
    }
  }
};

struct Repins : Seated<Repins, 2> {
  void thread(unsigned index) {
    Participant& me = *participants[index];
    if (index == 0) {
      auto guard = me.Pin();
      Look();
      guard.Repin();
      Look();
    } else {
      me.Retire(Replace());
      Collect(me);
      Collect(me);
    }
  }
};

// A worker that never unpins, only announces quiescence.
struct Worker : Seated<Worker, 2> {
  void thread(unsigned index) {
    Participant& me = *participants[index];
    if (index == 0) {
      me.GoOnline();
      for (int round = 0; round < 2; ++round) {
        {
          const auto guard = me.Pin();
          Look();
        }
        me.AnnounceQuiescence();
      }
      me.GoOffline();
    } else {
      me.Retire(Replace());
      Collect(me);
      Collect(me);
    }
  }
};

// Both look, replace and retire.
template <typename Test, unsigned kThreads>
struct AllRetire : Seated<Test, kThreads> {
  void thread(unsigned index) {
    Participant& me = *this->participants[index];
    for (int round = 0; round < 2; ++round) {
      auto guard = me.Pin();
      this->Look();
      guard.Retire(this->Replace());
    }
  }
};
struct TwoRetirers : AllRetire<TwoRetirers, 2> {};
struct ThreeRetirers : AllRetire<ThreeRetirers, 3> {};

// One leaves with garbage that the other may still look at; who collects next frees it.
struct LeavesWithGarbage : Shared<LeavesWithGarbage, 2> {
  void thread(unsigned index) {
    Participant me(*domain, "");
    const auto guard = me.Pin();
    if (index == 0) {
      Look();
    } else {
      Participant leaver(*domain, "");
      leaver.Retire(Replace());
    }
  }
};

// Two leave at once, with garbage that somebody holds.
struct TwoLeave : Shared<TwoLeave, 2> {
  std::optional<Participant> holder;
  std::optional<Domain::Guard> guard;

  void before() {
    Shared::before();
    holder.emplace(*domain, "");
    guard.emplace(holder->reader());
  }
  void thread(unsigned) {
    Participant leaver(*domain, "");
    leaver.Retire(Replace());
    leaver.Retire(Replace());
  }
  void after() {
    guard.reset();
    holder.reset();
    Shared::after();
  }
};

// The clock alone, nothing but its own ops between a look and a free: small enough to be searched to its end.
using Clock = lockfree::EpochClock<RelacySync>;

template <typename Test, unsigned kThreads>
struct OnClock : rl::test_suite<Test, kThreads> {
  std::unique_ptr<Clock> clock;

  void before() { clock = std::make_unique<Clock>(); }
  void after() { clock.reset(); }
};

struct PinsAgainstCollections : OnClock<PinsAgainstCollections, 2> {
  static constexpr int kRounds = 2;
  struct Retired {
    Node* node;
    std::uint64_t stamp;
  };
  RelacySync::Atomic<Node*> node{nullptr};
  Node* nodes[kRounds + 1] = {};
  Clock::Reader* reader = nullptr;

  void before() {
    OnClock::before();
    for (Node*& made : nodes) made = lockfree::Create<Node, RelacySync>();
    node.store(nodes[0], std::memory_order_relaxed);
    reader = clock->Join(nullptr, "");
  }
  void thread(unsigned index) {
    for (int round = 0; round < kRounds; ++round) {
      if (index == 0) {
        PinAndLook();
      } else {
        RetireAndCollect(round);
      }
    }
  }
  void PinAndLook() {
    reader->Enter();
    RL_ASSERT(node.load(std::memory_order_acquire)->value.Load() == 7);
    reader->Leave();
  }
  void RetireAndCollect(int round) {
    node.store(nodes[round + 1], std::memory_order_release);
    const Clock::Advance advance = clock->TryAdvance();
    retired[round] = {nodes[round], advance.stamp};
    for (Retired& each : retired) {
      if (each.node != nullptr && each.stamp + Clock::kEpochsToWait <= advance.now)
        lockfree::Destroy<RelacySync>(std::exchange(each.node, nullptr));
    }
  }
  void after() {
    for (const Retired& each : retired) {
      if (each.node != nullptr) lockfree::Destroy<RelacySync>(each.node);
    }
    lockfree::Destroy<RelacySync>(nodes[kRounds]);
    clock->Quit(reader);
    OnClock::after();
  }

  Retired retired[kRounds] = {};
};

// The epoch never goes back, though a slow scan ends after others moved it on.
struct EpochOnlyGrows : OnClock<EpochOnlyGrows, 2> {
  void thread(unsigned index) {
    if (index == 0) {
      clock->TryAdvance();
      return;
    }
    std::uint64_t seen = 0;
    for (int round = 0; round < 3; ++round) {
      clock->TryAdvance();
      const std::uint64_t now = clock->epoch();
      RL_ASSERT(seen <= now);
      seen = now;
    }
  }
};

// Places that are left and taken again by others.
struct PlacesAreUsedAgain : Shared<PlacesAreUsedAgain, 2> {
  void thread(unsigned) {
    for (int round = 0; round < 2; ++round) {
      Participant me(*domain, "");
      const auto guard = me.Pin();
      Look();
    }
  }
};

// What a report names is there to be read, though its place was another's before.
struct StalledReaderIsNamed : Seated<StalledReaderIsNamed, 3> {
  static constexpr const char* kName = "the reader";
  RelacySync::Cell<int> text{0};

  void before() {
    Seated::before();
    participants[0].reset();
  }
  void thread(unsigned index) {
    if (index == 0) {
      text.Store(1);
      Participant me(*domain, kName);
      const auto guard = me.Pin();
      Look();
    } else if (index == 1) {
      Collect(*participants[1]);
    } else if (domain->StalledReader().name == kName) {
      RL_ASSERT(text.Load() == 1);
    }
  }
};

// Canaries: how the structure must not be used.

struct LooksWithoutPin : Seated<LooksWithoutPin, 2> {
  void thread(unsigned index) {
    if (index == 0) {
      Look();
    } else {
      participants[1]->Retire(Replace());
      Collect(*participants[1]);
    }
  }
};

struct RetiresBeforeItUnlinks : Seated<RetiresBeforeItUnlinks, 2> {
  void thread(unsigned index) {
    Participant& me = *participants[index];
    if (index == 0) {
      const auto guard = me.Pin();
      Look();
    } else {
      Node* const old = node.load(std::memory_order_relaxed);
      me.Retire(old);
      Replace();
      Collect(me);
    }
  }
};

struct KeepsPastItsRepin : Seated<KeepsPastItsRepin, 2> {
  std::optional<Domain::Guard> guard;
  const Node* found = nullptr;

  void before() {
    Seated::before();
    guard.emplace(participants[0]->reader());
    found = node.load(std::memory_order_relaxed);
    participants[1]->Retire(Replace());
  }
  void thread(unsigned index) {
    if (index == 0) {
      guard->Repin();
      RL_ASSERT(found->value.Load() == 7);
    } else {
      Collect(*participants[1]);
    }
  }
  void after() {
    guard.reset();
    Seated::after();
  }
};

}  // namespace
}  // namespace reprise

int main() {
  using namespace reprise;
  Simulation simulation;
  simulation.Run<OnePin>("one pin", {.random = 20'000, .bound = 3});
  simulation.Run<PinAfterPin>("pin after pin", {.random = 40'000, .bound = 1});
  simulation.Run<InnerGuardEnds>("an inner guard ends", {.random = 20'000, .bound = 2});
  simulation.Run<Repins>("repin", {.random = 40'000, .bound = 1});
  simulation.Run<Worker>("a worker announces quiescence", {.random = 40'000, .bound = 1});
  simulation.Run<TwoRetirers>("two retirers", {.random = 60'000});
  simulation.Run<ThreeRetirers>("three retirers", {.random = 60'000});
  simulation.Run<ReaderAndRetirer>("a reader and a retirer", {.random = 40'000, .bound = 1});
  simulation.Run<LeavesWithGarbage>("one leaves with garbage", {.random = 60'000});
  simulation.Run<TwoLeave>("two leave with garbage", {.random = 60'000});
  simulation.Run<PinsAgainstCollections>("two pins against two collections", {.random = 20'000, .bound = 3});
  simulation.Run<EpochOnlyGrows>("the epoch only grows", {.random = 20'000, .bound = 3});
  simulation.Run<PlacesAreUsedAgain>("places are used again", {.random = 60'000, .bound = 1});
  simulation.Run<StalledReaderIsNamed>("a stalled reader is named", {.random = 60'000});
  simulation.Fails<LooksWithoutPin>("canary: looks without pin", {.random = 40'000, .bound = 2});
  simulation.Fails<RetiresBeforeItUnlinks>("canary: retires before it unlinks",
                                           {.random = 40'000, .bound = 2});
  simulation.Fails<KeepsPastItsRepin>("canary: keeps past its repin", {.random = 10'000, .bound = 2});
  return simulation.ExitCode();
}
