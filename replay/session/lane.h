// The ops of one kind on one object, by ticket: dense, each once.
//
// Threads      thread-compatible.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "replay/session/order_graph.h"

namespace reprise::session {

class Lane {
 public:
  void Insert(std::uint64_t ticket, OpIndex op) { ops_.emplace_back(ticket, op); }

  // After the last Insert. Two ops with one ticket: gives them.
  std::optional<std::pair<OpIndex, OpIndex>> Close() {
    std::sort(ops_.begin(), ops_.end());
    for (std::size_t n = 1; n < ops_.size(); ++n) {
      if (ops_[n].first == ops_[n - 1].first) return std::pair{ops_[n - 1].second, ops_[n].second};
    }
    return std::nullopt;
  }

  // kNoOp when the log does not have it.
  [[nodiscard]] OpIndex At(std::uint64_t ticket) const {
    const auto found = std::lower_bound(ops_.begin(), ops_.end(), std::pair{ticket, OpIndex{0}});
    return found == ops_.end() || found->first != ticket ? kNoOp : found->second;
  }

  // Each op after the one with the ticket before it; the first ticket is `base`.
  void Chain(OrderGraph& graph, std::uint64_t base) const {
    for (const auto& [ticket, op] : ops_) {
      if (ticket != base) graph.Add(ticket < base ? kNoOp : At(ticket - 1), op);
    }
  }

  [[nodiscard]] const std::vector<std::pair<std::uint64_t, OpIndex>>& ops() const { return ops_; }

 private:
  std::vector<std::pair<std::uint64_t, OpIndex>> ops_;
};

}  // namespace reprise::session
