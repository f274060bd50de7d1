// A strategy that runs every schedule with at most so many preemptions, depth first, and says when it has.
//
// A preemption is a switch away from a task that could go on; a switch when a task has ended or waits is free. Most
// bugs need two. Nothing is stored but the choices of the current run: each run repeats a prefix of the last one and
// then differs.
//
// Use when     a small scenario must hold in all schedules: two or three tasks, a few ops each.
// Not when     runs have some hundred choices: their number grows with choices^preemptions.
// Threads      thread-compatible.
// Errors       a run that does not repeat its prefix (a scenario that is not deterministic) is stopped; `misfit` says
//              where.
// After        Godefroid, VeriSoft, 1997 (stateless search); Musuvathi & Qadeer, "Iterative context bounding for
//              systematic testing of multithreaded programs", 2007.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "base/digest.h"
#include "replay/strategy/search.h"

namespace reprise::strategy {

class Exhaustive final : public Search {
 public:
  explicit Exhaustive(unsigned preemptions_max) : preemptions_max_(preemptions_max) {}

  bool Next() override {
    depth_ = preemptions_ = 0;
    current_ = kNoTask;
    if (!begun_) return begun_ = true;
    while (!choices_.empty()) {
      Choice& last = choices_.back();
      // All but the first option switch away; where the current task is ready, that is a preemption.
      if (++last.option < last.options && (!last.may_stay || last.preemptions < preemptions_max_))
        return true;
      choices_.pop_back();
    }
    return false;
  }

  std::size_t Pick(std::span<const sched::Op> ready) override {
    if (ready.size() == 1) {
      current_ = ready[0].task;
      return 0;
    }
    std::size_t stays = ready.size();  // The current task's index.
    Digest digest;
    for (std::size_t index = 0; index < ready.size(); ++index) {
      if (ready[index].task == current_) stays = index;
      digest.Add(ready[index].task).Add(ready[index].kind).Add(ready[index].object);
    }
    const bool may_stay = stays < ready.size();
    if (depth_ == choices_.size()) {
      choices_.push_back({0, ready.size(), may_stay, preemptions_, digest.value()});
    } else if (choices_[depth_].digest != digest.value()) {
      misfit_ =
          "choice " + std::to_string(depth_) + " is another one than in the run before: not deterministic";
      return kStop;
    }
    const Choice& choice = choices_[depth_++];
    // The current task first, the others in their order.
    std::size_t picked = choice.option;
    if (may_stay) picked = choice.option == 0 ? stays : choice.option - (choice.option <= stays ? 1 : 0);
    if (may_stay && picked != stays) ++preemptions_;
    current_ = ready[picked].task;
    return picked;
  }

  [[nodiscard]] const std::string& misfit() const { return misfit_; }

 private:
  struct Choice {
    std::size_t option;
    std::size_t options;
    bool may_stay;
    unsigned preemptions;  // Before it.
    std::uint64_t digest;  // Of what was ready.
  };

  const unsigned preemptions_max_;
  bool begun_ = false;
  std::vector<Choice> choices_;
  std::size_t depth_ = 0;
  unsigned preemptions_ = 0;
  TaskId current_ = kNoTask;
  std::string misfit_;
};

}  // namespace reprise::strategy
