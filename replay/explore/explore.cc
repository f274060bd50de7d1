#include "replay/explore/explore.h"

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <memory>
#include <vector>

#include "replay/strategy/catalog.h"
#include "replay/strategy/recorded_schedule.h"
#include "replay/strategy/replay_token.h"
#include "replay/strategy/token.h"
#include "sched/model/model_scheduler.h"

namespace reprise::explore {
namespace {

using sched::ModelScheduler;

std::string ShowSteps(const std::vector<ModelScheduler::Step>& steps) {
  constexpr std::size_t kShownMax = 80;
  std::string text;
  for (std::size_t index = steps.size() - std::min(steps.size(), kShownMax); index < steps.size(); ++index) {
    const sched::Op& op = steps[index].op;
    text +=
        "  " + std::to_string(index) + "  task " + std::to_string(Value(op.task) - 1) + "  " + Name(op.kind);
    if (op.object != kNoObject) text += " #" + std::to_string(Value(op.object));
    if (op.kind != sched::OpKind::kFence && op.kind != sched::OpKind::kSpin)
      text += " = " + std::to_string(steps[index].value);
    text += "  " + sched::ToString(op.site) + "\n";
  }
  return text;
}

bool SameSteps(const std::vector<ModelScheduler::Step>& a, const std::vector<ModelScheduler::Step>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const auto& x, const auto& y) {
    return x.op.task == y.op.task && x.op.kind == y.op.kind && x.op.object == y.op.object &&
           x.op.site.line == y.op.site.line && x.value == y.value;
  });
}

class Explorer {
 public:
  Explorer(const ExploreOptions& options, const ScenarioBody& body)
      : scheduler_({.steps_max = options.steps_max}), body_(body) {}

  ModelScheduler::Result Run(sched::Strategy& strategy) {
    return scheduler_.Run(strategy, [this] {
      Scenario scenario(scheduler_);
      body_(scenario);
    });
  }

  // The schedule once more, step by step.
  Failure Again(const strategy::Schedule& schedule, const std::string& expected) {
    strategy::ReplayToken replay(schedule);
    replay.Next();
    scheduler_.KeepTrace(true);
    const ModelScheduler::Result result = Run(replay);
    scheduler_.KeepTrace(false);
    Failure failure{result.what, strategy::WriteToken(schedule), ShowSteps(scheduler_.trace())};
    if (result.what != expected || !replay.misfit().empty())
      failure.what = "the scenario is not deterministic: a run said \"" + expected +
                     "\", the same schedule again \"" + result.what + "\" " + replay.misfit();
    return failure;
  }

  Report Search(const ExploreOptions& options) {
    Report report;
    const std::unique_ptr<strategy::Search> search = MakeSearch(options);
    strategy::RecordedSchedule recorded(*search);
    while (report.schedules < options.schedules) {
      if (!search->Next()) {
        report.complete = true;
        break;
      }
      recorded.Clear();
      scheduler_.KeepTrace(report.schedules == 0);
      const ModelScheduler::Result result = Run(recorded);
      const std::vector<ModelScheduler::Step> steps = scheduler_.trace();
      scheduler_.KeepTrace(false);
      report.steps += result.steps;
      ++report.schedules;
      if (result.failed()) {
        report.failure = Again(recorded.schedule(), result.what);
        break;
      }
      if (result.stopped) {
        report.failure = Failure{"the strategy ended the run: " + search->misfit(),
                                 strategy::WriteToken(recorded.schedule()), ""};
        break;
      }
      if (report.schedules == 1 && !Repeats(recorded.schedule(), steps)) {
        report.failure = Failure{"the scenario is not deterministic: the same schedule made other steps",
                                 strategy::WriteToken(recorded.schedule()), ShowSteps(scheduler_.trace())};
        break;
      }
    }
    return report;
  }

  Report FollowToken(const std::string& token) {
    Report report;
    const absl::StatusOr<strategy::Schedule> schedule = strategy::ParseToken(token);
    if (!schedule.ok()) {
      report.failure = Failure{std::string(schedule.status().message()), token, ""};
      return report;
    }
    strategy::ReplayToken replay(*schedule);
    replay.Next();
    scheduler_.KeepTrace(true);
    const ModelScheduler::Result result = Run(replay);
    report.schedules = 1;
    report.steps = result.steps;
    if (result.failed()) {
      report.failure = Failure{result.what, token, ShowSteps(scheduler_.trace())};
    } else if (!replay.misfit().empty()) {
      report.failure = Failure{replay.misfit(), token, ShowSteps(scheduler_.trace())};
    }
    return report;
  }

 private:
  bool Repeats(const strategy::Schedule& schedule, const std::vector<ModelScheduler::Step>& steps) {
    strategy::ReplayToken replay(schedule);
    replay.Next();
    scheduler_.KeepTrace(true);
    const ModelScheduler::Result result = Run(replay);
    scheduler_.KeepTrace(false);
    return !result.failed() && replay.misfit().empty() && SameSteps(steps, scheduler_.trace());
  }

  ModelScheduler scheduler_;
  const ScenarioBody& body_;
};

strategy::StrategySetup SetupOf(const ExploreOptions& options) {
  std::string text = "random";
  if (const auto* pct = std::get_if<Pct>(&options.strategy)) text = "pct:depth=" + std::to_string(pct->depth);
  if (const auto* exhaustive = std::get_if<Exhaustive>(&options.strategy))
    text = "exhaustive:preemptions=" + std::to_string(exhaustive->preemptions);
  return text.c_str();
}

}  // namespace

std::unique_ptr<strategy::Search> MakeSearch(const ExploreOptions& options) {
  return SetupOf(options).Make(options.seed);
}

Report Explore(const ExploreOptions& options, const ScenarioBody& body) {
  Explorer explorer(options, body);
  if (const char* token = std::getenv("REPRISE_TOKEN")) return explorer.FollowToken(token);
  return explorer.Search(options);
}

Report Repeat(const std::string& token, const ScenarioBody& body, const ExploreOptions& options) {
  return Explorer(options, body).FollowToken(token);
}

std::string Describe(const ExploreOptions& options) { return SetupOf(options).description(); }

}  // namespace reprise::explore
