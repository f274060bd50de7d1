// A scenario on model atomics as a target.
//
//   ScenarioTarget target([](Scenario& scenario) { ... });   // scenario.h
//   Report report = Explore({.schedules = 10'000}, target);
//
// Use when     replay/explore searches schedules of lock-free code. Its stacks and memory are kept from run to run.
// Threads      thread-compatible.
#pragma once

#include <cstdint>
#include <functional>
#include <utility>

#include "replay/explore/scenario.h"
#include "replay/explore/target.h"
#include "sched/model/model_scheduler.h"

namespace reprise::explore {

using ScenarioBody = std::function<void(Scenario&)>;

class ScenarioTarget final : public Target {
 public:
  explicit ScenarioTarget(ScenarioBody body, std::uint64_t steps_max = kStepsMax)
      : scheduler_({.steps_max = steps_max}), body_(std::move(body)) {}

  static constexpr std::uint64_t kStepsMax = 20'000;  // A run that is longer has no end.

  Result Run(sched::Strategy& strategy, sched::Tap* tap) override;

 private:
  sched::ModelScheduler scheduler_;
  const ScenarioBody body_;
};

}  // namespace reprise::explore
