// A periodic tick, and the rule for a task that comes late.
//
//   sched::Interval frames(clock, {.period_ns = 16 * sched::kMillisecond, .missed = sched::MissedTick::kSkip});
//   for (;;) {
//     absl::StatusOr<sched::Interval::Tick> tick = frames.Next();   // sleeps until it is due
//     if (!tick.ok()) return tick.status();                         // cancelled
//     Draw(tick->missed);
//   }
//
// Use when     work is periodic: a frame, a heartbeat, a report.
// Not when     one pause is wanted: Clock::SleepFor.
// Threads      thread-compatible: one task uses it. The clock is shared.
// Progress     blocking: a task that waits parks its fiber.
// Order        ticks are due at start, start + period, ... until one is missed; then MissedTick decides. A
//              tick is missed when the next one is due as well: being late by less than a period changes
//              nothing.
// Errors       Next: Cancelled when the task is being cancelled; the tick is not taken. A period of 0 is a
//              CHECK.
// Units        nanoseconds of the clock. Two ops a tick at most (now, sleep), so a replay has the same ticks.
// Complexity   O(1).
// Source       Tokio's Interval and MissedTickBehavior.
#pragma once

#include <cstdint>
#include <optional>

#include "absl/status/statusor.h"
#include "time/clock.h"

namespace reprise::sched {

enum class MissedTick : std::uint8_t {
  kBurst,  // The missed ticks follow at once, one after the other, until none is late.
  kSkip,   // The missed ticks are left out; the next one is the first future tick of the old rhythm.
  kDelay,  // The missed ticks are left out; the next one is due a period from now.
};

struct IntervalOptions {
  std::uint64_t period_ns = 0;
  std::optional<std::uint64_t> start_ns;  // When the first tick is due; without it, at the first Next.
  MissedTick missed = MissedTick::kBurst;
};

class Interval {
 public:
  struct Tick {
    std::uint64_t due_ns = 0;  // When the tick was due.
    std::uint64_t missed = 0;  // How many later ticks were due already. kBurst gives them one by one.
  };

  Interval(Clock& clock, const IntervalOptions& options);

  // Sleeps until the next tick is due, and takes it.
  absl::StatusOr<Tick> Next(Site site = Site::Here());

  // The next tick is due a period from now.
  void Reset(Site site = Site::Here());

  [[nodiscard]] std::uint64_t period_ns() const { return period_ns_; }

 private:
  [[nodiscard]] std::uint64_t DueAfter(const Tick& tick, std::uint64_t now_ns) const;

  Clock& clock_;
  const std::uint64_t period_ns_;
  const MissedTick missed_;
  std::optional<std::uint64_t> due_ns_;
};

}  // namespace reprise::sched
