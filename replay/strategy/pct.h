// A strategy for bugs of small depth: the ready task of the highest priority always runs, priorities are random, and at
// `depth` - 1 random steps the running task drops below all others.
//
// A bug that needs d ordered events is hit with a probability of at least 1 / (n k^(d-1)) a run, for n tasks and k
// steps; the random walk's chance falls exponentially with k. k is the longest run so far.
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

  explicit Pct(const Options& options) : options_(options), prng_(options.seed) {
    REPRISE_CHECK(options.depth >= 1);
    Next();
  }

  bool Next() override {
    steps_max_ = std::max(steps_max_, step_);
    step_ = 0;
    prng_ = Prng(DeriveSeed(options_.seed, run_++));
    priorities_.clear();
    changes_.clear();
    for (unsigned change = 1; change < options_.depth; ++change)
      changes_.push_back({prng_.Below(steps_max_) + 1, change});
    return true;
  }

  std::size_t Pick(std::span<const sched::Op> ready) override {
    ++step_;
    std::size_t best = Highest(ready);
    for (const Change& change : changes_) {
      if (change.step != step_) continue;
      priorities_[ready[best].task] = change.priority;
      best = Highest(ready);
    }
    return best;
  }

 private:
  struct Change {
    std::uint64_t step;
    std::uint64_t priority;  // 1 to depth - 1: below every first one.
  };

  std::size_t Highest(std::span<const sched::Op> ready) {
    std::size_t best = 0;
    for (std::size_t index = 1; index < ready.size(); ++index)
      if (Priority(ready[index].task) > Priority(ready[best].task)) best = index;
    return best;
  }
  // A task's first one is drawn when it is first seen.
  std::uint64_t Priority(TaskId task) {
    const auto [entry, fresh] = priorities_.try_emplace(task, 0);
    if (fresh) entry->second = options_.depth + prng_.Below(std::uint64_t{1} << 62);
    return entry->second;
  }

  const Options options_;
  Prng prng_;
  std::uint64_t run_ = 0;
  std::uint64_t step_ = 0;
  std::uint64_t steps_max_ = 1;
  std::map<TaskId, std::uint64_t> priorities_;
  std::vector<Change> changes_;
};

}  // namespace reprise::strategy
