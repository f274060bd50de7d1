#include "sched/runtime.h"

#include <sched.h>

#include <algorithm>
#include <exception>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "lockfree/thread_epoch.h"
#include "sched/announce.h"
#include "sched/deterministic_scheduler.h"
#include "sched/parallel_scheduler.h"
#include "sched/registry.h"
#include "sched/tap.h"

namespace reprise::sched {

namespace {

struct RootTask : TaskRecord {
  RootTask(std::string name, const std::function<void()>& run, Tap* who_is_told)
      : function(run), tap(who_is_told) {
    id = kRootTask;
    own_name = std::move(name);
    body = [](TaskRecord& record) { static_cast<RootTask&>(record).Run(); };
  }

  void Run() {
    if (tap != nullptr) tap->DefineTask({.id = kRootTask, .name = FullName()});
    try {
      function();
    } catch (const std::exception& thrown) {
      failure = absl::InternalError(absl::StrCat("task ", FullName(), " failed: ", thrown.what()));
    }
    Announce(OpKind::kEnd, ObjectId{Value(kRootTask)}, Site::Here())
        .Commit({.branch = failure.ok() ? Branch::kDone : Branch::kFailed});
  }

  const std::function<void()>& function;
  Tap* tap;
  absl::Status failure;
};

}  // namespace

unsigned UsableCores() {
  cpu_set_t allowed;
  CPU_ZERO(&allowed);
  if (sched_getaffinity(0, sizeof allowed, &allowed) != 0) return 1;
  return static_cast<unsigned>(std::max(1, CPU_COUNT(&allowed)));
}

Runtime::Runtime(const RuntimeOptions& options)
    : strategy_(options.strategy), tap_(options.tap), registry_(std::make_unique<Registry>()) {
  if (strategy_ != nullptr) {
    workers_ = 1;
    scheduler_ = std::make_unique<DeterministicScheduler>(*this, *strategy_, options.stack_bytes);
  } else {
    workers_ = options.workers != 0 ? options.workers : UsableCores();
    scheduler_ = std::make_unique<ParallelScheduler>(*this, workers_, options.stack_bytes);
  }
}

Runtime::~Runtime() = default;

absl::Status Runtime::Run(std::string name, std::function<void()> body) {
  REPRISE_CHECK(!ran_);  // One Runtime, one Run.
  ran_ = true;
  RootTask root(std::move(name), body, tap_);
  running_ = true;
  const absl::Status ended = scheduler_->Run(root);
  running_ = false;
  return ended.ok() ? root.failure : ended;
}

RuntimeStats Runtime::Stats() const {
  REPRISE_CHECK(!running_);  // A task that acts on what it sees here would not replay.
  const lockfree::ThreadDomain::Stats garbage = lockfree::DefaultDomain().stats();
  return {.scheduler = scheduler_->Stats(),
          .objects = registry_->Read(),
          .garbage = {.epoch = garbage.epoch, .retired = garbage.retired, .freed = garbage.freed}};
}

}  // namespace reprise::sched
