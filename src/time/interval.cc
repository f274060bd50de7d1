#include "time/interval.h"

#include "base/check.h"
#include "sched/scheduler.h"

namespace reprise::sched {
namespace {

// The sum, at most the largest time.
std::uint64_t Later(std::uint64_t time_ns, std::uint64_t by_ns) {
  return by_ns < kNever - time_ns ? time_ns + by_ns : kNever - 1;
}

}  // namespace

Interval::Interval(Clock& clock, const IntervalOptions& options)
    : clock_(clock), period_ns_(options.period_ns), missed_(options.missed), due_ns_(options.start_ns) {
  REPRISE_CHECK(period_ns_ > 0);
}

absl::StatusOr<Interval::Tick> Interval::Next(Site site) {
  const std::uint64_t now = clock_.Now(site);
  Tick tick{.due_ns = due_ns_.value_or(now)};
  if (now < tick.due_ns) {
    if (absl::Status slept = clock_.SleepUntil(tick.due_ns, site); !slept.ok()) return slept;
  } else {
    tick.missed = (now - tick.due_ns) / period_ns_;
  }
  due_ns_ = DueAfter(tick, now);
  return tick;
}

void Interval::Reset(Site site) { due_ns_ = Later(clock_.Now(site), period_ns_); }

std::uint64_t Interval::DueAfter(const Tick& tick, std::uint64_t now_ns) const {
  if (tick.missed == 0 || missed_ == MissedTick::kBurst) return Later(tick.due_ns, period_ns_);
  if (missed_ == MissedTick::kDelay) return Later(now_ns, period_ns_);
  // missed * period is at most now, so the first argument cannot overflow.
  return Later(tick.due_ns + tick.missed * period_ns_, period_ns_);
}

}  // namespace reprise::sched
