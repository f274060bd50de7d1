// The only door to the operating system's clock and random device: nothing else in the tree reads them
// (tests/tidy holds it), so that whatever a run takes from outside can be recorded.
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

// A value nobody can guess: the seed of a run that was given none.
std::uint64_t EntropySeed();

}  // namespace reprise
