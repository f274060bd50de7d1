// The broadcast ring on model atomics: messages in order, exact lag, close; nothing is copied after it was freed.
#include "lockfree/broadcast_ring.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "base/prng.h"
#include "lockfree/epoch.h"
#include "tests/explore/check.h"

namespace reprise::explore {
namespace {

using lockfree::ReceiveBranch;
using Domain = lockfree::EpochDomain<ModelSync, 1>;

// send, receive by one of two receivers that stand at the beginning, close.
struct BroadcastSpec {
  enum class Kind : std::uint8_t { kSend, kReceive, kClose };
  struct Op {
    Kind kind = Kind::kClose;
    std::uint64_t number = 0;  // The value, or the receiver.
  };
  struct Result {
    ReceiveBranch branch = ReceiveBranch::kMessage;
    std::uint64_t number = 0;  // The value, or how many were missed.
    bool operator==(const Result&) const = default;
  };
  struct State {
    std::vector<std::uint64_t> sent;
    std::array<std::uint64_t, 2> cursors{};
    bool closed = false;
    bool operator==(const State&) const = default;
  };

  std::uint64_t capacity = 1;

  // The result that is right here.
  Result Do(State& state, const Op& op) const {
    if (op.kind == Kind::kClose) {
      state.closed = true;
      return {};
    }
    if (op.kind == Kind::kSend) {
      if (state.closed) return {ReceiveBranch::kClosed};
      state.sent.push_back(op.number);
      return {};
    }
    std::uint64_t& cursor = state.cursors.at(op.number);
    const std::uint64_t tail = state.sent.size();
    if (cursor == tail) return {state.closed ? ReceiveBranch::kClosed : ReceiveBranch::kEmpty};
    if (tail - cursor <= capacity) return {ReceiveBranch::kMessage, state.sent[cursor++]};
    const std::uint64_t missed = tail - capacity - cursor;
    cursor += missed;
    return {ReceiveBranch::kLagged, missed};
  }
  bool Apply(State& state, const Op& op, const Result* seen) const {
    const Result right = Do(state, op);
    return seen == nullptr || *seen == right;
  }
  std::uint64_t Digest(const State& state) const {
    std::uint64_t digest = SplitMix64(state.cursors[0] * 64 + state.cursors[1] * 2 + (state.closed ? 1 : 0));
    for (const std::uint64_t value : state.sent) digest = SplitMix64(digest ^ value);
    return digest;
  }
  std::string Text(const Op& op, const Result* seen) const {
    const std::string number = std::to_string(op.number);
    const char* const name = op.kind == Kind::kSend      ? "send "
                             : op.kind == Kind::kReceive ? "receive by "
                                                         : "close ";
    std::string result;
    if (seen != nullptr)
      result = " -> " +
               std::array<std::string, 4>{"message", "lagged", "empty", "closed"}.at(
                   static_cast<std::size_t>(seen->branch)) +
               " " + std::to_string(seen->number);
    return name + number + result;
  }
};

// A ring whose ops are recorded.
struct RecordedRing {
  explicit RecordedRing(std::uint64_t capacity)
      : ring(capacity), cursors{ring.Subscribe(), ring.Subscribe()} {}

  void Send(Domain::Participant& me, std::uint64_t value) {
    history.Record({BroadcastSpec::Kind::kSend, value}, [&]() -> BroadcastSpec::Result {
      auto guard = me.Pin();
      const bool sent = ring.Send(std::uint64_t{value}, guard).branch == lockfree::SendBranch::kSent;
      return {sent ? ReceiveBranch::kMessage : ReceiveBranch::kClosed};
    });
  }
  void Receive(Domain::Participant& me, std::uint64_t receiver) {
    history.Record({BroadcastSpec::Kind::kReceive, receiver}, [&]() -> BroadcastSpec::Result {
      auto guard = me.Pin();
      const auto received = ring.TryReceive(cursors.at(receiver), guard);
      return {received.branch, received.message.value_or(received.missed)};
    });
  }
  void Close() {
    history.Record({BroadcastSpec::Kind::kClose}, [&] {
      ring.Close();
      return BroadcastSpec::Result{};
    });
  }
  void Check(Scenario& scenario) {
    scenario.Expect(CheckLinearizable(history.Join(), BroadcastSpec{ring.capacity()}));
  }

  Domain domain;
  lockfree::BroadcastRing<std::uint64_t, ModelSync> ring;
  std::array<lockfree::BroadcastRing<std::uint64_t, ModelSync>::Cursor, 2> cursors;
  ModelRecorder<BroadcastSpec> history;
};

constexpr Budget kBudget = {.random = 5'000, .pct = 10'000, .preemptions = 2};

TEST(BroadcastRingExplore, AReceiverThatIsOvertaken) {
  Holds(
      [](Scenario& scenario) {
        RecordedRing ring(2);
        Domain::Participant a(ring.domain, "a"), b(ring.domain, "b");
        scenario.Run({[&] {
                        for (const std::uint64_t value : {1, 2, 3, 4}) ring.Send(a, value);
                        a.Flush();
                      },
                      [&] {
                        for (int times = 0; times < 4; ++times) ring.Receive(b, 0);
                      }});
        ring.Check(scenario);
      },
      kBudget);
}

TEST(BroadcastRingExplore, TwoSendersOnOneSlotAndAReceiver) {
  Holds(
      [](Scenario& scenario) {
        RecordedRing ring(1);
        Domain::Participant a(ring.domain, "a"), b(ring.domain, "b"), c(ring.domain, "c");
        const auto send = [&](Domain::Participant& me, std::uint64_t value) {
          ring.Send(me, value);
          ring.Send(me, value + 1);
        };
        scenario.Run({[&] { send(a, 1); }, [&] { send(b, 11); },
                      [&] {
                        ring.Receive(c, 0);
                        ring.Receive(c, 0);
                      }});
        for (int times = 0; times < 3; ++times) ring.Receive(c, 1);
        ring.Check(scenario);
      },
      kBudget);
}

TEST(BroadcastRingExplore, ClosePrecedesASendOrRefusesIt) {
  Holds(
      [](Scenario& scenario) {
        RecordedRing ring(2);
        Domain::Participant a(ring.domain, "a"), b(ring.domain, "b");
        scenario.Run({[&] {
                        ring.Send(a, 1);
                        ring.Send(a, 2);
                      },
                      [&] { ring.Close(); },
                      [&] {
                        for (int times = 0; times < 3; ++times) ring.Receive(b, 0);
                      }});
        for (int times = 0; times < 3; ++times) ring.Receive(b, 0);
        ring.Check(scenario);
      },
      kBudget);
}

}  // namespace
}  // namespace reprise::explore
