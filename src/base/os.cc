#include "base/os.h"

#include <sys/random.h>
#include <time.h>

#include "base/check.h"

namespace reprise {
namespace {

std::uint64_t Read(clockid_t id) {
  timespec now{};
  REPRISE_CHECK(clock_gettime(id, &now) == 0);
  return static_cast<std::uint64_t>(now.tv_sec) * 1'000'000'000U + static_cast<std::uint64_t>(now.tv_nsec);
}

}  // namespace

std::uint64_t MonotonicNanos() { return Read(CLOCK_MONOTONIC); }
std::uint64_t WallNanos() { return Read(CLOCK_REALTIME); }

std::uint64_t EntropySeed() {
  std::uint64_t seed = 0;
  REPRISE_CHECK(getrandom(&seed, sizeof seed, 0) == sizeof seed);
  return seed;
}

}  // namespace reprise
