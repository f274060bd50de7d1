#include "time/gauge.h"

#include <utility>

#include "lockfree/thread_epoch.h"
#include "sched/object/announce.h"
#include "sched/object/registry.h"

namespace reprise::sched {
namespace {

std::uint64_t ReadNow(Gauge::What what) {
  const RunContext& run = *Worker::Current().run;
  switch (what) {
    case Gauge::What::kTasksStarted: return run.scheduler->Stats().tasks;
    case Gauge::What::kSteals: return run.scheduler->Stats().steals;
    case Gauge::What::kParks: return run.scheduler->Stats().parks;
    case Gauge::What::kWakes: return run.scheduler->Stats().wakes;
    case Gauge::What::kSleeps: return run.scheduler->Stats().sleeps;
    case Gauge::What::kGarbage: {
      const lockfree::ThreadDomain::Stats epoch = lockfree::DefaultDomain().stats();
      return GarbageStats{.retired = epoch.retired, .freed = epoch.freed}.waiting();
    }
    case Gauge::What::kWorkers: return run.workers;
  }
  return 0;
}

}  // namespace

Gauge::Gauge(std::string name) : Object({.kind = ObjectKind::kStats, .name = std::move(name)}) {}

std::uint64_t Gauge::Read(What what, Site site) {
  const Announced op = Announce(OpKind::kStats, id(), site);
  const std::uint64_t value = op.IsDecided() ? op.decided().value : ReadNow(what);
  op.Commit({.branch = Branch::kDone, .value = value});
  return value;
}

std::uint64_t Gauge::LengthOf(const Object& object, Site site) {
  const Announced op = Announce(OpKind::kStats, id(), site);
  const std::uint64_t value =
      op.IsDecided() ? op.decided().value : Worker::Current().run->registry->Read(object.id()).length;
  op.Commit({.branch = Branch::kDone, .value = value});
  return value;
}

}  // namespace reprise::sched
