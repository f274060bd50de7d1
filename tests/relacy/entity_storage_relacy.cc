// The entity tree under weak memory: a version is seen whole, no update is lost, nothing is read after it was freed,
// and nothing leaks.
#include <memory>

#include "state/entity_tree.h"
#include "tests/relacy/simulate.h"

namespace reprise {
namespace {

using Domain = lockfree::EpochDomain<RelacySync, 1, 0>;
using Participant = Domain::Participant;

// A value that a checker watches, as it lies in a leaf.
struct Number {
  Number() = default;
  explicit Number(int of) : value(of) {}
  Number(const Number& other) : value(other.value.Load()) {}

  RelacySync::Cell<int> value{0};
};

using Tree = state::EntityTree<Number, RelacySync, Domain>;
using state::EntityId;

void Add(Tree::Edit& edit, EntityId id, int amount) {
  if (Number* const number = edit.Change(id)) number->value.Store(number->value.Load() + amount);
}

// Two entities, made before the threads begin, whose numbers add up to nothing in every version.
template <typename Test, unsigned kThreads>
struct TwoEntities : rl::test_suite<Test, kThreads> {
  std::unique_ptr<Domain> domain;
  std::unique_ptr<Tree> tree;
  EntityId first;
  EntityId second;

  void before() {
    domain = std::make_unique<Domain>();
    tree = std::make_unique<Tree>();
    Participant me(*domain, "");
    Domain::Guard guard = me.Pin();
    tree->Update(guard, [this](Tree::Edit& edit) {
      first = edit.Insert(0);
      second = edit.Insert(0);
    });
  }
  void after() {
    tree.reset();
    domain.reset();
  }

  std::uint64_t Shift(Participant& me) {
    Domain::Guard guard = me.Pin();
    return tree
        ->Update(guard,
                 [this](Tree::Edit& edit) {
                   Add(edit, first, 1);
                   Add(edit, second, -1);
                 })
        .version;
  }
  // The version that was seen.
  std::uint64_t See(Participant& me) {
    const Domain::Guard guard = me.Pin();
    const Tree::View view = tree->Read(guard);
    const Number* const one = view.Get(first);
    const Number* const other = view.Get(second);
    RL_ASSERT((one == nullptr) == (other == nullptr));
    if (one == nullptr) return view.version();
    RL_ASSERT(one->value.Load() == -other->value.Load());
    return view.version();
  }
};

struct AReaderSeesWholeVersionsThatGoForward : TwoEntities<AReaderSeesWholeVersionsThatGoForward, 2> {
  void thread(unsigned index) {
    Participant me(*domain, "");
    if (index == 0) {
      const std::uint64_t once = See(me);
      RL_ASSERT(See(me) >= once);
    } else {
      RL_ASSERT(Shift(me) == 2);
      RL_ASSERT(Shift(me) == 3);
      me.Flush();
    }
  }
};

struct NoUpdateOfTwoWritersIsLost : TwoEntities<NoUpdateOfTwoWritersIsLost, 2> {
  std::uint64_t versions[2][2] = {};

  void thread(unsigned index) {
    Participant me(*domain, "");
    for (std::uint64_t& version : versions[index]) version = Shift(me);
  }
  void after() {
    {
      Participant me(*domain, "");
      const Domain::Guard guard = me.Pin();
      const Tree::View view = tree->Read(guard);
      RL_ASSERT(view.version() == 5 && view.Get(first)->value.Load() == 4);
    }
    unsigned seen = 0;
    for (const auto& own : versions) {
      RL_ASSERT(own[0] < own[1]);
      for (const std::uint64_t version : own) seen |= 1U << version;
    }
    RL_ASSERT(seen == 0b111100);  // 2 to 5, each once.
    TwoEntities::after();
  }
};

struct ARemovedEntityIsGoneForAllAndItsIdStaysStale
    : TwoEntities<ARemovedEntityIsGoneForAllAndItsIdStaysStale, 3> {
  void thread(unsigned index) {
    Participant me(*domain, "");
    if (index == 0) {
      Domain::Guard guard = me.Pin();
      tree->Update(guard, [this](Tree::Edit& edit) {
        RL_ASSERT(edit.Remove(first) && edit.Remove(second));
        RL_ASSERT(edit.Insert(5).generation != first.generation);
      });
    } else if (index == 1) {
      Shift(me);
    } else {
      See(me);
    }
  }
};

// The canary: an update that stores its version without looking whether another came between.
struct UpdatesThatDoNotLook : rl::test_suite<UpdatesThatDoNotLook, 2> {
  RelacySync::Atomic<int> sum{0};
  void thread(unsigned) { sum.store(sum.load(std::memory_order_seq_cst) + 1, std::memory_order_seq_cst); }
  void after() { RL_ASSERT(sum.load(std::memory_order_relaxed) == 2); }
};

}  // namespace
}  // namespace reprise

int main() {
  using namespace reprise;
  Simulation simulation;
  simulation.Run<AReaderSeesWholeVersionsThatGoForward>("reader | 2 updates", {.random = 30'000});
  simulation.Run<NoUpdateOfTwoWritersIsLost>("2 updates | 2 updates", {.random = 30'000});
  simulation.Run<ARemovedEntityIsGoneForAllAndItsIdStaysStale>("removal | update | reader",
                                                               {.random = 30'000});
  simulation.Fails<UpdatesThatDoNotLook>("canary: updates that do not look", {.random = 1'000});
  return simulation.ExitCode();
}
