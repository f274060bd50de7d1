#include "runtime/runtime.h"

#include <algorithm>
#include <cstdio>
#include <exception>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "base/os.h"
#include "lockfree/thread_epoch.h"
#include "runtime/shutdown.h"
#include "sched/deterministic/deterministic_scheduler.h"
#include "sched/deterministic/strategy_tap.h"
#include "sched/measure/run_end.h"
#include "sched/measure/watchdog.h"
#include "sched/object/announce.h"
#include "sched/object/registry.h"
#include "sched/parallel/cores.h"
#include "sched/parallel/parallel_scheduler.h"
#include "sched/parallel/pool_balancer.h"
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
    } catch (const Abandoned&) {
      throw;  // No failure: the run ended early.
    } catch (const std::exception& thrown) {
      failure = absl::InternalError(absl::StrCat("task ", FullName(), " failed: ", thrown.what()));
    } catch (...) {
      failure = absl::InternalError(
          absl::StrCat("task ", FullName(), " failed: it threw something that is no std::exception"));
    }
    Announce(OpKind::kEnd, ObjectId{Value(kRootTask)}, Site::Here())
        .Commit({.branch = failure.ok() ? Branch::kDone : Branch::kFailed});
  }

  const std::function<void()>& function;
  Tap* tap;
  absl::Status failure;
};

std::vector<PoolStats> PoolsOf(const Meters& meters, std::uint64_t ran_ns) {
  Meter::Sums sums;
  for (const auto& meter : meters) meter->AddTo(sums);
  std::vector<PoolStats> pools;
  for (std::size_t type = 0; type < sums.size(); ++type) {
    if (sums[type] == nullptr) continue;
    PoolStats pool{.type = static_cast<std::uint8_t>(type),
                   .wait = sums[type]->wait.Summary(),
                   .service = sums[type]->service.Summary(),
                   .steals = sums[type]->steals,
                   .parks = sums[type]->parks,
                   .wakes = sums[type]->wakes};
    // Little's law: the mean number of waiting tasks is their total waiting time over the run's time.
    if (ran_ns > 0) pool.mean_queued = static_cast<double>(pool.wait.total_ns) / static_cast<double>(ran_ns);
    pools.push_back(pool);
  }
  return pools;
}

Meter::Options MeterOptions(const RuntimeOptions& options, PoolBalancer* balancer, unsigned worker) {
  Meter::Options meter{.measure = options.measure, .show = options.measure || options.stall_limit_ns != 0};
  if (balancer != nullptr) {
    meter.sampler = &balancer->sampler(worker);
    meter.turn_measured = [balancer](std::uint64_t now_ns) { balancer->TurnMeasured(now_ns); };
  }
  return meter;
}

}  // namespace

Runtime::Runtime(const RuntimeOptions& options)
    : strategy_tap_(options.strategy == nullptr
                        ? nullptr
                        : std::make_unique<StrategyTap>(*options.strategy, options.tap)),
      pools_(options.pools),
      registry_(std::make_unique<Registry>()),
      cancellations_(std::make_unique<Cancellations>()),
      stall_limit_ns_(options.stall_limit_ns),
      on_stall_(options.on_stall),
      on_end_(options.on_end) {
  run_ = {.workers = 1,
          .strategy = options.strategy,
          .tap = strategy_tap_ != nullptr ? strategy_tap_.get() : options.tap,
          .registry = registry_.get(),
          .cancellations = cancellations_.get()};
  if (run_.strategy != nullptr) {
    scheduler_ = std::make_unique<DeterministicScheduler>(run_, options.stack_bytes);
  } else {
    run_.workers = options.workers != 0 ? options.workers : UsableCores();
    if (options.balance.has_value() && pools_.size() > 1)
      balancer_ = std::make_unique<PoolBalancer>(pools_, *options.balance, run_.workers);
    const bool show = options.measure || stall_limit_ns_ != 0;
    for (unsigned n = 0; n < run_.workers && (show || balancer_ != nullptr); ++n) {
      meters_.push_back(std::make_unique<Meter>(MeterOptions(options, balancer_.get(), n)));
    }
    scheduler_ = std::make_unique<ParallelScheduler>(run_, meters_, options.stack_bytes, pools_);
    if (balancer_ != nullptr) {
      balancer_->Begin(
          {.waiting = [this](unsigned pool) { return scheduler_->Waiting(pool); },
           .set_share = [this](unsigned pool, std::uint32_t share) { scheduler_->SetShare(pool, share); }});
    }
  }
  run_.scheduler = scheduler_.get();
  shutdown_ = std::make_unique<Shutdown>(meters_);
}

Runtime::~Runtime() = default;

void Runtime::RequestShutdown(std::uint64_t deadline_ns) { shutdown_->Request(deadline_ns); }

bool Runtime::ShutdownOverdue() const { return shutdown_->Overdue(); }

absl::Status Runtime::Run(std::string name, std::function<void()> body) {
  REPRISE_CHECK(!ran_);  // One Runtime, one Run.
  ran_ = true;
  RootTask root(std::move(name), body, run_.tap);
  const std::uint64_t began_ns = MonotonicNanos();
  running_ = true;
  absl::Status ended;
  {
    std::optional<Watchdog> watchdog;
    if (stall_limit_ns_ != 0 && !meters_.empty()) watchdog.emplace(stall_limit_ns_, meters_, on_stall_);
    shutdown_->Began([this, &root] { scheduler_->CancelFromOutside(root); });
    ended = scheduler_->Run(root);
  }
  running_ = false;
  ran_ns_ = MonotonicNanos() - began_ns;
  const absl::Status in_time = shutdown_->Ended();
  TellEnd();
  if (!ended.ok()) return ended;
  return root.failure.ok() ? in_time : root.failure;
}

void Runtime::TellEnd() {
  auto end = std::make_unique<RunEnd>();
  end->shutdown = shutdown_->requested();
  cancellations_->Read(*end);
  end->undelivered = UndeliveredOf(registry_->Read());
  end_ = std::move(end);
  if (on_end_ != nullptr) {
    on_end_(*end_);
  } else if (end_->shutdown && !end_->Clean()) {
    std::fprintf(stderr, "reprise: the run was shut down: %s\n", ToString(*end_).c_str());
  }
}

const RunEnd& Runtime::end() const {
  REPRISE_CHECK(end_ != nullptr);  // The run has ended.
  return *end_;
}

std::vector<ShareStats> Runtime::Shares() const {
  std::vector<ShareStats> shares;
  if (run_.strategy != nullptr) return shares;
  const double units = balancer_ != nullptr ? balancer_->UnitsPerShare() : 1;
  for (unsigned pool = 0; pool < pools_.size(); ++pool) {
    shares.push_back({.pool = pools_[pool].name,
                      .given = pools_[pool].share,
                      .now = static_cast<double>(scheduler_->Share(pool)) / units});
  }
  return shares;
}

RuntimeStats Runtime::Stats() const {
  REPRISE_CHECK(!running_);  // A task that acts on what it sees here would not replay.
  const lockfree::ThreadDomain::Stats garbage = lockfree::DefaultDomain().stats();
  return {.ran_ns = ran_ns_,
          .scheduler = scheduler_->Stats(),
          .pools = PoolsOf(meters_, ran_ns_),
          .shares = Shares(),
          .objects = registry_->Read(),
          .garbage = {.epoch = garbage.epoch, .retired = garbage.retired, .freed = garbage.freed}};
}

}  // namespace reprise::sched
