// When results say in which order the ops took effect (versions, tickets, a counter's old values), nothing is
// searched: that order is played through, and held against real time.
//
// Ops of one rank must commute (loads of the same version), or the order is not dictated.
//
// Threads      thread-compatible.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "replay/oracle/history.h"
#include "replay/oracle/history_check.h"
#include "replay/oracle/timeline.h"

namespace reprise::oracle {

template <typename Spec>
HistoryCheck NotInOrder(const Spec& spec, const Call<Spec>& earlier, const Call<Spec>& later,
                        const std::string& why) {
  std::vector<TimelineRow> rows;
  for (const Call<Spec>* call : {&earlier, &later})
    rows.push_back({call->thread, spec.Text(call->op, call->seen()), call->invoked, call->returned});
  return {Answer::kNotLinearizable, "not linearizable: " + why + "\n" + DrawTimeline(std::move(rows)), 0};
}

// nullopt: some op is pending, or has no rank.
template <typename Spec>
std::optional<HistoryCheck> CheckRanked(const Spec& spec, const std::vector<Call<Spec>>& calls) {
  struct Ranked {
    std::uint64_t rank;
    const Call<Spec>* call;
  };
  std::vector<Ranked> order;
  for (const Call<Spec>& call : calls) {
    const std::optional<std::uint64_t> rank =
        call.pending() ? std::optional<std::uint64_t>() : spec.Rank(call.op, *call.result);
    if (!rank) return std::nullopt;
    order.push_back({*rank, &call});
  }
  std::sort(order.begin(), order.end(), [](const Ranked& a, const Ranked& b) {
    return a.rank != b.rank ? a.rank < b.rank : a.call->invoked < b.call->invoked;
  });
  typename Spec::State state = InitialState(spec);
  for (std::size_t index = 0; index < order.size(); ++index) {
    const Call<Spec>& call = *order[index].call;
    if (!spec.Apply(state, call.op, call.seen())) {
      const Call<Spec>& before = *order[index == 0 ? 0 : index - 1].call;
      return NotInOrder(spec, before, call,
                        std::string("`") + spec.Text(call.op, call.seen()) + "` of thread " +
                            std::to_string(call.thread) + " is wrong in the order that the results dictate");
    }
  }
  // From the last to the first: whoever comes later must not have returned before an earlier one was invoked.
  const Call<Spec>* soonest = nullptr;  // Of those with a greater rank.
  for (std::size_t end = order.size(); end > 0;) {
    std::size_t begin = end;
    while (begin > 0 && order[begin - 1].rank == order[end - 1].rank) {
      const Call<Spec>& call = *order[--begin].call;
      if (soonest != nullptr && soonest->Before(call))
        return NotInOrder(spec, call, *soonest,
                          std::string("`") + spec.Text(soonest->op, soonest->seen()) + "` returned before `" +
                              spec.Text(call.op, call.seen()) +
                              "` was invoked, but their results put it after");
    }
    for (std::size_t index = begin; index < end; ++index)
      if (soonest == nullptr || order[index].call->returned < soonest->returned) soonest = order[index].call;
    end = begin;
  }
  return HistoryCheck{};
}

}  // namespace reprise::oracle
