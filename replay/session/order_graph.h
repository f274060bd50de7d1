// What must come before what: the ops of a run as nodes, and the way through them.
//
// Threads      thread-compatible.
// Complexity   Sort: O((n + e) log n), ties by the nodes' ranks.
#pragma once

#include <cstdint>
#include <functional>
#include <queue>
#include <utility>
#include <vector>

#include "replay/session/recorded_run.h"

namespace reprise::session {

class OrderGraph {
 public:
  explicit OrderGraph(std::size_t nodes) : next_(nodes), waiting_for_(nodes, 0) {}

  // `before` comes first; kNoOp: something that is missing, so `after` is never placed.
  void Add(OpIndex before, OpIndex after) {
    ++waiting_for_[after];
    if (before != kNoOp) next_[before].push_back(after);
  }

  // The nodes that can be placed, in an order that respects every edge; among the free ones least rank first.
  template <typename Rank>
  std::vector<OpIndex> Sort(Rank&& rank) {
    using Ready = std::pair<std::invoke_result_t<Rank, OpIndex>, OpIndex>;
    std::priority_queue<Ready, std::vector<Ready>, std::greater<>> ready;
    for (OpIndex node = 0; node < waiting_for_.size(); ++node) {
      if (waiting_for_[node] == 0) ready.emplace(rank(node), node);
    }
    std::vector<OpIndex> order;
    while (!ready.empty()) {
      const OpIndex node = ready.top().second;
      ready.pop();
      order.push_back(node);
      for (OpIndex after : next_[node]) {
        if (--waiting_for_[after] == 0) ready.emplace(rank(after), after);
      }
    }
    return order;
  }

  // After Sort: was it placed?
  [[nodiscard]] bool Placed(OpIndex node) const { return waiting_for_[node] == 0; }
  [[nodiscard]] const std::vector<OpIndex>& Next(OpIndex node) const { return next_[node]; }

 private:
  std::vector<std::vector<OpIndex>> next_;
  std::vector<std::uint32_t> waiting_for_;
};

}  // namespace reprise::session
