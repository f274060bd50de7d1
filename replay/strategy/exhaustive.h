// A strategy that runs every schedule with at most so many preemptions, depth first, and says when it has.
//
// A preemption is a switch away from a task that could go on; a switch when a task has ended or waits is free. Most
// bugs need two. Nothing is stored but the choices of the current run: each run repeats a prefix of the last one and
// then differs.
//
// Who yields gives way to the task that has not gone on for longest; whatever else is chosen then, staying too, is a
// preemption. So what yields until another task has done something comes to an end, in finitely many schedules.
//
// Every value below its bound is tried (which waiter wakes, a draw), and is no preemption.
//
// Use when     a small scenario must hold in all schedules: two or three tasks, a few ops each.
// Not when     runs have some hundred choices: their number grows with choices^preemptions. Nor where values have large
//              bounds.
// Threads      thread-compatible.
// Errors       a run that does not repeat its prefix (a scenario that is not deterministic) is stopped; `misfit` says
//              where.
// After        Godefroid, VeriSoft, 1997 (stateless search); Musuvathi & Qadeer, "Iterative context bounding for
//              systematic testing of multithreaded programs", 2007.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "base/digest.h"
#include "replay/strategy/search.h"

namespace reprise::strategy {

class Exhaustive final : public Search {
 public:
  explicit Exhaustive(unsigned preemptions_max) : preemptions_max_(preemptions_max) {}

  bool Next() override {
    depth_ = preemptions_ = 0;
    misfit_.clear();
    left_.clear();
    current_ = kNoTask;
    if (!begun_) return begun_ = true;
    while (!choices_.empty()) {
      Choice& last = choices_.back();
      // All but the first option of a task that could go on are preemptions.
      if (++last.option < last.options && (!last.costs || last.preemptions < preemptions_max_)) return true;
      choices_.pop_back();
    }
    return false;
  }

  std::size_t Pick(std::span<const sched::Op> ready) override {
    if (!misfit_.empty()) return kStop;
    const std::size_t picked = ready.size() == 1 ? 0 : PickOneOf(ready);
    if (picked == kStop) return kStop;
    if (const TaskId next = ready[picked].task; next != current_) {
      std::erase(left_, next);
      left_.push_back(std::exchange(current_, next));
    }
    return picked;
  }

  std::uint64_t Choose(const sched::Op& op, std::uint64_t bound) override {
    const Choice* const choice =
        Take(bound, /*costs=*/false, Digest().Add(op.task).Add(op.kind).Add(bound).value());
    return choice == nullptr ? 0 : choice->option;
  }

  [[nodiscard]] std::string misfit() const override { return misfit_; }

 private:
  struct Choice {
    std::uint64_t option;
    std::uint64_t options;
    bool costs;            // Options but the first are preemptions.
    unsigned preemptions;  // Before it.
    std::uint64_t digest;  // Of what there was to choose from.
  };

  std::size_t PickOneOf(std::span<const sched::Op> ready) {
    std::size_t stays = ready.size();  // The current task's index.
    Digest digest;
    for (std::size_t index = 0; index < ready.size(); ++index) {
      if (ready[index].task == current_) stays = index;
      digest.Add(ready[index].task).Add(ready[index].kind).Add(ready[index].object);
    }
    const bool costs = stays < ready.size();
    const Choice* const choice = Take(ready.size(), costs, digest.value());
    if (choice == nullptr) return kStop;
    if (!costs) return choice->option;
    if (choice->option > 0) ++preemptions_;
    // The task that is expected to go on first, the others in their order.
    const std::size_t first = ready[stays].kind == sched::OpKind::kYield ? LongestOff(ready, stays) : stays;
    return choice->option == 0 ? first : choice->option - (choice->option <= first ? 1 : 0);
  }

  // The next choice of this run: repeated from the run before, or a new one. Null: the run is not the same any more.
  const Choice* Take(std::uint64_t options, bool costs, std::uint64_t digest) {
    if (!misfit_.empty()) return nullptr;
    if (depth_ == choices_.size()) {
      choices_.push_back({0, options, costs, preemptions_, digest});
    } else if (choices_[depth_].digest != digest) {
      misfit_ =
          "choice " + std::to_string(depth_) + " is another one than in the run before: not deterministic";
      return nullptr;
    }
    return &choices_[depth_++];
  }

  // Of the others, who has not gone on for longest: who never did, else who was left first.
  [[nodiscard]] std::size_t LongestOff(std::span<const sched::Op> ready, std::size_t stays) const {
    std::size_t longest = stays;
    auto longest_left = left_.end();
    for (std::size_t index = 0; index < ready.size(); ++index) {
      if (index == stays) continue;
      const auto left = std::find(left_.begin(), left_.end(), ready[index].task);
      if (left == left_.end()) return index;
      if (left >= longest_left) continue;
      longest = index;
      longest_left = left;
    }
    return longest;
  }

  const unsigned preemptions_max_;
  bool begun_ = false;
  std::vector<Choice> choices_;
  std::size_t depth_ = 0;
  unsigned preemptions_ = 0;
  TaskId current_ = kNoTask;
  std::vector<TaskId>
      left_;  // Tasks that went on before the current one, in the order in which they were left.
  std::string misfit_;
};

}  // namespace reprise::strategy
