// Wraps a strategy and keeps what it chose, so that the run can be done again.
//
// Threads      thread-compatible.
// Memory       four bytes a choice between several tasks.
#pragma once

#include <cstddef>
#include <cstdint>

#include "replay/strategy/token.h"
#include "sched/strategy.h"

namespace reprise::strategy {

class RecordedSchedule final : public sched::Strategy {
 public:
  explicit RecordedSchedule(sched::Strategy& inner) : inner_(inner) {}

  // Before each run.
  void Clear() {
    schedule_.clear();
    numbers_.Clear();
  }

  std::size_t Pick(std::span<const sched::Op> ready) override {
    const std::size_t picked = inner_.Pick(ready);
    if (ready.size() == 1 || picked == kStop) return picked;
    std::uint32_t number = 0;
    for (std::size_t index = 0; index < ready.size(); ++index) {
      const std::uint32_t task = numbers_(ready[index].task);
      if (index == picked) number = task;
    }
    schedule_.push_back(number);
    return picked;
  }
  sched::Outcome Decide(const sched::Op& op) override { return inner_.Decide(op); }
  void Blocked(std::span<const sched::Op> blocked) override { inner_.Blocked(blocked); }

  [[nodiscard]] const Schedule& schedule() const { return schedule_; }

 private:
  sched::Strategy& inner_;
  Schedule schedule_;
  TaskNumbers numbers_;
};

}  // namespace reprise::strategy
