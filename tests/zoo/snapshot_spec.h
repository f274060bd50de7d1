// The sequential model of a snapshot manager: create gives versions without holes, in order; get gives what was created
// under a version.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/prng.h"

namespace reprise::zoo {

struct SnapshotSpec {
  struct Op {
    bool create = false;
    std::uint64_t number = 0;  // The state that is created, or the version that is asked for.
  };
  using Result = std::optional<std::uint64_t>;  // The new version, or the state, or nothing.
  using State = std::vector<std::uint64_t>;     // By version, from `first` on.

  std::uint64_t first = 0;

  static Op Create(std::uint64_t state) { return {true, state}; }
  static Op Get(std::uint64_t version) { return {false, version}; }

  bool Apply(State& states, const Op& op, const Result* seen) const {
    if (op.create) {
      states.push_back(op.number);
      return seen == nullptr || *seen == first + states.size() - 1;
    }
    Result there;
    if (op.number >= first && op.number - first < states.size()) there = states[op.number - first];
    return seen == nullptr || *seen == there;
  }
  std::uint64_t Digest(const State& states) const {
    std::uint64_t digest = states.size();
    for (const std::uint64_t state : states) digest = SplitMix64(digest ^ state);
    return digest;
  }
  std::string Text(const Op& op, const Result* seen) const {
    const std::string result = seen == nullptr ? "" : *seen ? " -> " + std::to_string(**seen) : " -> none";
    return (op.create ? "create(" : "get(") + std::to_string(op.number) + ")" + result;
  }
};

}  // namespace reprise::zoo
