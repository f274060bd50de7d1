// Wraps a strategy and keeps what it chose, so that the run can be done again.
//
//   RecordedSchedule recorded(walk);
//   ... a run under `recorded` ...
//   WriteToken(recorded.schedule())      // token.h
//
// Threads      thread-compatible.
// Memory       eight bytes a choice between several tasks or values.
#pragma once

#include <cstddef>
#include <cstdint>

#include "replay/strategy/forwarding.h"
#include "replay/strategy/token.h"

namespace reprise::strategy {

class RecordedSchedule final : public Forwarding {
 public:
  using Forwarding::Forwarding;

  // Before each run.
  void Clear() {
    schedule_.choices.clear();
    numbers_.Clear();
  }

  std::size_t Pick(std::span<const sched::Op> ready) override {
    const std::size_t picked = Forwarding::Pick(ready);
    if (ready.size() == 1 || picked == kStop) return picked;
    std::uint32_t number = 0;
    for (std::size_t index = 0; index < ready.size(); ++index) {
      const std::uint32_t task = numbers_(ready[index].task);
      if (index == picked) number = task;
    }
    schedule_.choices.push_back(Choice::Task(number));
    return picked;
  }
  std::uint64_t Choose(const sched::Op& op, std::uint64_t bound) override {
    const std::uint64_t chosen = Forwarding::Choose(op, bound);
    schedule_.choices.push_back(Choice::Value(chosen));
    return chosen;
  }

  [[nodiscard]] const Schedule& schedule() const { return schedule_; }

 private:
  Schedule schedule_;
  TaskNumbers numbers_;
};

}  // namespace reprise::strategy
