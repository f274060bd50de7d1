#include "bots/baseline_sight.h"

#include <algorithm>

#include "arena/geometry.h"

namespace reprise::bots {

bool IsPassableForBaseline(arena::Code code, arena::Code own) {
  return code == arena::kPassage || arena::IsItem(code) || code == own;
}

BaselineSight::BaselineSight(const arena::Observation& seen) : size_(seen.size) {
  const int self = CellOf(seen.position, size_);
  first_row_ = std::max(0, seen.position.row - kSightRadius);
  first_col_ = std::max(0, seen.position.col - kSightRadius);
  rows_ = std::min(size_, seen.position.row + kSightRadius) - first_row_;
  cols_ = std::min(size_, seen.position.col + kSightRadius) - first_col_;
  slots_.assign(static_cast<std::size_t>(rows_ * cols_), -1);
  for (int place = 0; place < rows_ * cols_; ++place) {
    const int cell = (first_row_ + place / cols_) * size_ + first_col_ + place % cols_;
    const arena::Code code = seen.board[static_cast<std::size_t>(cell)];
    if (code == arena::kRigid || code == arena::kFlames || code == arena::kFog) continue;
    if (ManhattanDistance(self, cell, size_) > kSightRadius) continue;
    slots_[static_cast<std::size_t>(place)] = static_cast<std::int16_t>(cells_.size());
    cells_.push_back({.cell = cell, .code = code});
  }
  Walk(seen, self);
}

void BaselineSight::Walk(const arena::Observation& seen, int self) {
  const arena::Code own = static_cast<arena::Code>(arena::kAgent0 + seen.self);
  std::vector<int> queue;
  const int start = SlotOf(self);
  if (start < 0) return;  // The bot stands in flames: it is dead, and is not asked.
  cells_[static_cast<std::size_t>(start)].distance = 0;
  queue.push_back(start);
  for (std::size_t head = 0; head < queue.size(); ++head) {
    const Seen from = cells_[static_cast<std::size_t>(queue[head])];
    if (!IsPassableForBaseline(from.code, own)) continue;
    for (arena::Action move : kMoves) {
      const int next = Neighbor(from.cell, move, size_);
      const int slot = next == kOffBoard ? -1 : SlotOf(next);
      if (slot < 0) continue;
      Seen& to = cells_[static_cast<std::size_t>(slot)];
      if (from.distance + 1 > to.distance) continue;
      if (to.distance == kUnreached) queue.push_back(slot);
      to.distance = from.distance + 1;
      to.first_steps |= from.distance == 0 ? ActionSet{move} : from.first_steps;
    }
  }
}

int BaselineSight::SlotOf(int cell) const {
  const int row = cell / size_ - first_row_;
  const int col = cell % size_ - first_col_;
  if (row < 0 || col < 0 || row >= rows_ || col >= cols_) return -1;
  return slots_[static_cast<std::size_t>(row * cols_ + col)];
}

std::optional<int> BaselineSight::Distance(int cell) const {
  const int slot = SlotOf(cell);
  if (slot < 0) return std::nullopt;
  const int distance = cells_[static_cast<std::size_t>(slot)].distance;
  return distance == kUnreached ? std::nullopt : std::optional<int>(distance);
}

std::optional<int> BaselineSight::Nearest(std::span<const arena::Code> codes, int radius) const {
  std::optional<int> nearest;
  int best = radius;
  for (arena::Code code : codes) {
    for (const Seen& candidate : cells_) {
      if (candidate.code != code || candidate.distance > best) continue;
      nearest = candidate.cell;
      best = candidate.distance;
    }
  }
  return nearest;
}

ActionSet BaselineSight::FirstSteps(int cell) const {
  const int slot = SlotOf(cell);
  return slot < 0 ? ActionSet{} : cells_[static_cast<std::size_t>(slot)].first_steps;
}

}  // namespace reprise::bots
