// What the slot map costs, and one update of an entity tree: 16384 values of 32 bytes, keys in a shuffled order.
#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "base/check.h"
#include "lockfree/slot_map.h"
#include "lockfree/thread_epoch.h"
#include "state/entity_tree.h"
#include "tests/bench/stopwatch.h"
#include "tests/bench/workloads.h"

namespace reprise::bench {
namespace {

constexpr std::uint64_t kValues = 16384;
using Value = std::array<std::uint64_t, 4>;
using Map = lockfree::SlotMap<Value>;
using Keys = std::vector<lockfree::SlotKey>;

// By xorshift, as the programs do that these figures are compared with.
void Shuffle(Keys& keys) {
  std::uint64_t x = 0x9e3779b97f4a7c15U;
  for (std::size_t i = keys.size() - 1; i > 0; --i) {
    x ^= x << 13;
    x ^= x >> 7;
    x ^= x << 17;
    std::swap(keys[i], keys[x % (i + 1)]);
  }
}

void Fill(Map& map, Keys& keys) {
  for (std::uint64_t i = 0; i < kValues; ++i) keys.push_back(map.Insert(Value{i, i, i, i}));
}

struct Filled {
  Filled() {
    keys.reserve(kValues);
    Fill(map, keys);
    Shuffle(keys);
  }
  Map map{kValues};
  Keys keys;
};

enum class Timed { kInsert, kRemove };

// Rounds that fill the map and empty it again; one of the two is what is told.
template <Timed kTimed>
Run Rounds(std::uint64_t ops) {
  Map map(kValues);
  Keys keys;
  keys.reserve(kValues);
  std::uint64_t inserting = 0;
  std::uint64_t removing = 0;
  for (std::uint64_t round = 0; round < ops / kValues; ++round) {
    keys.clear();
    const std::uint64_t start = MonotonicNanos();
    Fill(map, keys);
    inserting += MonotonicNanos() - start;
    Shuffle(keys);
    const std::uint64_t again = MonotonicNanos();
    for (const lockfree::SlotKey key : keys) REPRISE_CHECK(map.Remove(key));
    removing += MonotonicNanos() - again;
  }
  const std::uint64_t nanos = kTimed == Timed::kInsert ? inserting : removing;
  return {.seconds = static_cast<double>(nanos) * 1e-9, .ops = ops / kValues * kValues};
}

Run GetAll(const Filled& filled, std::uint64_t ops) {
  const Stopwatch watch;
  std::uint64_t sum = 0;
  for (std::uint64_t round = 0; round < ops / kValues; ++round) {
    for (const lockfree::SlotKey& key : filled.keys) {
      const Value* const value = filled.map.Get(key);
      REPRISE_CHECK(value != nullptr);
      sum += (*value)[0];
    }
  }
  Keep(sum);
  return watch.Stop(ops / kValues * kValues);
}

Run IterateAll(const Filled& filled, std::uint64_t ops) {
  const Stopwatch watch;
  std::uint64_t sum = 0;
  for (std::uint64_t round = 0; round < ops / kValues; ++round) {
    const Map* map = &filled.map;
    Keep(map);
    map->ForEach([&](lockfree::SlotKey, const Value& value) { sum += value[0]; });
  }
  Keep(sum);
  return watch.Stop(ops / kValues * kValues);
}

// One entity changes at a time; what it replaces is freed as it goes.
Workload::Body UpdateOneOfMany() {
  using Tree = state::EntityTree<Value>;
  const auto tree = std::make_shared<Tree>();
  const auto keys = std::make_shared<Keys>();
  lockfree::ThreadGuard guard = lockfree::Pin();
  tree->Update(guard, [&](Tree::Edit& edit) {
    for (std::uint64_t i = 0; i < kValues; ++i) keys->push_back(edit.Insert(Value{i, i, i, i}));
  });
  return [tree, keys](std::uint64_t ops) {
    return TimeCalls(ops, [&](std::uint64_t i) {
      lockfree::ThreadGuard pinned = lockfree::Pin();
      const lockfree::SlotKey key = (*keys)[i % kValues];
      tree->Update(pinned, [key](Tree::Edit& edit) { ++(*edit.Change(key))[0]; });
    });
  };
}

Workload OfFilled(const char* name, Run (*body)(const Filled&, std::uint64_t)) {
  return {.name = name,
          .prepare = [body]() -> Workload::Body {
            return [body, filled = std::make_shared<const Filled>()](std::uint64_t ops) {
              return body(*filled, ops);
            };
          },
          .chunk = kValues,
          .share_of_time = 0.4};
}

Workload OfRounds(const char* name, Run (*body)(std::uint64_t)) {
  return {.name = name,
          .prepare = [body] { return Workload::Body(body); },
          .chunk = kValues,
          .share_of_time = 0.4};
}

}  // namespace

void AddSlotWorkloads(std::vector<Workload>& all) {
  all.push_back(OfRounds("slot_insert", &Rounds<Timed::kInsert>));
  all.push_back(OfRounds("slot_remove", &Rounds<Timed::kRemove>));
  all.push_back(OfFilled("slot_get", &GetAll));
  all.push_back(OfFilled("slot_iter", &IterateAll));
  all.push_back({.name = "slot_cow_update_16k", .prepare = UpdateOneOfMany, .share_of_time = 0.4});
}

}  // namespace reprise::bench
