#include "match/tally.h"

namespace reprise::match {

Tally::Tally(std::size_t seats) : rows_(seats) {
  for (std::size_t seat = 0; seat < seats; ++seat) rows_[seat].seat = static_cast<std::uint8_t>(seat);
}

void Tally::Add(const arena::GameEvent& event) {
  wire::Standing* row = Row(event.agent);
  if (row == nullptr) return;
  switch (event.kind) {
    case arena::EventKind::kBombPlaced: ++row->bombs; break;
    case arena::EventKind::kItemTaken: ++row->items; break;
    case arena::EventKind::kWoodDestroyed: ++row->wood; break;
    case arena::EventKind::kAgentDied:
      row->alive = false;
      if (wire::Standing* killer = Row(event.other); killer != nullptr && killer != row) ++killer->kills;
      break;
    case arena::EventKind::kBombKicked:
    case arena::EventKind::kBombExploded:
    case arena::EventKind::kMatchOver:
    case arena::EventKind::kRingCollapsed: break;
  }
}

wire::Standing* Tally::Row(std::uint8_t seat) { return seat < rows_.size() ? &rows_[seat] : nullptr; }

}  // namespace reprise::match
