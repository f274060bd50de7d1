// A program of tasks as a target: each run is a Runtime of its own, on the deterministic scheduler.
//
//   ProgramTarget target({.name = "auction", .body = [] { ... channels, tasks, mutexes ... }});
//   Report report = Explore({.schedules = 1'000}, target);
//
// It fails when every task is blocked, when the root task threw, when it has no end, and when a task waited outside the
// runtime. What other tasks threw is for their joiners.
//
// Use when     a program is tested for many interleavings of its ops.
// Threads      thread-compatible; each run has a thread of its own.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "replay/explore/target.h"

namespace reprise::explore {

// Every call is a new run: what it creates, it creates inside.
using ProgramBody = std::function<void()>;

class ProgramTarget final : public Target {
 public:
  struct Options {
    std::string name = "program";  // Of the root task.
    ProgramBody body;
    std::uint64_t choices_max = 20'000;    // A run with more has no end.
    std::size_t stack_bytes = 256 * 1024;  // Of a task.
  };

  explicit ProgramTarget(Options options) : options_(std::move(options)) {}

  Result Run(sched::Strategy& strategy, sched::Tap* tap) override;

 private:
  const Options options_;
};

// The failure of a run that ended because a task waited, or was woken, outside the runtime; none: it did not. The one
// place that knows how the deterministic scheduler says so. `last`: the op that was chosen last.
std::optional<oracle::Failure> FailureOfWaitOutside(const absl::Status& ended, const sched::Op& last);

}  // namespace reprise::explore
