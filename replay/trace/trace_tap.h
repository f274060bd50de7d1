// The tap that keeps a run as a trace.
//
// Use when     a run on one thread is looked at afterwards: of the deterministic scheduler, or of model atomics.
// Not when     the run is parallel: replay/record.
// Threads      fiber-bound (the run's one thread).
// Memory       the trace.
#pragma once

#include <cstddef>
#include <span>
#include <utility>
#include <vector>

#include "replay/trace/trace.h"
#include "sched/tap.h"

namespace reprise::trace {

class TraceTap final : public sched::Tap {
 public:
  void DefineTask(const sched::TaskInfo& task) override { trace_.tasks[task.id] = task; }
  void DefineObject(const sched::ObjectInfo& object) override { trace_.objects[object.id] = object; }
  void Prepare(const sched::Op&) override { has_message_ = false; }
  std::span<std::byte> Reserve(const sched::Op&, std::size_t bytes) override {
    has_message_ = true;
    message_.assign(bytes, std::byte{0});
    return message_;
  }
  void Commit(const sched::Op& op, const sched::Outcome& outcome) noexcept override {
    if (std::exchange(has_message_, false)) trace_.messages[trace_.steps.size()] = message_;
    trace_.steps.push_back(StepOf(op, outcome));
  }
  void Abandon() noexcept override { has_message_ = false; }

  [[nodiscard]] const Trace& trace() const { return trace_; }
  [[nodiscard]] Trace Take() { return std::exchange(trace_, {}); }

 private:
  Trace trace_;
  std::vector<std::byte> message_;
  bool has_message_ = false;
};

}  // namespace reprise::trace
