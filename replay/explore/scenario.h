// What a scenario sees of the run that it is in: a small concurrent program on model atomics, and its checks.
//
//   [](Scenario& scenario) {
//     SegQueue<int, ModelSync> queue;
//     ModelRecorder<FifoSpec> history;                                     // model_recorder.h
//     scenario.Run({[&] { ... }, [&] { ... }});                            // two tasks, to their end
//     scenario.Expect(queue.TryPop() == std::nullopt, "something is left");
//     scenario.Expect(CheckLinearizable(history.Join()));
//   }
//
// Leaks, uses of freed memory, livelocks and exceptions fail a run without being asked for
// (sched/model/model_scheduler.h).
//
// Threads      fiber-bound (the tasks of one run).
// Errors       what fails ends the run at once.
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "base/site.h"
#include "replay/oracle/history_check.h"
#include "sched/model/model_scheduler.h"

namespace reprise::explore {

class Scenario {
 public:
  explicit Scenario(sched::ModelScheduler& scheduler) : scheduler_(scheduler) {}

  void Run(std::vector<std::function<void()>> tasks) { scheduler_.RunTasks(std::move(tasks)); }

  // The same for every task: body(0), body(1), ...
  void Crew(unsigned count, const std::function<void(unsigned)>& body) {
    std::vector<std::function<void()>> tasks;
    for (unsigned index = 0; index < count; ++index) tasks.push_back([&body, index] { body(index); });
    Run(std::move(tasks));
  }

  void Expect(bool holds, const char* otherwise, Site site = Site::Here()) {
    if (!holds) Fail(otherwise, site);
  }
  void Expect(const oracle::HistoryCheck& check, Site site = Site::Here()) {
    if (check.answer == oracle::Answer::kNotLinearizable)
      scheduler_.Fail(sched::FailureKind::kNotLinearizable, check.explanation, site);
    if (!check) Fail(check.explanation, site);
  }
  [[noreturn]] void Fail(const std::string& what, Site site = Site::Here()) {
    scheduler_.Fail(sched::FailureKind::kAssertion, what, site);
  }

 private:
  sched::ModelScheduler& scheduler_;
};

}  // namespace reprise::explore
