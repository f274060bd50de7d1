// A runtime: the scheduler, the strategy and the tap that a program was constructed with.
//
// Use when     a program starts: one Runtime, one Run.
// Threads      thread-compatible. Run blocks its caller, which is no worker.
// Errors       Run returns Aborted when a strategy ended the run, FailedPrecondition with the tasks' names
//              and places when every task is blocked (deterministic only), Internal when the root task threw,
//              else Ok. What the other tasks returned is for their joiners. A second Run is a CHECK.
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
  Strategy* strategy = nullptr;          // Set: one deterministic thread, and this chooses.
  Tap* tap = nullptr;
  // By TaskRecord::type, of which those beyond share the first; none: one pool for all (docs/scheduler.md). Parallel
  // only.
  std::vector<PoolOptions> pools;
  // The shares follow the load. Without it they stay; so they do where there are no two pools of a priority. Parallel
  // only.
  std::optional<BalanceOptions> balance;
  bool measure = false;  // Stats has times by pool; two clock reads a turn. Parallel only.
  std::uint64_t stall_limit_ns =
      0;  // Who holds a worker so long is reported (sched/measure/watchdog.h); 0: nobody looks.
  ReportStall on_stall;  // On a thread of its own. Without it: a line on standard error.
  // What was cancelled and what was left (sched/measure/run_end.h), before Run returns. Without it: a line on standard
  // error where a shutdown was asked for and something was lost.
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

  // Ends the run in order: its root task is cancelled, and scopes pass that on (task/scope.h). From any thread, before
  // or in Run; not from a signal's handler, which sets a flag that a thread or a task looks at. What comes out as
  // cancelled is recorded op by op, so a replay ends in the same way; a deterministic run does not listen. Run then
  // gives DeadlineExceeded if it ended after `deadline_ns` (of the monotonic clock), with the names of the tasks that
  // held a worker then.
  void RequestShutdown(std::uint64_t deadline_ns);
  // The deadline has passed and the run goes on: a process may give up on it.
  [[nodiscard]] bool ShutdownOverdue() const;

  // What was cancelled and what was left. After Run.
  [[nodiscard]] const RunEnd& end() const;
  // How the run went. Before or after Run, not in it: what a task may ask is an op (time/gauge.h).
  [[nodiscard]] RuntimeStats Stats() const;
  [[nodiscard]] unsigned workers() const { return run_.workers; }

 private:
  void TellEnd();
  [[nodiscard]] std::vector<ShareStats> Shares() const;

  const std::unique_ptr<Tap> strategy_tap_;  // Where a strategy decides: it hears of each op, too.
  RunContext run_;
  const std::vector<PoolOptions> pools_;
  std::unique_ptr<Registry> registry_;  // Outlives every task.
  std::unique_ptr<Cancellations> cancellations_;
  std::vector<std::unique_ptr<Meter>> meters_;  // Where it measures or is watched: one a worker.
  std::unique_ptr<PoolBalancer> balancer_;      // Where shares move.
  std::unique_ptr<Scheduler> scheduler_;
  std::unique_ptr<Shutdown> shutdown_;
  bool ran_ = false;
  bool running_ = false;
  const std::uint64_t stall_limit_ns_;
  const ReportStall on_stall_;
  const ReportEnd on_end_;
  std::unique_ptr<const RunEnd> end_;  // Once it has.
  std::uint64_t ran_ns_ = 0;
};

}  // namespace reprise::sched
