// Every check agrees with the definition on some ten thousand small histories a type, right and wrong ones.
#include <cstdint>
#include <optional>
#include <vector>

#include <gtest/gtest.h>

#include "replay/oracle/linearizability.h"
#include "replay/oracle/queue_specs.h"
#include "replay/oracle/value_specs.h"
#include "tests/unit/oracle/random_history.h"

namespace reprise::oracle {
namespace {

template <typename Spec>
void Agrees(const Spec& spec, const RandomOps<Spec>& ops, unsigned count = 7) {
  unsigned wrong = 0;
  constexpr unsigned kHistories = 10'000;
  for (std::uint64_t seed = 0; seed < kHistories; ++seed) {
    const History<Spec> history = RandomHistory(seed, spec, ops, 3, count);
    const bool expected = LinearizableByBruteForce(spec, history);
    const HistoryCheck check = CheckLinearizable(history, spec);
    ASSERT_EQ(static_cast<bool>(check), expected) << "seed " << seed << "\n" << check;
    ASSERT_EQ(check.explanation.empty(), expected);
    wrong += !expected;
  }
  EXPECT_GT(wrong, kHistories / 50);
  EXPECT_LT(wrong, kHistories * 9 / 10);
}

std::vector<FifoSpec::Result> Pops(std::uint64_t most) {
  std::vector<FifoSpec::Result> results{std::nullopt};
  for (std::uint64_t value = 1; value <= most; ++value) results.push_back(value);
  return results;
}

TEST(BruteForceTest, FifoOfDistinctValues) {
  std::uint64_t next = 0;
  RandomOps<FifoSpec> ops;
  ops.op = [&](Prng& prng) {
    return prng.Below(2) == 0 ? FifoSpec::Push(next++ % 7 + 1) : FifoSpec::TryPop();
  };
  ops.results = [](const FifoSpec::Op& op) { return op.push ? std::vector<FifoSpec::Result>{{}} : Pops(7); };
  Agrees(FifoSpec{}, ops);
}

TEST(BruteForceTest, FifoOfRepeatedValues) {
  RandomOps<FifoSpec> ops;
  ops.op = [](Prng& prng) {
    return prng.Below(2) == 0 ? FifoSpec::Push(prng.Below(2) + 1) : FifoSpec::TryPop();
  };
  ops.results = [](const FifoSpec::Op& op) { return op.push ? std::vector<FifoSpec::Result>{{}} : Pops(2); };
  Agrees(FifoSpec{}, ops);
}

TEST(BruteForceTest, BoundedFifoThatCloses) {
  RandomOps<BoundedFifoSpec> ops;
  ops.op = [](Prng& prng) {
    const std::uint64_t draw = prng.Below(9);
    if (draw == 8) return BoundedFifoSpec::Close();
    return draw < 4 ? BoundedFifoSpec::TryPop() : BoundedFifoSpec::TryPush(draw % 3);
  };
  ops.results = [](const BoundedFifoSpec::Op& op) {
    using enum QueueOutcome;
    if (op.kind == BoundedFifoSpec::Kind::kClose) return std::vector<QueueResult>{{kDone}};
    if (op.kind == BoundedFifoSpec::Kind::kTryPush)
      return std::vector<QueueResult>{{kDone}, {kFull}, {kClosed}};
    return std::vector<QueueResult>{{kDone, 0}, {kDone, 1}, {kDone, 2}, {kEmpty}, {kClosed}};
  };
  BoundedFifoSpec spec;
  spec.capacity = 1;
  Agrees(spec, ops);
}

TEST(BruteForceTest, Deque) {
  RandomOps<DequeSpec> ops;
  ops.op = [](Prng& prng) {
    const std::uint64_t draw = prng.Below(6);
    return draw < 3 ? DequeSpec::Push(draw) : draw == 3 ? DequeSpec::Pop() : DequeSpec::Steal();
  };
  ops.results = [](const DequeSpec::Op& op) {
    using enum QueueOutcome;
    if (op.kind == DequeSpec::Kind::kPush) return std::vector<QueueResult>{{kDone}};
    return std::vector<QueueResult>{{kDone, 0}, {kDone, 1}, {kDone, 2}, {kEmpty}, {kRetry}};
  };
  Agrees(DequeSpec{}, ops);
}

TEST(BruteForceTest, RegisterOfDistinctStores) {
  std::uint64_t next = 0;
  RandomOps<RegisterSpec> ops;
  ops.op = [&](Prng& prng) {
    return prng.Below(2) == 0 ? RegisterSpec::Store(next++ % 7 + 1) : RegisterSpec::Load();
  };
  ops.results = [](const RegisterSpec::Op&) {
    std::vector<RegisterSpec::Result> results;
    for (std::uint64_t value = 0; value <= 7; ++value) results.push_back({value});
    return results;
  };
  Agrees(RegisterSpec{}, ops);
}

TEST(BruteForceTest, RegisterWithEveryOp) {
  RandomOps<RegisterSpec> ops;
  ops.op = [](Prng& prng) {
    const std::uint64_t value = prng.Below(3);
    switch (prng.Below(4)) {
      case 0: return RegisterSpec::Store(value);
      case 1: return RegisterSpec::Swap(value);
      case 2: return RegisterSpec::CompareExchange(prng.Below(3), value);
      default: return RegisterSpec::Load();
    }
  };
  ops.results = [](const RegisterSpec::Op&) { return std::vector<RegisterSpec::Result>{{0}, {1}, {2}}; };
  Agrees(RegisterSpec{}, ops);
}

// Places are told apart by their states, whatever the digest says.
struct PoorlyDigested : RegisterSpec {
  std::uint64_t Digest(const State&) const { return 0; }
};

TEST(BruteForceTest, ASpecWhoseDigestSaysNothing) {
  RandomOps<PoorlyDigested> ops;
  ops.op = [](Prng& prng) {
    return prng.Below(2) == 0 ? PoorlyDigested::Store(prng.Below(3)) : PoorlyDigested::Load();
  };
  ops.results = [](const PoorlyDigested::Op&) { return std::vector<PoorlyDigested::Result>{{0}, {1}, {2}}; };
  Agrees(PoorlyDigested{}, ops);
}

TEST(BruteForceTest, VersionedBox) {
  RandomOps<VersionedSpec> ops;
  ops.op = [](Prng& prng) {
    return prng.Below(2) == 0 ? VersionedSpec::Swap(prng.Below(2)) : VersionedSpec::Load();
  };
  ops.results = [](const VersionedSpec::Op& op) {
    std::vector<VersionedSpec::Result> results;
    for (std::uint64_t version = 0; version <= 7; ++version)
      for (std::uint64_t value = 0; value < (op.swap ? 1U : 2U); ++value) results.push_back({version, value});
    return results;
  };
  Agrees(VersionedSpec{}, ops);
}

TEST(BruteForceTest, Counter) {
  RandomOps<CounterSpec> ops;
  ops.op = [](Prng& prng) { return CounterSpec::Add(prng.Below(3)); };
  ops.results = [](const CounterSpec::Op&) {
    std::vector<CounterSpec::Result> results;
    for (std::uint64_t value = 0; value <= 14; ++value) results.push_back(value);
    return results;
  };
  Agrees(CounterSpec{}, ops);
}

TEST(BruteForceTest, MapByKey) {
  RandomOps<MapSpec> ops;
  ops.op = [](Prng& prng) {
    const std::uint64_t key = prng.Below(2);
    const std::uint64_t draw = prng.Below(3);
    return draw == 0 ? MapSpec::Get(key) : draw == 1 ? MapSpec::Put(key, prng.Below(2)) : MapSpec::Erase(key);
  };
  ops.results = [](const MapSpec::Op&) { return std::vector<MapSpec::Result>{{}, {0}, {1}}; };
  // The brute force knows no keys: its model is the whole map.
  unsigned wrong = 0;
  for (std::uint64_t seed = 0; seed < 10'000; ++seed) {
    History<MapSpec> history = RandomHistory(seed, MapSpec{}, ops, 3, 7);
    bool expected = true;
    for (std::uint64_t key = 0; key < 2; ++key) {
      History<MapSpec> part;
      for (const Call<MapSpec>& call : history.calls())
        if (call.op.key == key) part.Add(call);
      expected &= LinearizableByBruteForce(MapSpec{}, part);
    }
    ASSERT_EQ(static_cast<bool>(CheckLinearizable(history)), expected) << "seed " << seed;
    wrong += !expected;
  }
  EXPECT_GT(wrong, 200U);
}

}  // namespace
}  // namespace reprise::oracle
