#include "replay/games/tick_positions.h"

#include <algorithm>

#include "match/topics.h"

namespace reprise::games {

TickPositions::TickPositions(const session::OrderedRun& recorded) {
  const auto& [run, order] = recorded;
  for (std::size_t n = 0; n < order.ops.size(); ++n) {
    const session::RecordedOp& op = run.ops()[order.ops[n]];
    if (op.kind == sched::OpKind::kAppend && run.ObjectName(op.object) == match::kTickTopic)
      ends_.push_back(n + 1);
  }
}

std::uint64_t TickPositions::Behind(std::uint64_t ticks) const {
  if (ticks == 0) return 0;
  return ticks <= ends_.size() ? ends_[ticks - 1] : UINT64_MAX;
}

std::uint64_t TickPositions::TicksAt(std::uint64_t position) const {
  return static_cast<std::uint64_t>(std::upper_bound(ends_.begin(), ends_.end(), position) - ends_.begin());
}

}  // namespace reprise::games
