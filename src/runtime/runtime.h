// A runtime: runs a program's tasks on one scheduler, with the strategy and the tap from its options.
//
//   sched::Runtime runtime({.workers = 4});
//   const absl::Status ended = runtime.Run("main", [] { ... });   // the root task; it spawns and joins
//                                                                 others
//
// Use when     a program starts: one Runtime, one Run.
// Threads      thread-compatible. Run blocks the calling thread, which is no worker.
// Errors       Run returns Aborted when a strategy ended the run, FailedPrecondition with the tasks' names
//              and places when every task is blocked (deterministic only), Internal when the root task threw,
//              else Ok. The results of the other tasks go to their joiners. A second Run is a CHECK.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "sched/pool_options.h"
#include "sched/run_context.h"
#include "sched/stats.h"

namespace reprise::sched {

class Meter;
class PoolBalancer;
class Shutdown;
struct RunEnd;
struct Stall;

using ReportStall = std::function<void(const Stall&)>;
using ReportEnd = std::function<void(const RunEnd&)>;

struct RuntimeOptions {
  unsigned workers = 0;                  // 0: one for each core that this process may use. Parallel only.
  std::size_t stack_bytes = 256 * 1024;  // Of a task's fiber.
  Strategy* strategy = nullptr;          // Not null: one deterministic thread, and the strategy chooses.
  Tap* tap = nullptr;
  // The pools by TaskRecord::type; types beyond the last use pool 0. Empty: one pool for all tasks
  // (docs/scheduler.md). Parallel only.
  std::vector<PoolOptions> pools;
  // Makes the shares follow the load. Without it they stay as given. Moves shares only among pools of one
  // priority. Parallel only.
  std::optional<BalanceOptions> balance;
  bool measure = false;  // Stats has times by pool; two clock reads a turn. Parallel only.
  // A task that holds a worker so long is reported (sched/measure/watchdog.h). 0: no watchdog.
  std::uint64_t stall_limit_ns = 0;
  ReportStall on_stall;  // Called on the watchdog's thread. Without it: a line on standard error.
  // Called before Run returns, with what was cancelled and what was left (sched/measure/run_end.h). Without
  // it: a line on standard error, if a shutdown was requested and something was lost.
  ReportEnd on_end;
};

class Runtime {
 public:
  explicit Runtime(const RuntimeOptions& options);
  ~Runtime();
  Runtime(const Runtime&) = delete;
  Runtime& operator=(const Runtime&) = delete;

  // Runs `body` as the root task and returns when it and all its children have ended.
  absl::Status Run(std::string name, std::function<void()> body);

  // Ends the run in order: cancels its root task, and scopes pass the cancellation on (task/scope.h). Call it
  // from any thread, before or during Run, but not in a signal handler: let the handler set a flag that a
  // thread or a task checks. Each cancelled op is recorded, so a replay ends in the same way; a deterministic
  // run ignores the request. If the run ends after `deadline_ns` (of the monotonic clock), Run gives
  // DeadlineExceeded with the names of the tasks that held a worker at the deadline.
  void RequestShutdown(std::uint64_t deadline_ns);
  // True: the deadline has passed and the run goes on; the process may exit without waiting for it.
  [[nodiscard]] bool ShutdownOverdue() const;

  // What was cancelled and what was left. Call after Run.
  [[nodiscard]] const RunEnd& end() const;
  // The statistics of the run. Call before or after Run, not during it: a task reads numbers by an op
  // (time/gauge.h).
  [[nodiscard]] RuntimeStats Stats() const;
  [[nodiscard]] unsigned workers() const { return run_.workers; }

 private:
  void TellEnd();
  [[nodiscard]] std::vector<ShareStats> Shares() const;

  const std::unique_ptr<Tap> strategy_tap_;  // With a strategy: tells it of each op.
  RunContext run_;
  const std::vector<PoolOptions> pools_;
  std::unique_ptr<Registry> registry_;  // Outlives every task.
  std::unique_ptr<Cancellations> cancellations_;
  std::vector<std::unique_ptr<Meter>> meters_;  // One for each worker; empty if nothing is measured.
  std::unique_ptr<PoolBalancer> balancer_;      // Null: the shares do not move.
  std::unique_ptr<Scheduler> scheduler_;
  std::unique_ptr<Shutdown> shutdown_;
  bool ran_ = false;
  bool running_ = false;
  const std::uint64_t stall_limit_ns_;
  const ReportStall on_stall_;
  const ReportEnd on_end_;
  std::unique_ptr<const RunEnd> end_;  // Null until the run has ended.
  std::uint64_t ran_ns_ = 0;
};

}  // namespace reprise::sched
