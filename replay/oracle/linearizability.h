// Is a history linearizable: is there one order of its ops, true to "returned before the other was invoked", in
// which a sequential object gives these very results?
//
// The search walks orders depth first: at each step some thread's next op takes effect, if nothing that has not
// taken effect yet returned before it was invoked, and if the model gives its result. A place (how far each thread
// is, and the model's state) from which the search once failed is never entered again. Three things come first:
// objects that do not touch each other are checked alone (Spec::Key), results that dictate the order are only played
// through (Spec::Rank), and types with a known list of bad patterns are checked for those (Spec::QuickCheck).
//
// A Spec is the sequential model:
//
//   struct Op, struct Result;
//   using State;                        // Copies, compares; State{} or spec.Initial() to begin with.
//   bool Apply(State&, const Op&, const Result* seen) const;   // Right here? Then advance. Null: nobody saw it.
//   std::uint64_t Digest(const State&) const;
//   std::string Text(const Op&, const Result*) const;          // "pop -> 3"
//   std::uint64_t Key(const Op&) const;                        // optional: the object that this op is about
//   std::optional<std::uint64_t> Rank(const Op&, const Result&) const;            // optional: its place in the order
//   std::optional<HistoryCheck> QuickCheck(const std::vector<Call<Spec>>&) const;      // optional; nullopt: search
//
// Use when     a structure promises linearizability: queue_specs.h and value_specs.h have its model.
// Threads      thread-compatible.
// Errors       a search over `steps_max` answers kGaveUp. It is exponential in the number of threads at worst.
// After        Wing & Gong 1993; Lowe, "Testing for linearizability", 2017; Horn & Kroening, "Faster linearizability
//              checking via P-compositionality", 2015 (docs/exploring.md).
#pragma once

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "replay/oracle/history.h"
#include "replay/oracle/history_check.h"
#include "replay/oracle/linearization_search.h"
#include "replay/oracle/ranked_check.h"
#include "replay/oracle/timeline.h"

namespace reprise::oracle {

struct CheckOptions {
  // kThread asks only for each thread's own order (sequential consistency): right where "returned before" across
  // threads means nothing, as in executions of a weak memory model whose threads did not synchronize.
  Precedence precedence = Precedence::kRealTime;
  std::uint64_t steps_max = 20'000'000;
};

namespace internal {

// The calls of a prefix: what is invoked after `end` is not in it, what returns after it is pending.
template <typename Spec>
std::vector<Call<Spec>> Prefix(const std::vector<Call<Spec>>& calls, std::uint64_t end) {
  std::vector<Call<Spec>> prefix;
  for (const Call<Spec>& call : calls) {
    if (call.invoked > end) continue;
    prefix.push_back(call);
    if (call.returned > end) {
      prefix.back().returned = kPending;
      prefix.back().result.reset();
    }
  }
  return prefix;
}

// The shortest prefix that has no linearization, and in a picture its last op with what overlaps and what led there.
template <typename Spec>
std::string Explain(const Spec& spec, const std::vector<Call<Spec>>& calls, const CheckOptions& options) {
  std::vector<std::uint64_t> ends;
  for (const Call<Spec>& call : calls)
    if (!call.pending()) ends.push_back(call.returned);
  std::sort(ends.begin(), ends.end());
  // A prefix of a linearizable history is linearizable, so halving finds the first that is not.
  const auto fails = [&](std::uint64_t end) {
    LinearizationSearch<Spec> search(spec, Prefix(calls, end), options.precedence, options.steps_max);
    return search.Run() == Answer::kNotLinearizable;
  };
  const auto first =
      std::partition_point(ends.begin(), ends.end(), [&](std::uint64_t e) { return !fails(e); });
  const std::uint64_t end = first == ends.end() ? ends.back() : *first;
  std::vector<Call<Spec>> prefix = Prefix(calls, end);
  std::sort(prefix.begin(), prefix.end(),
            [](const Call<Spec>& a, const Call<Spec>& b) { return a.returned < b.returned; });
  std::size_t completed = 0;
  while (completed < prefix.size() && !prefix[completed].pending()) ++completed;
  const Call<Spec> last = prefix.at(completed - 1);

  constexpr std::size_t kRowsMax = 16;
  std::vector<TimelineRow> rows;
  const auto draw = [&](const Call<Spec>& call) {
    if (rows.size() < kRowsMax)
      rows.push_back({call.thread, spec.Text(call.op, call.seen()), call.invoked, call.returned});
  };
  for (std::size_t index = completed; index < prefix.size(); ++index) draw(prefix[index]);
  for (std::size_t index = completed; index-- > 0;) draw(prefix[index]);
  return "not linearizable: no order of the first " + std::to_string(prefix.size()) + " of " +
         std::to_string(calls.size()) + " ops allows `" + spec.Text(last.op, last.seen()) + "` of thread " +
         std::to_string(last.thread) + "\n" + DrawTimeline(std::move(rows));
}

template <typename Spec>
HistoryCheck CheckOne(const Spec& spec, const std::vector<Call<Spec>>& calls, const CheckOptions& options) {
  if (options.precedence == Precedence::kRealTime) {
    if constexpr (requires { spec.QuickCheck(calls); }) {
      if (std::optional<HistoryCheck> quick = spec.QuickCheck(calls)) return *quick;
    }
    if constexpr (requires { spec.Rank(calls[0].op, *calls[0].result); }) {
      if (std::optional<HistoryCheck> quick = CheckRanked(spec, calls)) return *quick;
    }
  }
  LinearizationSearch<Spec> search(spec, calls, options.precedence, options.steps_max);
  HistoryCheck check{search.Run(), "", search.steps()};
  if (check.answer == Answer::kNotLinearizable) check.explanation = Explain(spec, calls, options);
  if (check.answer == Answer::kGaveUp)
    check.explanation = "gave up after " + std::to_string(check.steps) + " steps: neither proven nor refuted";
  return check;
}

}  // namespace internal

template <typename Spec>
HistoryCheck CheckLinearizable(const History<Spec>& history, const Spec& spec = {},
                               const CheckOptions& options = {}) {
  if constexpr (requires { spec.Key(history.calls()[0].op); }) {
    std::map<std::uint64_t, std::vector<Call<Spec>>> parts;
    for (const Call<Spec>& call : history.calls()) parts[spec.Key(call.op)].push_back(call);
    HistoryCheck whole;
    for (const auto& [key, calls] : parts) {
      HistoryCheck check = internal::CheckOne(spec, calls, options);
      whole.steps += check.steps;
      if (check) continue;
      whole.answer = check.answer;
      whole.explanation = "key " + std::to_string(key) + ": " + check.explanation;
      return whole;
    }
    return whole;
  } else {
    return internal::CheckOne(spec, history.calls(), options);
  }
}

}  // namespace reprise::oracle
