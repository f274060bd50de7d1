// The bounded ring under weak memory. Tickets tell which pop must have got which push, so a few lines of
// bookkeeping see every loss, repetition and change of order.
#include "tests/relacy/simulate.h"

#include <array>
#include <optional>
#include <utility>

#include "lockfree/ring.h"
#include "replay/oracle/linearizability.h"
#include "replay/oracle/queue_specs.h"

namespace reprise {
namespace {

using lockfree::BoundedRing;
using lockfree::Consumers;
using lockfree::PopBranch;
using lockfree::PushBranch;

// A value that owns memory: one that is lost leaks, and one that is given out twice is freed twice.
class Owned {
 public:
  explicit Owned(int number) : number_(lockfree::Create<RelacySync::Cell<int>, RelacySync>(number)) {}
  Owned(Owned&& from) noexcept : number_(std::exchange(from.number_, nullptr)) {}
  Owned& operator=(Owned&&) = delete;
  ~Owned() {
    if (number_ != nullptr) lockfree::Destroy<RelacySync>(number_);
  }
  [[nodiscard]] int number() const { return number_->Load(); }

 private:
  RelacySync::Cell<int>* number_;
};

// A ring of the test, and what was pushed and popped by ticket.
template <std::uint64_t kCapacity, Consumers kConsumers>
class Ledger {
 public:
  using Ring = BoundedRing<Owned, RelacySync, kConsumers>;

  void Open() {
    ring_.emplace(kCapacity);
    sent_ = {};
    got_ = {};
  }
  Ring& ring() { return *ring_; }

  PushBranch Push(int number) {
    Owned value(number);
    const lockfree::PushResult pushed =
        ring_->TryPush(std::move(value), [&](std::uint64_t ticket) { Enter(sent_, ticket, number); });
    if (pushed.branch != PushBranch::kPushed) RL_ASSERT(value.number() == number);
    return pushed.branch;
  }
  PopBranch Pop() {
    std::uint64_t told = kMost;
    const auto popped = ring_->TryPop([&](std::uint64_t ticket) { told = ticket; });
    if (popped.branch == PopBranch::kPopped) {
      RL_ASSERT(told == popped.ticket);
      Got(popped.ticket, popped.value->number());
    }
    return popped.branch;
  }
  std::size_t PushTwo(int number) {
    std::array<Owned, 2> values = {Owned(number), Owned(number + 1)};
    return ring_
        ->TryPushBatch(values,
                       [&](std::uint64_t ticket, std::size_t count) {
                         for (std::size_t i = 0; i < count; ++i)
                           Enter(sent_, ticket + i, number + static_cast<int>(i));
                       })
        .count;
  }
  std::size_t PopTwo() {
    return ring_
        ->TryPopBatch(
            2, [&](std::uint64_t ticket, Owned&& value) { Got(ticket, Owned(std::move(value)).number()); })
        .count;
  }

  // The end of every test: what is left comes out, and every ticket was used once on both sides.
  void Drain() {
    while (Pop() == PopBranch::kPopped) {
    }
    RL_ASSERT(sent_ == got_);
    for (std::size_t i = 1; i < kMost; ++i) RL_ASSERT(sent_[i] == 0 || sent_[i - 1] != 0);
    ring_.reset();
  }
  std::uint64_t Sent() const {
    std::uint64_t count = 0;
    while (sent_[count] != 0) ++count;
    return count;
  }

 private:
  static constexpr std::size_t kMost = 8;
  using Numbers = std::array<int, kMost + 1>;  // By ticket; 0: none.

  static void Enter(Numbers& numbers, std::uint64_t ticket, int number) {
    RL_ASSERT(ticket < kMost && numbers[ticket] == 0);
    numbers[ticket] = number;
  }
  void Got(std::uint64_t ticket, int number) {
    RL_ASSERT(sent_[ticket] == number);  // Entered before the value could be taken.
    Enter(got_, ticket, number);
  }

  std::optional<Ring> ring_;
  Numbers sent_{};
  Numbers got_{};
};

template <typename Test, unsigned kThreads, std::uint64_t kCapacity, Consumers kConsumers = Consumers::kMany>
struct RingTest : rl::test_suite<Test, kThreads> {
  Ledger<kCapacity, kConsumers> ledger;
  void before() { ledger.Open(); }
  void after() { ledger.Drain(); }
};

// Two pushes and two pops each; full, empty and wrapping as it comes.
template <std::uint64_t kCapacity>
struct PushPushPopPop : RingTest<PushPushPopPop<kCapacity>, 2, kCapacity> {
  void thread(unsigned index) {
    const int first = 1 + 2 * static_cast<int>(index);
    this->ledger.Push(first);
    this->ledger.Push(first + 1);
    this->ledger.Pop();
    this->ledger.Pop();
  }
};

template <Consumers kConsumers>
struct TwoSendersOneReceiver : RingTest<TwoSendersOneReceiver<kConsumers>, 3, 2, kConsumers> {
  void thread(unsigned index) {
    for (int i = 0; i < 2; ++i) {
      if (index < 2) {
        this->ledger.Push(1 + 2 * static_cast<int>(index) + i);
      } else {
        this->ledger.Pop();
      }
    }
  }
};

// Whoever has pushed finds something, though another push before it may not have filled its slot yet.
struct OwnPushIsNeverMissed : RingTest<OwnPushIsNeverMissed, 2, 3> {
  void thread(unsigned index) {
    RL_ASSERT(ledger.Push(1 + static_cast<int>(index)) == PushBranch::kPushed);
    RL_ASSERT(ledger.Pop() == PopBranch::kPopped);
  }
};

// Whoever has popped finds room, though another pop before it may not have freed its slot yet.
struct OwnPopMakesRoom : RingTest<OwnPopMakesRoom, 2, 2> {
  void before() {
    RingTest::before();
    ledger.Push(1);
    ledger.Push(2);
  }
  void thread(unsigned index) {
    RL_ASSERT(ledger.Pop() == PopBranch::kPopped);
    RL_ASSERT(ledger.Push(3 + static_cast<int>(index)) == PushBranch::kPushed);
  }
};

struct Batches : RingTest<Batches, 2, 3> {
  void thread(unsigned index) {
    RL_ASSERT(ledger.PushTwo(1 + 2 * static_cast<int>(index)) > 0);
    RL_ASSERT(ledger.PopTwo() > 0);
  }
};

// All that was pushed before the close comes out before the end is told, and nothing is pushed after it.
template <Consumers kConsumers>
struct CloseIsOrderedWithPushes : RingTest<CloseIsOrderedWithPushes<kConsumers>, 3, 2, kConsumers> {
  std::uint64_t closed_at = 0;

  void thread(unsigned index) {
    if (index == 0) {
      const bool refused = this->ledger.Push(1) == PushBranch::kClosed;
      const PushBranch second = this->ledger.Push(2);
      RL_ASSERT(!refused || second == PushBranch::kClosed);
    } else if (index == 1) {
      closed_at = this->ledger.ring().Close().ticket;
    } else if (this->ledger.Pop() == PopBranch::kClosed) {
      RL_ASSERT(this->ledger.Pop() == PopBranch::kClosed);
    }
  }
  void after() {
    RL_ASSERT(closed_at == this->ledger.Sent());
    RL_ASSERT(this->ledger.Push(5) == PushBranch::kClosed);
    this->ledger.Drain();
  }
};

// A ring that is destroyed with values in it, the last of which lie in the next lap.
struct LeftBehind : rl::test_suite<LeftBehind, 2> {
  std::optional<BoundedRing<Owned, RelacySync>> ring;
  void before() { ring.emplace(2); }
  void thread(unsigned index) {
    if (index == 0) {
      for (int i = 0; i < 3; ++i) ring->TryPush(Owned(i));
    } else {
      ring->TryPop();
    }
  }
  void after() { ring.reset(); }
};

// Two rings: what one thread did to the first before it looked at the second is seen by the thread that did it
// the other way round, or the other way round. Each pair of ops below would be lost in a store buffer.
template <typename Test>
struct TwoRings : rl::test_suite<Test, 2> {
  std::array<std::optional<BoundedRing<int, RelacySync>>, 2> rings;
  std::array<bool, 2> saw{};

  void before() {
    for (auto& ring : rings) ring.emplace(1);
    saw = {};
  }
  void after() {
    RL_ASSERT(saw[0] || saw[1]);
    for (auto& ring : rings) ring.reset();
  }
};

struct NotBothEmpty : TwoRings<NotBothEmpty> {
  void thread(unsigned index) {
    rings[index]->TryPush(1);
    saw[index] = rings[1 - index]->TryPop().branch != PopBranch::kEmpty;
  }
};

struct NotBothFull : TwoRings<NotBothFull> {
  void before() {
    TwoRings::before();
    for (auto& ring : rings) ring->TryPush(1);
  }
  void thread(unsigned index) {
    rings[index]->TryPop();
    saw[index] = rings[1 - index]->TryPush(2).branch != PushBranch::kFull;
  }
};

struct NotBothOpenWhenEmpty : TwoRings<NotBothOpenWhenEmpty> {
  void thread(unsigned index) {
    rings[index]->Close();
    saw[index] = rings[1 - index]->TryPop().branch == PopBranch::kClosed;
  }
};

struct NotBothOpenWhenFull : TwoRings<NotBothOpenWhenFull> {
  void before() {
    TwoRings::before();
    for (auto& ring : rings) ring->TryPush(1);
  }
  void thread(unsigned index) {
    rings[index]->Close();
    saw[index] = rings[1 - index]->TryPush(2).branch == PushBranch::kClosed;
  }
};

// Full, empty and closed are what the model of a bounded queue answers at some moment of the call.
struct HistoriesAreLinearizable : rl::test_suite<HistoriesAreLinearizable, 3> {
  using Spec = oracle::BoundedFifoSpec;
  using Outcome = oracle::QueueOutcome;
  std::optional<BoundedRing<int, RelacySync>> ring;
  oracle::History<Spec> history;

  void before() {
    ring.emplace(1);
    history.Clear();
  }
  void thread(unsigned index) {
    if (index == 2) {
      history.Record(index, Spec::Close(), [&] {
        ring->Close();
        return oracle::QueueResult{};
      });
    }
    for (int i = 0; i < 2 && index < 2; ++i) {
      const int number = 1 + 2 * static_cast<int>(index) + i;
      history.Record(index, Spec::TryPush(static_cast<std::uint64_t>(number)), [&] {
        const PushBranch branch = ring->TryPush(+number).branch;
        return oracle::QueueResult{branch == PushBranch::kPushed ? Outcome::kDone
                                   : branch == PushBranch::kFull ? Outcome::kFull
                                                                 : Outcome::kClosed};
      });
      history.Record(index, Spec::TryPop(), [&]() -> oracle::QueueResult {
        const auto popped = ring->TryPop();
        if (popped.branch == PopBranch::kPopped)
          return {Outcome::kDone, static_cast<std::uint64_t>(*popped.value)};
        return {popped.branch == PopBranch::kEmpty ? Outcome::kEmpty : Outcome::kClosed};
      });
    }
  }
  void after() {
    RL_ASSERT(oracle::CheckLinearizable(history, {.capacity = 1}));
    ring.reset();
  }
};

// Known to be broken: full is what the slot says, so a pop that has claimed and not yet freed its slot looks like a
// full ring to whoever popped after it.
struct FullBySlot : rl::test_suite<FullBySlot, 2> {
  struct Slot {
    RelacySync::Atomic<std::uint64_t> state;
  };
  std::array<Slot, 2> slots;
  RelacySync::Atomic<std::uint64_t> head;

  void before() {
    for (Slot& slot : slots) slot.state.store(1, std::memory_order_relaxed);  // Both filled.
  }
  void thread(unsigned) {
    const std::uint64_t taken = head.fetch_add(1, std::memory_order_seq_cst);
    slots[taken].state.store(0, std::memory_order_seq_cst);
    if (taken == 1) RL_ASSERT(slots[0].state.load(std::memory_order_seq_cst) == 0);  // Room for push 2.
  }
};

}  // namespace
}  // namespace reprise

int main() {
  using namespace reprise;
  Simulation simulation;
  simulation.Fails<FullBySlot>("canary: full is what the slot says", {.random = 1'000});
  simulation.Run<NotBothEmpty>("two rings, not both empty", {.random = 20'000, .bound = 3});
  simulation.Run<NotBothFull>("two rings, not both full", {.random = 20'000, .bound = 3});
  simulation.Run<NotBothOpenWhenEmpty>("two rings, not both open when empty", {.full = true});
  simulation.Run<NotBothOpenWhenFull>("two rings, not both open when full", {.full = true});
  simulation.Run<OwnPushIsNeverMissed>("own push is never missed", {.random = 20'000, .bound = 3});
  simulation.Run<OwnPopMakesRoom>("own pop makes room", {.random = 20'000, .bound = 3});
  simulation.Run<Batches>("batches", {.random = 20'000, .bound = 3});
  simulation.Run<CloseIsOrderedWithPushes<Consumers::kMany>>("close, many", {.random = 30'000});
  simulation.Run<CloseIsOrderedWithPushes<Consumers::kSingle>>("close, single", {.random = 30'000});
  simulation.Run<TwoSendersOneReceiver<Consumers::kMany>>("2 senders, many", {.random = 30'000});
  simulation.Run<TwoSendersOneReceiver<Consumers::kSingle>>("2 senders, single", {.random = 30'000});
  simulation.Run<HistoriesAreLinearizable>("histories are linearizable", {.random = 20'000});
  simulation.Run<LeftBehind>("values left behind", {.random = 20'000});
  simulation.Run<PushPushPopPop<1>>("2 x (2 pushes, 2 pops), capacity 1", {.random = 20'000, .bound = 3});
  simulation.Run<PushPushPopPop<2>>("2 x (2 pushes, 2 pops), capacity 2", {.random = 20'000, .bound = 3});
  simulation.Run<PushPushPopPop<3>>("2 x (2 pushes, 2 pops), capacity 3", {.random = 20'000});
  return simulation.ExitCode();
}
