#include "time/clock.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "sched/object/announce.h"

namespace reprise::sched {
namespace {

// False: the task is being cancelled.
bool SleptUntil(std::uint64_t deadline_ns) {
  for (;;) {
    // Read again after each sleep: the fiber may have moved to another worker.
    Worker& worker = Worker::Current();
    if (worker.current->CancelRequested()) return false;
    Scheduler& scheduler = *worker.run->scheduler;
    if (scheduler.NowNanos() >= deadline_ns) return true;
    scheduler.Park(*worker.current, deadline_ns);
  }
}

}  // namespace

Clock::Clock(std::string name) : Object({.kind = ObjectKind::kClock, .name = std::move(name)}) {}

std::uint64_t Clock::Now(Site site) {
  const Announced op = Announce(OpKind::kNow, id(), site);
  const std::uint64_t now =
      op.IsDecided() ? op.decided().value : Worker::Current().run->scheduler->NowNanos();
  op.Commit({.branch = Branch::kDone, .value = now});
  return now;
}

absl::Status Clock::SleepUntil(std::uint64_t deadline_ns, Site site) {
  const Announced op = Announce(OpKind::kSleep, id(), site);
  const bool slept = !op.Cancelled() && (op.IsDecided() || SleptUntil(deadline_ns));
  op.Commit({.branch = slept ? Branch::kDone : Branch::kCancelled});
  if (slept) return absl::OkStatus();
  return absl::CancelledError(absl::StrCat("sleep on ", name(), ": the task is being cancelled"));
}

absl::Status Clock::SleepFor(std::uint64_t duration_ns, Site site) {
  const std::uint64_t now = Now(site);
  // A deadline beyond the largest time becomes the largest one: the task sleeps for ever.
  return SleepUntil(duration_ns < kNever - now ? now + duration_ns : kNever - 1, site);
}

}  // namespace reprise::sched
