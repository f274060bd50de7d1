// A strategy for tests: it picks as a seed or a function says, writes down what it saw, and may stop the run.
//
// Threads      thread-compatible.
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/prng.h"
#include "sched/strategy.h"

namespace reprise::sched {

class ScriptedStrategy final : public Strategy {
 public:
  using Picker = std::function<std::size_t(std::span<const Op>)>;

  explicit ScriptedStrategy(Picker picker) : picker_(std::move(picker)) {}
  explicit ScriptedStrategy(std::uint64_t seed)
      : picker_([prng = Prng(seed)](std::span<const Op> ready) mutable { return prng.Below(ready.size()); }) {
  }

  // The pick of this number, from 1, ends the run.
  ScriptedStrategy& StopAt(std::size_t pick) {
    stop_at_ = pick;
    return *this;
  }
  ScriptedStrategy& DecideAs(const Outcome& outcome) {
    decided_ = outcome;
    return *this;
  }

  std::size_t Pick(std::span<const Op> ready) override {
    if (++picks_ == stop_at_) {
      stopped_ = true;
      return kStop;
    }
    const std::size_t picked = picker_(ready);
    trace_.push_back(absl::StrCat(Value(ready[picked].task), " ", Name(ready[picked].kind), " of ",
                                  ready.size(), " on ", Value(ready[picked].object)));
    return picked;
  }
  Outcome Decide(const Op&) override { return decided_; }
  void Blocked(std::span<const Op> blocked) override { blocked_.assign(blocked.begin(), blocked.end()); }

  [[nodiscard]] const std::vector<std::string>& trace() const { return trace_; }
  [[nodiscard]] const std::vector<Op>& blocked() const { return blocked_; }
  [[nodiscard]] bool stopped() const { return stopped_; }

 private:
  Picker picker_;
  std::size_t stop_at_ = 0;
  std::size_t picks_ = 0;
  bool stopped_ = false;
  Outcome decided_;
  std::vector<std::string> trace_;
  std::vector<Op> blocked_;
};

}  // namespace reprise::sched
