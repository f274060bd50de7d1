// A 64-bit digest of field values that are added in a fixed order: equal states have equal digests, in every
// build.
//
// Use when     two runs are compared (state hashes, order signatures).
// Not when     an attacker must not be able to make collisions: this is no cryptographic hash. Do not add the
//              bytes of FlatBuffers, which differ between builds: add the values.
// Threads      thread-compatible.
#pragma once

#include <concepts>
#include <cstdint>
#include <type_traits>

#include "base/prng.h"

namespace reprise {

class Digest {
 public:
  template <typename T>
  requires std::integral<T> || std::is_enum_v<T>
  constexpr Digest& Add(T value) {
    value_ = SplitMix64(value_ * 0xff51afd7ed558ccdU + static_cast<std::uint64_t>(value));
    return *this;
  }

  [[nodiscard]] constexpr std::uint64_t value() const { return value_; }

 private:
  std::uint64_t value_ = 0x7265707269736521U;
};

}  // namespace reprise
