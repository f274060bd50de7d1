// A strategy that follows a schedule, and says where the run no longer fits it.
//
// Behind the schedule's end the current task goes on while it can, and then the first that is ready: so a token that
// was cut short is a schedule too.
//
// Use when     a failure is done again.
// Threads      thread-compatible.
// Errors       a choice whose task is not ready stops the run; `misfit` says so in one sentence.
#pragma once

#include <cstddef>
#include <string>
#include <utility>

#include "replay/strategy/search.h"
#include "replay/strategy/token.h"

namespace reprise::strategy {

class ReplayToken final : public Search {
 public:
  explicit ReplayToken(Schedule schedule) : schedule_(std::move(schedule)) {}

  bool Next() override {
    at_ = 0;
    current_ = kNoTask;
    numbers_.Clear();
    misfit_.clear();
    return std::exchange(fresh_, false);
  }

  std::size_t Pick(std::span<const sched::Op> ready) override {
    std::size_t picked = 0;
    if (ready.size() > 1) {
      for (const sched::Op& op : ready) numbers_(op.task);
      picked = at_ < schedule_.size() ? Scheduled(ready) : Staying(ready);
      if (picked == kStop) return kStop;
    }
    current_ = ready[picked].task;
    return picked;
  }

  // Empty: the run was the schedule's, from the first choice to the last.
  [[nodiscard]] std::string misfit() const {
    if (!misfit_.empty() || at_ == schedule_.size()) return misfit_;
    return "the run made " + std::to_string(at_) + " choices and ended, but the token has " +
           std::to_string(schedule_.size());
  }

 private:
  std::size_t Scheduled(std::span<const sched::Op> ready) {
    std::string names;
    for (std::size_t index = 0; index < ready.size(); ++index) {
      if (numbers_(ready[index].task) == schedule_[at_]) {
        ++at_;
        return index;
      }
      names += (index == 0 ? "" : ", ") + TaskLetter(numbers_(ready[index].task)) + " at " +
               sched::ToString(ready[index].site);
    }
    misfit_ = "choice " + std::to_string(at_) + " of the token is task " + TaskLetter(schedule_[at_]) +
              ", which cannot go on here; ready are " + names;
    return kStop;
  }
  std::size_t Staying(std::span<const sched::Op> ready) {
    if (misfit_.empty())
      misfit_ = "the token ends at choice " + std::to_string(at_) + ", but the run goes on";
    for (std::size_t index = 0; index < ready.size(); ++index)
      if (ready[index].task == current_) return index;
    return 0;
  }

  const Schedule schedule_;
  std::size_t at_ = 0;
  bool fresh_ = true;
  TaskId current_ = kNoTask;
  TaskNumbers numbers_;
  std::string misfit_;
};

}  // namespace reprise::strategy
