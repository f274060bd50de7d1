#include "sched/clock.h"

#include <utility>

#include "sched/announce.h"

namespace reprise::sched {

Clock::Clock(std::string name) : Object({.kind = ObjectKind::kClock, .name = std::move(name)}) {}

std::uint64_t Clock::Now(Site site) {
  const Announced op = Announce(OpKind::kNow, id(), site);
  const std::uint64_t now =
      op.IsDecided() ? op.decided().value : Worker::Current().runtime->scheduler().NowNanos();
  op.Commit({.branch = Branch::kDone, .value = now});
  return now;
}

void Clock::SleepUntil(std::uint64_t deadline_ns, Site site) {
  const Announced op = Announce(OpKind::kSleep, id(), site);
  if (!op.IsDecided()) {
    Scheduler& scheduler = Worker::Current().runtime->scheduler();
    while (scheduler.NowNanos() < deadline_ns) scheduler.Park(*Worker::Current().current, deadline_ns);
  }
  op.Commit({.branch = Branch::kDone});
}

}  // namespace reprise::sched
