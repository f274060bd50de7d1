// The only file that reads the operating system's clock and random device (tests/tidy checks that no other
// file does), so that everything that a run takes from outside can be recorded.
//
// Threads      thread-safe.
// Units        nanoseconds.
#pragma once

#include <cstdint>

namespace reprise {

// Monotonic, from an arbitrary origin.
std::uint64_t MonotonicNanos();

// Wall clock, since 1970-01-01 UTC.
std::uint64_t WallNanos();

// A value that cannot be predicted: the seed of a run without a given seed.
std::uint64_t EntropySeed();

}  // namespace reprise
