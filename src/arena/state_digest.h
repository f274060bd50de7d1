// A state as six numbers: equal states have equal digests, and a difference names the part that differs.
//
// Use when     two runs are compared tick by tick.
// Threads      thread-safe (pure).
#pragma once

#include <cstdint>

#include "arena/state.h"

namespace reprise::arena {

struct StateDigest {
  std::uint64_t board = 0;
  std::uint64_t agents = 0;
  std::uint64_t bombs = 0;
  std::uint64_t flames = 0;
  std::uint64_t items = 0;  // Hidden ones.
  std::uint64_t whole = 0;  // The digest of the five above and the step count.

  friend bool operator==(const StateDigest&, const StateDigest&) = default;
};

StateDigest DigestOf(const State& state);

// The first part that differs ("board", "agents", ...; "step count"), or null if none differs.
const char* FirstDifference(const StateDigest& a, const StateDigest& b);

}  // namespace reprise::arena
