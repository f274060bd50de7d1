// A FIFO history whose values are all different is wrong exactly when it shows one of four patterns:
//
//   fresh    a pop gets a value that nobody pushed, or that was pushed only after the pop returned
//   repeat   two pops get the same value
//   order    push(a) before push(b), and pop -> b before pop -> a (or a was never popped)
//   witness  a pop says `empty` although at each moment of it some value was surely inside
//
// Each is looked for by sorting: n log n, where a search would have to walk orders.
//
// Threads      thread-compatible.
// After        Henzinger, Sezgin & Vafeiadis, "Aspect-oriented linearizability proofs", 2013; Bouajjani, Emmi, Enea &
//              Hamza, "On reducing linearizability to state reachability", 2015.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "replay/oracle/history.h"
#include "replay/oracle/history_check.h"
#include "replay/oracle/timeline.h"

namespace reprise::oracle {

template <typename Spec>
class FifoPatterns {
 public:
  using OneCall = Call<Spec>;

  FifoPatterns(const Spec& spec, const std::vector<OneCall>& calls) : spec_(spec), calls_(calls) {}

  // nullopt: the patterns say nothing, because a pop is pending (whose value?) or a value was pushed twice.
  std::optional<HistoryCheck> Check() {
    if (!Collect()) return std::nullopt;
    if (wrong_) return wrong_;
    CheckOrder();
    if (!wrong_) CheckWitnesses();
    return wrong_ ? *wrong_ : HistoryCheck{};
  }

 private:
  struct Value {
    const OneCall* push = nullptr;
    const OneCall* pop = nullptr;
    [[nodiscard]] std::uint64_t pop_invoked() const { return pop == nullptr ? kPending : pop->invoked; }
  };

  bool Collect() {
    std::unordered_map<std::uint64_t, std::size_t> index;
    for (const OneCall& call : calls_) {
      if (!call.op.push) continue;
      if (!index.emplace(call.op.value, values_.size()).second) return false;
      values_.push_back({&call, nullptr});
    }
    for (const OneCall& call : calls_) {
      if (call.op.push) continue;
      if (call.pending()) return false;
      if (!*call.result) {
        empties_.push_back(&call);
        continue;
      }
      const auto found = index.find(**call.result);
      if (found == index.end()) {
        Wrong({&call}, "nobody pushed the value of this pop");
        continue;
      }
      Value& value = values_[found->second];
      if (value.pop != nullptr) Wrong({value.push, value.pop, &call}, "one value was popped twice");
      if (call.Before(*value.push))
        Wrong({&call, value.push}, "a pop returned before its value's push was invoked");
      value.pop = &call;
    }
    // A push that did not return and whose value nobody got need not have happened.
    std::erase_if(values_, [](const Value& value) { return value.push->pending() && value.pop == nullptr; });
    return true;
  }

  // Of all a whose push returned before push(b) was invoked, the last one to be popped must not come after pop -> b.
  void CheckOrder() {
    std::vector<const Value*> by_return, by_invoke;
    for (const Value& value : values_) {
      by_return.push_back(&value);
      if (value.pop != nullptr) by_invoke.push_back(&value);
    }
    std::sort(by_return.begin(), by_return.end(),
              [](const Value* a, const Value* b) { return a->push->returned < b->push->returned; });
    std::sort(by_invoke.begin(), by_invoke.end(),
              [](const Value* a, const Value* b) { return a->push->invoked < b->push->invoked; });
    const Value* last = nullptr;
    std::size_t next = 0;
    for (const Value* value : by_invoke) {
      for (; next < by_return.size() && by_return[next]->push->Before(*value->push); ++next)
        if (last == nullptr || by_return[next]->pop_invoked() > last->pop_invoked()) last = by_return[next];
      if (last == nullptr || value->pop->returned >= last->pop_invoked()) continue;
      if (last->pop != nullptr) {
        Wrong({last->push, value->push, value->pop, last->pop}, "pushed earlier, but popped later");
      } else {
        Wrong({last->push, value->push, value->pop}, "pushed earlier, but never popped");
      }
      return;
    }
  }

  // A value is surely inside from its push's return to its pop's invocation. Where such times overlap, the queue is
  // surely not empty over all of them, and no `empty` may lie within.
  void CheckWitnesses() {
    struct Span {
      std::uint64_t begin, end;
      std::vector<const Value*> values;
    };
    std::vector<const Value*> inside;
    for (const Value& value : values_)
      if (value.push->returned < value.pop_invoked()) inside.push_back(&value);
    std::sort(inside.begin(), inside.end(),
              [](const Value* a, const Value* b) { return a->push->returned < b->push->returned; });
    std::vector<Span> spans;
    for (const Value* value : inside) {
      if (spans.empty() || value->push->returned > spans.back().end)
        spans.push_back({value->push->returned, 0, {}});
      spans.back().end = std::max(spans.back().end, value->pop_invoked());
      spans.back().values.push_back(value);
    }
    for (const OneCall* empty : empties_) {
      const auto after = std::partition_point(spans.begin(), spans.end(),
                                              [&](const Span& span) { return span.begin < empty->invoked; });
      if (after == spans.begin() || std::prev(after)->end < empty->returned) continue;
      std::vector<const OneCall*> involved{empty};
      for (const Value* value : std::prev(after)->values) {
        if (value->pop_invoked() < empty->invoked || empty->Before(*value->push)) continue;
        involved.push_back(value->push);
        if (value->pop != nullptr) involved.push_back(value->pop);
      }
      Wrong(involved, "a pop found the queue empty, but at no moment of it was it empty");
      return;
    }
  }

  void Wrong(const std::vector<const OneCall*>& involved, const std::string& why) {
    if (wrong_) return;
    constexpr std::size_t kRowsMax = 12;
    std::vector<TimelineRow> rows;
    for (const OneCall* call : involved)
      if (rows.size() < kRowsMax)
        rows.push_back({call->thread, spec_.Text(call->op, call->seen()), call->invoked, call->returned});
    wrong_ = HistoryCheck{Answer::kNotLinearizable,
                          "not linearizable: " + why + "\n" + DrawTimeline(std::move(rows)), 0};
  }

  const Spec& spec_;
  const std::vector<OneCall>& calls_;
  std::vector<Value> values_;  // In the order of their pushes.
  std::vector<const OneCall*> empties_;
  std::optional<HistoryCheck> wrong_;
};

template <typename Spec>
std::optional<HistoryCheck> CheckFifoPatterns(const Spec& spec, const std::vector<Call<Spec>>& calls) {
  return FifoPatterns<Spec>(spec, calls).Check();
}

}  // namespace reprise::oracle
