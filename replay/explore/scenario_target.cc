#include "replay/explore/scenario_target.h"

#include <optional>

namespace reprise::explore {

Target::Result ScenarioTarget::Run(sched::Strategy& strategy, sched::Tap* tap) {
  scheduler_.SetTap(tap);
  sched::ModelScheduler::Result ended = scheduler_.Run(strategy, [this] {
    Scenario scenario(scheduler_);
    body_(scenario);
  });
  Result result{.failure = std::nullopt,
                .stopped = ended.stopped,
                .cut = ended.failure || ended.stopped,
                .steps = ended.steps};
  if (ended.failure)
    result.failure =
        oracle::MakeFailure(ended.failure->kind, std::move(ended.failure->text), ended.failure->ops);
  return result;
}

}  // namespace reprise::explore
