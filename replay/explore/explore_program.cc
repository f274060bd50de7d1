#include "replay/explore/explore_program.h"

#include <cstdlib>
#include <memory>
#include <vector>

#include "absl/strings/str_cat.h"
#include "replay/explore/blocked_verdict.h"
#include "replay/strategy/forwarding.h"
#include "replay/strategy/recorded_schedule.h"
#include "replay/strategy/replay_token.h"
#include "replay/strategy/token.h"
#include "runtime/runtime.h"

namespace reprise::explore {
namespace {

// Ends a run that has no end, and keeps who is blocked.
class Bounded final : public strategy::Forwarding {
 public:
  Bounded(sched::Strategy& inner, std::uint64_t choices_max) : Forwarding(inner), choices_max_(choices_max) {}

  std::size_t Pick(std::span<const sched::Op> ready) override {
    if (++choices_ > choices_max_) return kStop;
    return Forwarding::Pick(ready);
  }
  void Blocked(std::span<const sched::Op> blocked) override {
    blocked_.assign(blocked.begin(), blocked.end());
  }

  [[nodiscard]] bool endless() const { return choices_ > choices_max_; }
  [[nodiscard]] const std::vector<sched::Op>& blocked() const { return blocked_; }

 private:
  const std::uint64_t choices_max_;
  std::uint64_t choices_ = 0;
  std::vector<sched::Op> blocked_;
};

struct Result {
  std::string what;  // Empty: the run was fine.
  std::string steps;
  std::uint64_t ops = 0;
  bool stopped = false;  // By the strategy.
};

Result RunOnce(sched::Strategy& strategy, const ExploreOptions& options, const ProgramBody& program) {
  Bounded bounded(strategy, options.steps_max);
  BlockedVerdict verdict;
  sched::Runtime runtime({.strategy = &bounded, .tap = &verdict});
  const absl::Status ended = runtime.Run("program", program);
  Result result{.steps = verdict.Steps(), .ops = verdict.ops()};
  if (bounded.endless()) {
    result.what = absl::StrCat("the run made ", options.steps_max, " choices and has no end");
  } else if (absl::IsAborted(ended)) {
    result.stopped = true;
  } else if (!ended.ok()) {
    result.what = verdict.Explain(bounded.blocked());
    if (result.what.empty()) result.what = std::string(ended.message());
  }
  return result;
}

Failure Again(const strategy::Schedule& schedule, const std::string& expected, const ExploreOptions& options,
              const ProgramBody& program) {
  strategy::ReplayToken replay(schedule);
  replay.Next();
  const Result result = RunOnce(replay, options, program);
  Failure failure{result.what, strategy::WriteToken(schedule), result.steps};
  if (result.what != expected || !replay.misfit().empty()) {
    failure.what = absl::StrCat("the program is not deterministic: a run said \"", expected,
                                "\", the same schedule again \"", result.what, "\" ", replay.misfit());
  }
  return failure;
}

}  // namespace

Report ExploreProgram(const ExploreOptions& options, const ProgramBody& program) {
  if (const char* token = std::getenv("REPRISE_TOKEN")) return RepeatProgram(token, program, options);
  Report report;
  const std::unique_ptr<strategy::Search> search = MakeSearch(options);
  strategy::RecordedSchedule recorded(*search);
  while (report.schedules < options.schedules) {
    if (!search->Next()) {
      report.complete = true;
      break;
    }
    recorded.Clear();
    const Result result = RunOnce(recorded, options, program);
    report.steps += result.ops;
    ++report.schedules;
    if (!result.what.empty()) {
      report.failure = Again(recorded.schedule(), result.what, options, program);
      break;
    }
    if (result.stopped) {
      report.failure = Failure{absl::StrCat("the strategy ended the run: ", search->misfit()),
                               strategy::WriteToken(recorded.schedule()), result.steps};
      break;
    }
  }
  return report;
}

Report RepeatProgram(const std::string& token, const ProgramBody& program, const ExploreOptions& options) {
  Report report;
  const absl::StatusOr<strategy::Schedule> schedule = strategy::ParseToken(token);
  if (!schedule.ok()) {
    report.failure = Failure{std::string(schedule.status().message()), token, ""};
    return report;
  }
  strategy::ReplayToken replay(*schedule);
  replay.Next();
  const Result result = RunOnce(replay, options, program);
  report.schedules = 1;
  report.steps = result.ops;
  if (!result.what.empty() || !replay.misfit().empty()) {
    report.failure = Failure{result.what.empty() ? replay.misfit() : result.what, token, result.steps};
  }
  return report;
}

}  // namespace reprise::explore
