#include "replay/explore/explore.h"

#include <cstddef>
#include <cstdlib>
#include <utility>

#include "absl/strings/str_cat.h"
#include "replay/oracle/explain_failure.h"
#include "replay/strategy/recorded_schedule.h"
#include "replay/strategy/replay_token.h"
#include "replay/strategy/token.h"
#include "replay/trace/trace_tap.h"

namespace reprise::explore {
namespace {

using oracle::Failure;
using oracle::FailureKind;

// One run of a schedule that is known, and all that can be said about it.
struct Again {
  Target::Result result;
  std::string misfit;  // Why the run was not the schedule's; empty: it was.
  trace::Trace trace;
};

Again RunAgain(Target& target, const strategy::Schedule& schedule) {
  strategy::ReplayToken replay(schedule);
  replay.Next();
  trace::TraceTap tap;
  Again again;
  again.result = target.Run(replay, &tap);
  again.misfit = replay.misfit();
  again.trace = tap.Take();
  return again;
}

Finding NotDeterministic(std::string text, const strategy::Schedule& schedule, trace::Trace trace) {
  return {.failure = oracle::MakeFailure(FailureKind::kNotDeterministic, std::move(text)),
          .token = strategy::WriteToken(schedule),
          .trace = std::move(trace)};
}

// The failure of a schedule, done again.
Finding Confirm(Target& target, const strategy::Schedule& schedule, const Failure& first) {
  Again again = RunAgain(target, schedule);
  const std::optional<Failure>& second = again.result.failure;
  if (second && second->SameAs(first) && again.misfit.empty()) {
    return {.failure = oracle::Explain(*second, again.trace),
            .token = strategy::WriteToken(schedule),
            .trace = std::move(again.trace)};
  }
  std::string text = absl::StrCat("a run failed (", ToString(oracle::Explain(first, again.trace)),
                                  "), and the same schedule again ");
  if (second) {
    absl::StrAppend(&text, "failed otherwise (", ToString(oracle::Explain(*second, again.trace)), ")");
  } else {
    absl::StrAppend(&text, "did not");
  }
  if (!again.misfit.empty()) absl::StrAppend(&text, ": ", again.misfit);
  return NotDeterministic(std::move(text), schedule, std::move(again.trace));
}

// A schedule that did not fail, done again: nothing, if it makes the same steps.
std::optional<Finding> FindDifference(Target& target, const strategy::Schedule& schedule,
                                      const trace::Trace& first) {
  Again again = RunAgain(target, schedule);
  if (again.result.failure) {
    return NotDeterministic(absl::StrCat("a run did not fail, and the same schedule again did: ",
                                         ToString(oracle::Explain(*again.result.failure, again.trace))),
                            schedule, std::move(again.trace));
  }
  const std::size_t step = trace::FirstDifference(first, again.trace);
  if (step == trace::kNoDifference && again.misfit.empty()) return std::nullopt;
  const auto at = [step](const trace::Trace& trace) {
    return step < trace.steps.size() ? ToString(trace, trace.steps[step]) : std::string("the end");
  };
  std::string text = "the same schedule made other steps";
  if (step != trace::kNoDifference)
    absl::StrAppend(&text, ": step ", step, " was ", at(first), ", and again ", at(again.trace));
  if (!again.misfit.empty()) absl::StrAppend(&text, "; ", again.misfit);
  return NotDeterministic(std::move(text), schedule, std::move(again.trace));
}

Report Search(const ExploreOptions& options, Target& target) {
  Report report;
  const std::unique_ptr<strategy::Search> search = options.strategy.Make(options.seed);
  strategy::RecordedSchedule recorded(*search);
  trace::TraceTap first;
  while (!report.found && report.schedules < options.schedules && report.steps < options.steps_enough) {
    if (!search->Next()) {
      report.complete = true;
      break;
    }
    recorded.Clear();
    const bool is_first = report.schedules == 0;
    const Target::Result result = target.Run(recorded, is_first ? &first : nullptr);
    report.steps += result.steps;
    ++report.schedules;
    if (result.failure) {
      report.found = Confirm(target, recorded.schedule(), *result.failure);
    } else if (result.stopped) {
      report.found = NotDeterministic(absl::StrCat("the strategy ended the run: ", search->misfit()),
                                      recorded.schedule(), {});
    } else if (is_first) {
      report.found = FindDifference(target, recorded.schedule(), first.Take());
    }
  }
  return report;
}

}  // namespace

Report Explore(const ExploreOptions& options, Target& target) {
  if (const char* token = std::getenv("REPRISE_TOKEN")) return Repeat(token, target);
  return Search(options, target);
}

Report Repeat(const std::string& token, Target& target) {
  Report report;
  const auto does_not_fit = [&token](std::string why, trace::Trace trace) {
    return Finding{.failure = oracle::MakeFailure(FailureKind::kTokenDoesNotFit, std::move(why)),
                   .token = token,
                   .trace = std::move(trace)};
  };
  const absl::StatusOr<strategy::Schedule> schedule = strategy::ParseToken(token);
  if (!schedule.ok()) {
    report.found = does_not_fit(std::string(schedule.status().message()), {});
    return report;
  }
  Again again = RunAgain(target, *schedule);
  report.schedules = 1;
  report.steps = again.result.steps;
  if (again.result.failure) {
    Failure failure = oracle::Explain(*again.result.failure, again.trace);
    report.found = Finding{.failure = std::move(failure), .token = token, .trace = std::move(again.trace)};
  } else if (!again.misfit.empty()) {
    report.found = does_not_fit(again.misfit, std::move(again.trace));
  }
  return report;
}

std::string ToString(const Finding& finding) {
  return absl::StrCat(oracle::ToString(finding.failure), "\n", trace::ToString(finding.trace));
}

}  // namespace reprise::explore
