// A strategy for bugs of small depth: the ready task of the highest priority always runs, priorities are random, and at
// `depth` - 1 random steps the running task drops below all others.
//
// A task that yields drops below all others too: one that looks again and again until another has done something would
// else never let it.
//
// A bug that needs d ordered events is hit with a probability of at least 1 / (n k^(d-1)) a run, for n tasks and k
// steps; the random walk's chance falls exponentially with k. k is the longest run so far.
//
// Values (which waiter wakes, a draw) are uniform: the paper's programs have none, and no priority says which value is
// worth trying. A bug that also needs certain values is hit with the product of both chances. They come from a
// generator of their own, so that they move neither priorities nor change points, and they are no steps.
//
// Use when     the bug needs few switches, at the right places, in long runs.
// Not when     the bug needs many switches: random_walk.h.
// Threads      thread-compatible.
// After        Burckhardt, Kothari, Musuvathi & Nagarakatte, "A randomized scheduler with probabilistic guarantees of
//              finding bugs", 2010.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "base/check.h"
#include "base/prng.h"
#include "replay/strategy/search.h"

namespace reprise::strategy {

class Pct final : public Search {
 public:
  struct Options {
    unsigned depth = 3;
    std::uint64_t seed = 1;
  };

  explicit Pct(const Options& options) : options_(options), prng_(options.seed), values_(options.seed) {
    REPRISE_CHECK(options.depth >= 1);
    Next();
  }

  bool Next() override {
    steps_max_ = std::max(steps_max_, step_);
    step_ = 0;
    lowest_ = 0;
    yielded_.clear();
    prng_ = Prng(DeriveSeed(options_.seed, run_));
    values_ = Prng(DeriveSeed(options_.seed, run_, kValues));
    ++run_;
    priorities_.clear();
    changes_.clear();
    for (unsigned change = 1; change < options_.depth; ++change)
      changes_.push_back({prng_.Below(steps_max_) + 1, static_cast<std::int64_t>(change)});
    return true;
  }

  std::size_t Pick(std::span<const sched::Op> ready) override {
    ++step_;
    std::size_t best = HighestThatDoesNotYield(ready);
    for (const Change& change : changes_) {
      if (change.step != step_) continue;
      std::int64_t& priority = priorities_[ready[best].task];
      priority = priority > change.priority ? change.priority : --lowest_;
      best = HighestThatDoesNotYield(ready);
    }
    return best;
  }

  std::uint64_t Choose(const sched::Op&, std::uint64_t bound) override { return values_.Below(bound); }

 private:
  static constexpr std::uint64_t kValues = 1;  // What the second generator of a run is for.

  struct Change {
    std::uint64_t step;
    std::int64_t priority;  // 1 to depth - 1: below every first one.
  };

  // Each yield counts once: when all the others yield too, it is somebody's turn.
  std::size_t HighestThatDoesNotYield(std::span<const sched::Op> ready) {
    for (;;) {
      const std::size_t best = Highest(ready);
      const sched::Op& op = ready[best];
      if (op.kind != sched::OpKind::kYield) return best;
      const auto [yield, fresh] = yielded_.try_emplace(op.task, op.no);
      if (!fresh && std::exchange(yield->second, op.no) == op.no) return best;
      priorities_[op.task] = --lowest_;
    }
  }

  std::size_t Highest(std::span<const sched::Op> ready) {
    std::size_t best = 0;
    for (std::size_t index = 1; index < ready.size(); ++index)
      if (Priority(ready[index].task) > Priority(ready[best].task)) best = index;
    return best;
  }
  // A task's first one is drawn when it is first seen.
  std::int64_t Priority(TaskId task) {
    const auto [entry, fresh] = priorities_.try_emplace(task, 0);
    if (fresh) {
      entry->second = static_cast<std::int64_t>(options_.depth + prng_.Below(std::uint64_t{1} << 62));
    }
    return entry->second;
  }

  const Options options_;
  Prng prng_;
  Prng values_;
  std::uint64_t run_ = 0;
  std::uint64_t step_ = 0;
  std::uint64_t steps_max_ = 1;
  std::map<TaskId, std::int64_t> priorities_;
  std::map<TaskId, std::uint32_t> yielded_;  // Which op was the last yield that a task dropped for.
  std::int64_t lowest_ = 0;
  std::vector<Change> changes_;
};

}  // namespace reprise::strategy
