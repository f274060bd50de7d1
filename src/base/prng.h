// Random numbers that are the same on every machine: xoshiro256** seeded through SplitMix64.
//
// Use when     a bot, a board or a strategy draws numbers. Use one generator for each purpose, seeded with
//              DeriveSeed, so that one task's draws never affect another's.
// Not when     the numbers must be secret.
// Threads      thread-compatible.
// Errors       none; bound 0 is a CHECK.
// After        Blackman & Vigna, xoshiro (prng.di.unimi.it); Lemire, "Fast random integer generation in an
//              interval" (bounded draws by multiplication, with rejection: exactly uniform).
#pragma once

#include <array>
#include <cstdint>

#include "base/check.h"

namespace reprise {

// One step of SplitMix64; also a good mixing function for a 64-bit value.
constexpr std::uint64_t SplitMix64(std::uint64_t x) {
  x += 0x9e3779b97f4a7c15U;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9U;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebU;
  return x ^ (x >> 31);
}

// A seed for one purpose, derived from another seed and keys: DeriveSeed(match_seed, seat, tick).
template <typename... Keys>
constexpr std::uint64_t DeriveSeed(std::uint64_t seed, Keys... keys) {
  ((seed = SplitMix64(seed ^ SplitMix64(static_cast<std::uint64_t>(keys)))), ...);
  return seed;
}

class Prng {
 public:
  explicit constexpr Prng(std::uint64_t seed) {
    for (std::uint64_t& word : state_) word = seed = SplitMix64(seed);
  }

  constexpr std::uint64_t Next() {
    const std::uint64_t result = RotateLeft(state_[1] * 5, 7) * 9;
    const std::uint64_t t = state_[1] << 17;
    state_[2] ^= state_[0];
    state_[3] ^= state_[1];
    state_[1] ^= state_[2];
    state_[0] ^= state_[3];
    state_[2] ^= t;
    state_[3] = RotateLeft(state_[3], 45);
    return result;
  }

  // Uniform in [0, bound).
  constexpr std::uint64_t Below(std::uint64_t bound) {
    REPRISE_CHECK(bound > 0);
    __extension__ using Wide = unsigned __int128;
    for (;;) {
      const Wide product = static_cast<Wide>(Next()) * bound;
      const auto low = static_cast<std::uint64_t>(product);
      // Rejects draws below (2^64 mod bound). This limit is below `bound`, so for most draws the test needs
      // no division.
      if (low >= bound || low >= (0 - bound) % bound) return static_cast<std::uint64_t>(product >> 64);
    }
  }

  // The generator's whole state: two runs with the same draws end with the same value.
  [[nodiscard]] constexpr const std::array<std::uint64_t, 4>& state() const { return state_; }

 private:
  static constexpr std::uint64_t RotateLeft(std::uint64_t x, int k) { return (x << k) | (x >> (64 - k)); }

  std::array<std::uint64_t, 4> state_{};
};

}  // namespace reprise
