// The broadcast ring under weak memory: what a receiver is told is compared with how many messages had been sent
// when its call began and when it ended, which leaves it no room but its one moment in between.
//
// Most tests keep what is retired on a shelf until they end: so there are no fences but the ring's own orders, and
// what is retired twice is freed twice. Two tests have the real epochs.
#include "tests/relacy/simulate.h"

#include <array>
#include <functional>
#include <new>
#include <optional>
#include <utility>
#include <vector>

#include "lockfree/broadcast_ring.h"
#include "lockfree/epoch.h"
#include "tests/relacy/owned_message.h"

namespace reprise {
namespace {

using lockfree::ReceiveBranch;
using lockfree::SendBranch;
template <typename Message, typename Sync>
using RingOf = lockfree::BroadcastRing<Message, Sync>;
using Ring = RingOf<OwnedMessage, RelacySync>;
using Domain = lockfree::EpochDomain<RelacySync, 2>;

// For searches of everything: Relacy tries each allocation in two ways, which multiplies and shows nothing here.
struct PlainMemorySync : RelacySync {
  static void* Allocate(std::size_t bytes, std::size_t, Site = Site::Here()) { return ::operator new(bytes); }
  static void Free(void* memory, std::size_t bytes, std::size_t, Site = Site::Here()) {
    ::operator delete(memory, bytes);
  }
};
class PlainMessage {
 public:
  explicit PlainMessage(int number) : number_(number) {}
  [[nodiscard]] int number() const { return number_; }

 private:
  int number_;
};

// In the place of a guard: nothing is freed before the end.
template <typename Sync>
class Shelf {
 public:
  template <typename Node>
  void Retire(Node* node) {
    kept_.push_back([node] { lockfree::Destroy<Sync>(node); });
  }
  void Clear() {
    for (const auto& destroy : kept_) destroy();
    kept_.clear();
  }

 private:
  std::vector<std::function<void()>> kept_;
};

// A ring, and what was sent by ticket.
template <std::uint64_t kCapacity, typename Message = OwnedMessage, typename Sync = RelacySync>
struct Ledger {
  using Ring = RingOf<Message, Sync>;
  std::optional<Ring> ring;
  Shelf<Sync> shelf;
  std::array<int, 8> sent{};
  std::uint64_t claimed = 0;

  void Open() {
    sent = {};
    claimed = 0;
    ring.emplace(kCapacity);
  }
  void Shut() {
    ring.reset();
    shelf.Clear();
  }

  template <typename Guard>
  SendBranch Send(int number, Guard& guard) {
    Message message(number);
    const auto result = ring->Send(std::move(message), guard, [&](std::uint64_t ticket) {
      RL_ASSERT(ticket == claimed);
      sent[claimed++] = number;
    });
    if (result.branch == SendBranch::kClosed) RL_ASSERT(message.number() == number);
    return result.branch;
  }

  template <typename Guard>
  ReceiveBranch Receive(typename Ring::Cursor& cursor, const Guard& guard) {
    const std::uint64_t claimed_before = claimed;
    const std::uint64_t next = ring->Ticket(cursor);
    const auto seen = ring->TryReceive(cursor, guard);
    RL_ASSERT(next + seen.missed == seen.ticket);
    switch (seen.branch) {
      case ReceiveBranch::kMessage:
        RL_ASSERT(seen.missed == 0 && ring->Ticket(cursor) == next + 1);
        RL_ASSERT(next < claimed && claimed_before <= next + kCapacity);
        RL_ASSERT(seen.message->number() == sent[next]);
        break;
      case ReceiveBranch::kLagged:
        RL_ASSERT(seen.missed > 0 && ring->Ticket(cursor) == seen.ticket);
        RL_ASSERT(claimed_before <= seen.ticket + kCapacity && seen.ticket + kCapacity <= claimed);
        break;
      case ReceiveBranch::kEmpty:
      case ReceiveBranch::kClosed: RL_ASSERT(claimed_before <= next && next <= claimed); break;
    }
    return seen.branch;
  }
};

template <typename Test, unsigned kThreads, std::uint64_t kCapacity>
struct RingTest : rl::test_suite<Test, kThreads> {
  Ledger<kCapacity> ledger;
  void before() { ledger.Open(); }
  void after() { ledger.Shut(); }
};

// Two sends and two receives each; lags as they come.
template <std::uint64_t kCapacity>
struct SendsAndReceives : rl::test_suite<SendsAndReceives<kCapacity>, 2> {
  using Cursor = RingOf<PlainMessage, PlainMemorySync>::Cursor;
  Ledger<kCapacity, PlainMessage, PlainMemorySync> ledger;
  std::array<std::optional<Cursor>, 2> cursors;

  void before() {
    ledger.Open();
    for (auto& cursor : cursors) cursor = ledger.ring->Subscribe();
  }
  void thread(unsigned index) {
    for (int i = 1; i <= 2; ++i) ledger.Send(10 * static_cast<int>(index) + i, ledger.shelf);
    for (int i = 0; i < 2; ++i)
      RL_ASSERT(ledger.Receive(*cursors[index], ledger.shelf) != ReceiveBranch::kEmpty);
  }
  void after() { ledger.Shut(); }
};

template <std::uint64_t kCapacity>
struct TwoSendersOneReceiver : RingTest<TwoSendersOneReceiver<kCapacity>, 3, kCapacity> {
  void thread(unsigned index) {
    if (index < 2) {
      for (int i = 1; i <= 2; ++i) this->ledger.Send(10 * static_cast<int>(index) + i, this->ledger.shelf);
    } else {
      Ring::Cursor cursor = this->ledger.ring->Subscribe();
      for (int i = 0; i < 3; ++i) this->ledger.Receive(cursor, this->ledger.shelf);
    }
  }
};

// With epochs: one message is there; it is received while another one takes its place and what can be freed is freed.
template <bool kPinned>
struct ReceivedWhileFreed : rl::test_suite<ReceivedWhileFreed<kPinned>, 2> {
  std::optional<Domain> domain;
  std::array<std::optional<Domain::Participant>, 2> participants;
  std::optional<Ring> ring;
  std::optional<Ring::Cursor> cursor;

  void before() {
    domain.emplace();
    for (auto& participant : participants) participant.emplace(*domain, "");
    ring.emplace(1);
    cursor = ring->Subscribe();
    Send(1);
  }
  void thread(unsigned index) {
    if (index == 0) {
      kPinned ? Receive(participants[0]->Pin()) : Receive(0);
    } else {
      Send(2);
      participants[1]->Flush();
    }
  }
  void after() {
    ring.reset();
    for (auto& participant : participants) participant.reset();
    domain.reset();
  }

 private:
  void Send(int number) {
    auto guard = participants[1]->Pin();
    ring->Send(OwnedMessage(number), guard);
  }
  template <typename Guard>
  void Receive(const Guard& guard) {
    const auto seen = ring->TryReceive(*cursor, guard);
    RL_ASSERT(seen.branch == ReceiveBranch::kMessage ? seen.message->number() == 1 : seen.missed == 1);
  }
};

// What was sent before the close is seen before its end is told, and nothing is sent after it. What the closer did
// before is seen by a sender who is refused.
struct CloseIsOrderedWithSends : RingTest<CloseIsOrderedWithSends, 3, 2> {
  std::uint64_t closed_at = 0;
  RelacySync::Cell<int> reason{0};

  void thread(unsigned index) {
    if (index == 0) {
      for (int i = 1; i <= 2; ++i)
        if (ledger.Send(i, ledger.shelf) == SendBranch::kClosed) RL_ASSERT(reason.Load() == 7);
    } else if (index == 1) {
      reason.Store(7);
      closed_at = ledger.ring->Close().ticket;
    } else {
      Ring::Cursor cursor = ledger.ring->Subscribe();
      if (ledger.Receive(cursor, ledger.shelf) == ReceiveBranch::kClosed)
        RL_ASSERT(reason.Load() == 7 && ledger.Receive(cursor, ledger.shelf) == ReceiveBranch::kClosed);
    }
  }
  void after() {
    RL_ASSERT(closed_at == ledger.claimed);
    RingTest::after();
  }
};

// Two rings: what one thread did to the first before it looked at the second is seen by the thread that did it
// the other way round, or the other way round.
template <typename Test>
struct TwoRings : rl::test_suite<Test, 2> {
  std::array<std::optional<Ring>, 2> rings;
  Shelf<RelacySync> shelf;
  std::array<bool, 2> saw{};

  void before() {
    for (auto& ring : rings) ring.emplace(1);
    saw = {};
  }
  void after() {
    RL_ASSERT(saw[0] || saw[1]);
    for (auto& ring : rings) ring.reset();
    shelf.Clear();
  }
};

struct NotBothEmpty : TwoRings<NotBothEmpty> {
  void thread(unsigned index) {
    Ring::Cursor cursor = rings[1 - index]->Subscribe();
    rings[index]->Send(OwnedMessage(1), shelf);
    saw[index] = rings[1 - index]->Ticket(cursor) == 1 ||
                 rings[1 - index]->TryReceive(cursor, shelf).branch == ReceiveBranch::kMessage;
  }
};

struct NotBothBeforeTheFirst : TwoRings<NotBothBeforeTheFirst> {
  void thread(unsigned index) {
    rings[index]->Send(OwnedMessage(1), shelf);
    saw[index] = rings[1 - index]->Ticket(rings[1 - index]->Subscribe()) == 1;
  }
};

struct NotBothOpen : TwoRings<NotBothOpen> {
  void thread(unsigned index) {
    Ring::Cursor cursor = rings[1 - index]->Subscribe();
    rings[index]->Close();
    saw[index] = rings[1 - index]->TryReceive(cursor, shelf).branch == ReceiveBranch::kClosed;
  }
};

}  // namespace
}  // namespace reprise

int main() {
  using namespace reprise;
  Simulation simulation;
  simulation.Fails<ReceivedWhileFreed<false>>("canary: a receive without a pin", {.bound = 2});
  simulation.Run<ReceivedWhileFreed<true>>("received while freed", {.random = 20'000, .bound = 1});
  simulation.Run<NotBothEmpty>("two rings, not both empty", {.random = 20'000});
  simulation.Run<NotBothBeforeTheFirst>("two rings, not both before the first", {.random = 20'000});
  simulation.Run<NotBothOpen>("two rings, not both open", {.full = true});
  simulation.Run<CloseIsOrderedWithSends>("close", {.random = 50'000});
  simulation.Run<TwoSendersOneReceiver<1>>("2 senders, capacity 1", {.random = 50'000});
  simulation.Run<TwoSendersOneReceiver<2>>("2 senders, capacity 2", {.random = 50'000});
  simulation.Run<SendsAndReceives<1>>("2 x (2 sends, 2 receives), capacity 1",
                                      {.random = 20'000, .bound = 3});
  simulation.Run<SendsAndReceives<2>>("2 x (2 sends, 2 receives), capacity 2",
                                      {.random = 20'000, .bound = 3});
  return simulation.ExitCode();
}
