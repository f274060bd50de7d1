// The search itself: which thread's next op takes effect next, depth first, no place entered twice.
//
// A thread's ops follow each other, so how far each thread has come says which ops have taken effect, and the least
// return among the threads' next ops is the least of all that have not: a step costs as much as there are threads.
//
// Threads      thread-compatible.
// Memory       one place (a position a thread, and a copy of the model's state) for each step that was new.
// After        Wing & Gong 1993; Lowe 2017 (the memory of places).
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <unordered_set>
#include <utility>
#include <vector>

#include "base/prng.h"
#include "replay/oracle/history.h"
#include "replay/oracle/history_check.h"

namespace reprise::oracle {

enum class Precedence : std::uint8_t {
  kRealTime,  // An op that returned before another was invoked comes first: linearizability.
  kThread,    // Only a thread's own ops are ordered: sequential consistency.
};

template <typename Spec>
class LinearizationSearch {
 public:
  using State = typename Spec::State;

  LinearizationSearch(const Spec& spec, std::vector<Call<Spec>> calls, Precedence precedence,
                      std::uint64_t steps_max)
      : spec_(spec), precedence_(precedence), steps_max_(steps_max), state_(InitialState(spec)) {
    std::stable_sort(calls.begin(), calls.end(), [](const Call<Spec>& a, const Call<Spec>& b) {
      return a.thread != b.thread ? a.thread < b.thread : a.invoked < b.invoked;
    });
    for (Call<Spec>& call : calls) {
      if (threads_.empty() || threads_.back().front().thread != call.thread) threads_.emplace_back();
      threads_.back().push_back(std::move(call));
    }
    next_.resize(threads_.size(), 0);
  }

  Answer Run() {
    std::size_t thread = 0;  // The first that has not been tried at this place.
    while (!Done()) {
      const std::uint64_t horizon = LeastReturn();
      while (thread < threads_.size() && !Step(thread, horizon)) ++thread;
      if (steps_ > steps_max_) return Answer::kGaveUp;
      if (thread < threads_.size()) {
        thread = 0;
      } else {
        if (path_.empty()) return Answer::kNotLinearizable;
        thread = path_.back().thread + 1;
        state_ = std::move(path_.back().before);
        --next_[path_.back().thread];
        path_.pop_back();
      }
    }
    return Answer::kLinearizable;
  }

  [[nodiscard]] std::uint64_t steps() const { return steps_; }

 private:
  struct Taken {
    std::size_t thread;
    State before;
  };
  struct Place {
    std::vector<std::uint32_t> next;
    State state;
    std::uint64_t digest;
    bool operator==(const Place& other) const {
      return digest == other.digest && next == other.next && state == other.state;
    }
  };
  struct PlaceHash {
    std::size_t operator()(const Place& place) const { return static_cast<std::size_t>(place.digest); }
  };

  [[nodiscard]] bool HasNext(std::size_t thread) const { return next_[thread] < threads_[thread].size(); }
  [[nodiscard]] const Call<Spec>& Next(std::size_t thread) const { return threads_[thread][next_[thread]]; }

  // Whatever is left is pending, which need not take effect.
  [[nodiscard]] bool Done() const {
    for (std::size_t thread = 0; thread < threads_.size(); ++thread)
      if (HasNext(thread) && !Next(thread).pending()) return false;
    return true;
  }

  [[nodiscard]] std::uint64_t LeastReturn() const {
    std::uint64_t least = kPending;
    for (std::size_t thread = 0; thread < threads_.size(); ++thread)
      if (HasNext(thread)) least = std::min(least, Next(thread).returned);
    return least;
  }

  bool Step(std::size_t thread, std::uint64_t horizon) {
    if (!HasNext(thread)) return false;
    const Call<Spec>& call = Next(thread);
    if (precedence_ == Precedence::kRealTime && call.invoked > horizon) return false;
    ++steps_;
    State after = state_;
    if (!spec_.Apply(after, call.op, call.seen())) return false;
    ++next_[thread];
    std::uint64_t digest = spec_.Digest(after);
    for (const std::uint32_t position : next_) digest = SplitMix64(digest ^ position);
    if (!seen_.insert({next_, after, digest}).second) {
      --next_[thread];
      return false;
    }
    path_.push_back({thread, std::move(state_)});
    state_ = std::move(after);
    return true;
  }

  const Spec& spec_;
  const Precedence precedence_;
  const std::uint64_t steps_max_;
  State state_;
  std::vector<std::vector<Call<Spec>>> threads_;
  std::vector<std::uint32_t> next_;  // By thread: its first op that has not taken effect.
  std::vector<Taken> path_;
  std::unordered_set<Place, PlaceHash> seen_;
  std::uint64_t steps_ = 0;
};

}  // namespace reprise::oracle
