// A strategy that follows a schedule, and says where the run no longer fits it.
//
//   ReplayToken replay(*ParseToken(text));
//   replay.Next();
//   ... a run under `replay` ...
//   replay.misfit()                      // "": the run was the schedule's
//
// Behind the schedule's end the current task goes on while it can, and then the first that is ready; values are 0. So a
// token that was cut short is a schedule too.
//
// Use when     a failure is done again.
// Threads      thread-compatible.
// Errors       a choice that does not fit stops the run, and `misfit` says so in one sentence: its task is not ready, a
//              value stands where a task is asked for or the other way round, a value is too large.
#pragma once

#include <cstddef>
#include <cstdint>
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
    stopped_ = false;
    return std::exchange(fresh_, false);
  }

  std::size_t Pick(std::span<const sched::Op> ready) override {
    if (stopped_) return kStop;
    std::size_t picked = 0;
    if (ready.size() > 1) {
      for (const sched::Op& op : ready) numbers_(op.task);
      picked = AtEnd() ? Staying(ready) : Scheduled(ready);
      if (picked == kStop) return kStop;
    }
    current_ = ready[picked].task;
    return picked;
  }

  std::uint64_t Choose(const sched::Op& op, std::uint64_t bound) override {
    if (!schedule_.has_values || stopped_) return 0;
    if (AtEnd()) {
      SayThatItGoesOn();
      return 0;
    }
    const Choice choice = schedule_.choices[at_];
    if (choice.IsValue() && choice.number() < bound) {
      ++at_;
      return choice.number();
    }
    Stop("but the run asks for a value below " + std::to_string(bound) + " in " + sched::Name(op.kind) +
         " at " + sched::ToString(op.site));
    return 0;
  }

  // Empty: the run was the schedule's, from the first choice to the last.
  [[nodiscard]] std::string misfit() const override {
    if (!misfit_.empty() || AtEnd()) return misfit_;
    return "the run made " + std::to_string(at_) + " choices and ended, but the token has " +
           std::to_string(schedule_.size());
  }

 private:
  [[nodiscard]] bool AtEnd() const { return at_ == schedule_.size(); }

  std::size_t Scheduled(std::span<const sched::Op> ready) {
    const Choice choice = schedule_.choices[at_];
    std::string names;
    for (std::size_t index = 0; index < ready.size(); ++index) {
      const std::uint32_t task = numbers_(ready[index].task);
      if (choice == Choice::Task(task)) {
        ++at_;
        return index;
      }
      names += (index == 0 ? "" : ", ") + TaskLetter(task) + " at " + sched::ToString(ready[index].site);
    }
    Stop((choice.IsValue() ? "but the run asks who goes on" : "which cannot go on here") +
         ("; ready are " + names));
    return kStop;
  }
  std::size_t Staying(std::span<const sched::Op> ready) {
    SayThatItGoesOn();
    for (std::size_t index = 0; index < ready.size(); ++index)
      if (ready[index].task == current_) return index;
    return 0;
  }

  void SayThatItGoesOn() {
    if (misfit_.empty())
      misfit_ = "the token ends at choice " + std::to_string(at_) + ", but the run goes on";
  }
  void Stop(const std::string& why) {
    misfit_ =
        "choice " + std::to_string(at_) + " of the token is " + ToString(schedule_.choices[at_]) + ", " + why;
    stopped_ = true;
  }

  const Schedule schedule_;
  std::size_t at_ = 0;
  bool fresh_ = true;
  bool stopped_ = false;
  TaskId current_ = kNoTask;
  TaskNumbers numbers_;
  std::string misfit_;
};

}  // namespace reprise::strategy
