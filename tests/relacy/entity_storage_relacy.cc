// The entity tree under weak memory: a version is seen whole, no update is lost, nothing is read after it was freed,
// and nothing leaks.
#include <array>
#include <cstdlib>
#include <memory>
#include <utility>

#include "state/entity_tree.h"
#include "tests/relacy/simulate.h"

namespace reprise {
namespace {

struct Epochs : lockfree::EpochDomain<RelacySync, 1, 0> {
  using Sync = RelacySync;
};

// Blocks that Relacy does not know: it searches both what happens if a freed block is used again and if not, and so
// twice as much with each block.
struct OwnBlocks : RelacySync {
  static void* Allocate(std::size_t bytes, std::size_t alignment, Site = Site::Here()) {
    return std::aligned_alloc(alignment, (bytes + alignment - 1) / alignment * alignment);
  }
  static void Free(void* block, std::size_t, std::size_t, Site = Site::Here()) { std::free(block); }
};

// In place of epochs, for searches that look at the tree alone: what is retired is kept until the test has ended.
class Attic {
 public:
  using Sync = OwnBlocks;
  class Guard;
  class Participant {
   public:
    Participant(Attic& attic, const char*) : attic_(attic) {}
    Guard Pin() { return Guard(*this); }
    static bool Flush() { return true; }

    template <typename T, typename... Args>
    static T* MakeOutside(Args&&... args) {
      return lockfree::Create<T, OwnBlocks>(std::forward<Args>(args)...);
    }
    template <typename T>
    static void UnmakeOutside(T* node) {
      lockfree::Destroy<OwnBlocks>(node);
    }
    template <typename T, typename... Args>
    T* Make(Args&&... args) {
      return MakeOutside<T>(std::forward<Args>(args)...);
    }
    template <typename T>
    void Unmake(T* node) {
      UnmakeOutside(node);
    }

   private:
    friend Guard;
    Attic& attic_;
  };
  using Reclaim = void (*)(void*, Participant&);

  class Guard {
   public:
    explicit Guard(Participant& participant) : participant_(participant) {}
    [[nodiscard]] Participant& participant() const { return participant_; }
    void Defer(Reclaim reclaim, void* object) {
      Attic& attic = participant_.attic_;
      attic.kept_.at(attic.count_++) = {reclaim, object};
    }

   private:
    Participant& participant_;
  };

  ~Attic() {
    Participant last(*this, "");
    for (std::size_t i = 0; i < count_; ++i) kept_[i].first(kept_[i].second, last);
  }

 private:
  std::array<std::pair<Reclaim, void*>, 64> kept_;
  std::size_t count_ = 0;
};

// A value that a checker watches, as it lies in a leaf.
struct Number {
  Number() = default;
  explicit Number(int of) : value(of) {}
  Number(const Number& other) : value(other.value.Load()) {}

  RelacySync::Cell<int> value{0};
};

using state::EntityId;
template <typename Domain>
using TreeIn = state::EntityTree<Number, typename Domain::Sync, Domain>;

template <typename Edit>
void Add(Edit& edit, EntityId id, int amount) {
  if (Number* const number = edit.Change(id)) number->value.Store(number->value.Load() + amount);
}

// Two entities, made before the threads begin, whose numbers add up to nothing in every version.
template <typename Test, unsigned kThreads, typename Domain = Epochs, typename Tree = TreeIn<Domain>>
struct TwoEntities : rl::test_suite<Test, kThreads> {
  using Participant = typename Domain::Participant;

  std::unique_ptr<Domain> domain;
  std::unique_ptr<Tree> tree;
  EntityId first;
  EntityId second;

  void before() {
    domain = std::make_unique<Domain>();
    tree = std::make_unique<Tree>();
    Participant me(*domain, "");
    auto guard = me.Pin();
    tree->Update(guard, [this](auto& edit) {
      first = edit.Insert(0);
      second = edit.Insert(0);
    });
  }
  void after() {
    tree.reset();
    domain.reset();
  }

  std::uint64_t Shift(Participant& me) {
    auto guard = me.Pin();
    return tree
        ->Update(guard,
                 [this](auto& edit) {
                   Add(edit, first, 1);
                   Add(edit, second, -1);
                 })
        .version;
  }
  // The version that was seen.
  std::uint64_t See(Participant& me) {
    const auto guard = me.Pin();
    const auto view = tree->Read(guard);
    const Number* const one = view.Get(first);
    const Number* const other = view.Get(second);
    RL_ASSERT((one == nullptr) == (other == nullptr));
    if (one == nullptr) return view.version();
    RL_ASSERT(one->value.Load() == -other->value.Load());
    return view.version();
  }
};

template <typename Test, typename Domain, typename Tree = TreeIn<Domain>>
struct OneSeesWhatOneShifts : TwoEntities<Test, 2, Domain, Tree> {
  void thread(unsigned index) {
    typename Domain::Participant me(*this->domain, "");
    if (index == 0) {
      const std::uint64_t once = this->See(me);
      RL_ASSERT(this->See(me) >= once);
    } else {
      RL_ASSERT(this->Shift(me) == 2);
      RL_ASSERT(this->Shift(me) == 3);
      me.Flush();
    }
  }
};
struct AReaderSeesWholeVersionsThatGoForward
    : OneSeesWhatOneShifts<AReaderSeesWholeVersionsThatGoForward, Epochs> {};
struct AReaderOfTheTreeAlone : OneSeesWhatOneShifts<AReaderOfTheTreeAlone, Attic> {};

template <typename Test, typename Domain, typename Tree = TreeIn<Domain>>
struct TwoShift : TwoEntities<Test, 2, Domain, Tree> {
  std::uint64_t versions[2][2] = {};

  void thread(unsigned index) {
    typename Domain::Participant me(*this->domain, "");
    for (std::uint64_t& version : versions[index]) version = this->Shift(me);
  }
  void after() {
    {
      typename Domain::Participant me(*this->domain, "");
      const auto guard = me.Pin();
      const auto view = this->tree->Read(guard);
      RL_ASSERT(view.version() == 5 && view.Get(this->first)->value.Load() == 4);
    }
    unsigned seen = 0;
    for (const auto& own : versions) {
      RL_ASSERT(own[0] < own[1]);
      for (const std::uint64_t version : own) seen |= 1U << version;
    }
    RL_ASSERT(seen == 0b111100);  // 2 to 5, each once.
    TwoEntities<Test, 2, Domain, Tree>::after();
  }
};
struct NoUpdateOfTwoWritersIsLost : TwoShift<NoUpdateOfTwoWritersIsLost, Epochs> {};
struct TwoWritersOfTheTreeAlone : TwoShift<TwoWritersOfTheTreeAlone, Attic> {};

// Who has changed something sees that or what came after it.
struct EachSeesItsOwnUpdate : TwoEntities<EachSeesItsOwnUpdate, 2, Attic> {
  void thread(unsigned) {
    Participant me(*domain, "");
    for (int round = 0; round < 2; ++round) {
      const std::uint64_t version = Shift(me);
      RL_ASSERT(See(me) >= version);
    }
  }
};

struct ARemovedEntityIsGoneForAllAndItsIdStaysStale
    : TwoEntities<ARemovedEntityIsGoneForAllAndItsIdStaysStale, 3> {
  void thread(unsigned index) {
    Participant me(*domain, "");
    if (index == 0) {
      auto guard = me.Pin();
      tree->Update(guard, [this](auto& edit) {
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

// The canaries: the tree's parts put together in a way that is known to be broken.
enum class Broken { kDoesNotCompare, kTakesPublishedNodesForItsOwn };

template <Broken kHow>
class BrokenTree {
 public:
  using View = state::EntityView<Number, OwnBlocks>;
  using Edit = state::EntityEdit<Number, OwnBlocks>;

  ~BrokenTree() { Node::EndTree(box_.Last().top); }

  [[nodiscard]] View Read(const Attic::Guard& guard) const {
    const auto loaded = box_.Load(guard);
    return View(*loaded, loaded.version());
  }

  template <typename Change>
  TreeIn<Attic>::Updated Update(Attic::Guard& guard, Change change) {
    const auto before = box_.Load(guard);
    Edit edit(*before, kHow == Broken::kDoesNotCompare ? before.version() + 1 : 1);
    change(edit);
    const std::uint64_t version = box_.Swap(guard, edit.Finish(0));
    edit.Published([&guard](Node* replaced) { guard.Defer(&End, replaced); });
    return {version, 0, true};
  }

 private:
  using Node = state::EntityNode<Number, OwnBlocks>;

  using Root = state::EntityRoot<Number, OwnBlocks>;

  static void End(void* node, Attic::Participant&) { Node::End(static_cast<Node*>(node)); }

  lockfree::AtomicBox<Root, OwnBlocks, Attic> box_{Root{}};
};

struct UpdatesThatDoNotCompare
    : TwoShift<UpdatesThatDoNotCompare, Attic, BrokenTree<Broken::kDoesNotCompare>> {};

// With one writer, so that nothing else is broken.
struct AnUpdateOfWhatIsPublished : OneSeesWhatOneShifts<AnUpdateOfWhatIsPublished, Attic,
                                                        BrokenTree<Broken::kTakesPublishedNodesForItsOwn>> {};

}  // namespace
}  // namespace reprise

int main() {
  using namespace reprise;
  Simulation simulation;
  simulation.Run<AReaderSeesWholeVersionsThatGoForward>("reader | 2 updates", {.random = 30'000});
  simulation.Run<NoUpdateOfTwoWritersIsLost>("2 updates | 2 updates", {.random = 30'000});
  simulation.Run<ARemovedEntityIsGoneForAllAndItsIdStaysStale>("removal | update | reader",
                                                               {.random = 30'000});
  simulation.Run<AReaderOfTheTreeAlone>("2 reads | 2 updates, no reclamation", {.bound = 3});
  simulation.Run<TwoWritersOfTheTreeAlone>("2 updates | 2 updates, no reclamation", {.bound = 3});
  simulation.Run<EachSeesItsOwnUpdate>("2 updates and reads | the same, no reclamation", {.bound = 3});
  simulation.Fails<UpdatesThatDoNotCompare>("canary: updates that do not compare", {.random = 1'000});
  simulation.Fails<AnUpdateOfWhatIsPublished>("canary: an update of what is published", {.random = 1'000});
  return simulation.ExitCode();
}
