// Models of what is looked at and replaced: a register, a box whose contents carry versions, a counter, a map.
//
// Use when     a history of such an object is checked (linearizability.h). Versions and a counter's old values
//              dictate the order, so nothing is searched; of a map each key is checked alone.
// Threads      immutable values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/prng.h"
#include "replay/oracle/history.h"
#include "replay/oracle/history_check.h"
#include "replay/oracle/register_zones.h"

namespace reprise::oracle {

// load, store, swap, compare-exchange of a number that is 0 to begin with.
struct RegisterSpec {
  enum class Kind : std::uint8_t { kLoad, kStore, kSwap, kCompareExchange };
  struct Op {
    Kind kind = Kind::kLoad;
    std::uint64_t value = 0;
    std::uint64_t expected = 0;  // Compare-exchange only.
  };
  struct Result {
    std::uint64_t value = 0;  // What a load, a swap or a compare-exchange found.
  };
  using State = std::uint64_t;

  static Op Load() { return {}; }
  static Op Store(std::uint64_t value) { return {Kind::kStore, value}; }
  static Op Swap(std::uint64_t value) { return {Kind::kSwap, value}; }
  static Op CompareExchange(std::uint64_t expected, std::uint64_t value) {
    return {Kind::kCompareExchange, value, expected};
  }

  bool Apply(State& state, const Op& op, const Result* seen) const {
    if (op.kind != Kind::kStore && seen != nullptr && seen->value != state) return false;
    const bool writes = op.kind == Kind::kStore || op.kind == Kind::kSwap ||
                        (op.kind == Kind::kCompareExchange && op.expected == state);
    if (writes) state = op.value;
    return true;
  }
  std::uint64_t Digest(const State& state) const { return SplitMix64(state); }
  std::string Text(const Op& op, const Result* seen) const {
    const std::string found = seen == nullptr ? "" : " -> " + std::to_string(seen->value);
    switch (op.kind) {
      case Kind::kLoad: return "load" + found;
      case Kind::kStore: return "store(" + std::to_string(op.value) + ")";
      case Kind::kSwap: return "swap(" + std::to_string(op.value) + ")" + found;
      case Kind::kCompareExchange: break;
    }
    return "cas(" + std::to_string(op.expected) + ", " + std::to_string(op.value) + ")" + found;
  }
  std::optional<HistoryCheck> QuickCheck(const std::vector<Call<RegisterSpec>>& calls) const {
    return CheckRegisterZones(*this, calls);
  }
};

// A box whose contents carry a version, dense from 0: load -> (version, value), swap -> the version it made.
struct VersionedSpec {
  struct Op {
    bool swap = false;
    std::uint64_t value = 0;
  };
  struct Result {
    std::uint64_t version = 0;
    std::uint64_t value = 0;  // Of a load.
  };
  struct State {
    std::uint64_t version = 0;
    std::uint64_t value = 0;
    bool operator==(const State&) const = default;
  };

  State initial;

  static Op Load() { return {}; }
  static Op Swap(std::uint64_t value) { return {true, value}; }

  State Initial() const { return initial; }
  bool Apply(State& state, const Op& op, const Result* seen) const {
    if (!op.swap) return seen == nullptr || (seen->version == state.version && seen->value == state.value);
    state = {state.version + 1, op.value};
    return seen == nullptr || seen->version == state.version;
  }
  std::uint64_t Digest(const State& state) const {
    return SplitMix64(state.version ^ SplitMix64(state.value));
  }
  std::string Text(const Op& op, const Result* seen) const {
    const std::string version = seen == nullptr ? "" : " -> #" + std::to_string(seen->version);
    if (op.swap) return "swap(" + std::to_string(op.value) + ")" + version;
    std::string text = "load" + version;
    if (seen != nullptr) text.append(" ").append(std::to_string(seen->value));
    return text;
  }
  std::optional<std::uint64_t> Rank(const Op& op, const Result& seen) const {
    return 2 * seen.version + (op.swap ? 0 : 1);
  }
};

// fetch_add and load of a counter that is 0 to begin with.
struct CounterSpec {
  struct Op {
    std::uint64_t add = 0;  // 0: a load.
  };
  using Result = std::uint64_t;  // What it was before.
  using State = std::uint64_t;

  static Op Load() { return {}; }
  static Op Add(std::uint64_t amount) { return {amount}; }

  bool Apply(State& state, const Op& op, const Result* seen) const {
    if (seen != nullptr && *seen != state) return false;
    state += op.add;
    return true;
  }
  std::uint64_t Digest(const State& state) const { return SplitMix64(state); }
  std::string Text(const Op& op, const Result* seen) const {
    const std::string found = seen == nullptr ? "" : " -> " + std::to_string(*seen);
    return (op.add == 0 ? "load" : "add(" + std::to_string(op.add) + ")") + found;
  }
  std::optional<std::uint64_t> Rank(const Op& op, const Result& seen) const {
    return 2 * seen + (op.add == 0 ? 0 : 1);
  }
};

// get, put, erase by key; each gives what was there before.
struct MapSpec {
  enum class Kind : std::uint8_t { kGet, kPut, kErase };
  struct Op {
    Kind kind = Kind::kGet;
    std::uint64_t key = 0;
    std::uint64_t value = 0;
  };
  using Result = std::optional<std::uint64_t>;
  using State = std::optional<std::uint64_t>;  // Of one key: keys do not touch each other.

  static Op Get(std::uint64_t key) { return {Kind::kGet, key, 0}; }
  static Op Put(std::uint64_t key, std::uint64_t value) { return {Kind::kPut, key, value}; }
  static Op Erase(std::uint64_t key) { return {Kind::kErase, key, 0}; }

  std::uint64_t Key(const Op& op) const { return op.key; }
  bool Apply(State& state, const Op& op, const Result* seen) const {
    if (seen != nullptr && *seen != state) return false;
    if (op.kind == Kind::kPut) state = op.value;
    if (op.kind == Kind::kErase) state.reset();
    return true;
  }
  std::uint64_t Digest(const State& state) const { return state ? SplitMix64(*state) : 0; }
  std::string Text(const Op& op, const Result* seen) const {
    const std::string key = std::to_string(op.key);
    const std::string found = seen == nullptr ? "" : *seen ? " -> " + std::to_string(**seen) : " -> none";
    switch (op.kind) {
      case Kind::kGet: return "get(" + key + ")" + found;
      case Kind::kErase: return "erase(" + key + ")" + found;
      case Kind::kPut: break;
    }
    return "put(" + key + ", " + std::to_string(op.value) + ")" + found;
  }
};

}  // namespace reprise::oracle
