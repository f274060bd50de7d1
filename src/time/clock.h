// Time as an object: reading it and sleeping are ops, so a replay gives the same times as the recorded run.
//
//   sched::Clock clock("/match/clock");
//   const std::uint64_t start = clock.Now();
//   if (absl::Status slept = clock.SleepFor(5 * sched::kMillisecond); !slept.ok()) return slept;   // cancelled
//
// Use when     a program needs the time or waits for one. Do not use std::chrono: a replay cannot repeat its
//              times.
// Not when     something is due periodically: time/interval.h.
// Threads      thread-safe.
// Progress     blocking: a task that sleeps parks its fiber.
// Errors       Cancelled when the task is being cancelled, before or during its sleep; names the clock.
// Units        nanoseconds from an arbitrary origin; virtual under the deterministic scheduler, where time
//              moves only when no task can run.
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "sched/object/object.h"

namespace reprise::sched {

inline constexpr std::uint64_t kMicrosecond = 1'000;
inline constexpr std::uint64_t kMillisecond = 1'000 * kMicrosecond;
inline constexpr std::uint64_t kSecond = 1'000 * kMillisecond;

class Clock : public Object {
 public:
  explicit Clock(std::string name);

  std::uint64_t Now(Site site = Site::Here());

  // Returns at once if the deadline has passed.
  absl::Status SleepUntil(std::uint64_t deadline_ns, Site site = Site::Here());

  // Reads the clock, which is an op of its own, and sleeps for the duration from then on.
  absl::Status SleepFor(std::uint64_t duration_ns, Site site = Site::Here());
};

}  // namespace reprise::sched
