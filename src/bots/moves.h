// Cells as whole numbers, the four neighbours of a cell, and sets of actions.
//
// Searches over the board run on indices (row * size + col): one number a cell, and nothing to convert inside
// their loops.
//
// Threads      thread-safe (pure).
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>

#include "arena/state.h"

namespace reprise::bots {

inline constexpr int kOffBoard = -1;
inline constexpr std::array<arena::Action, 4> kMoves = {arena::Action::kUp, arena::Action::kDown,
                                                        arena::Action::kLeft, arena::Action::kRight};

[[nodiscard]] constexpr arena::Position PositionOf(int cell, int size) {
  return {static_cast<std::int8_t>(cell / size), static_cast<std::int8_t>(cell % size)};
}

[[nodiscard]] constexpr int CellOf(arena::Position position, int size) {
  return position.row * size + position.col;
}

// The cell that `action` leads to: the same cell for stop and bomb, kOffBoard beyond the edge.
[[nodiscard]] constexpr int Neighbor(int cell, arena::Action action, int size) {
  switch (action) {
    case arena::Action::kUp: return cell >= size ? cell - size : kOffBoard;
    case arena::Action::kDown: return cell < size * (size - 1) ? cell + size : kOffBoard;
    case arena::Action::kLeft: return cell % size != 0 ? cell - 1 : kOffBoard;
    case arena::Action::kRight: return cell % size != size - 1 ? cell + 1 : kOffBoard;
    default: return cell;
  }
}

[[nodiscard]] constexpr int ManhattanDistance(int a, int b, int size) {
  const int rows = a / size - b / size;
  const int cols = a % size - b % size;
  return (rows < 0 ? -rows : rows) + (cols < 0 ? -cols : cols);
}

// A set of actions: bit i is action i.
class ActionSet {
 public:
  constexpr ActionSet() = default;
  constexpr ActionSet(std::initializer_list<arena::Action> actions) {
    for (arena::Action action : actions) Add(action);
  }

  constexpr void Add(arena::Action action) { bits_ |= Bit(action); }
  constexpr void Remove(arena::Action action) { bits_ &= static_cast<std::uint8_t>(~Bit(action)); }
  [[nodiscard]] constexpr bool Contains(arena::Action action) const { return (bits_ & Bit(action)) != 0; }
  [[nodiscard]] constexpr bool empty() const { return bits_ == 0; }
  [[nodiscard]] constexpr int size() const { return __builtin_popcount(bits_); }

  // The member number `n` in the order of the actions, n < size().
  [[nodiscard]] constexpr arena::Action At(int n) const {
    std::uint8_t rest = bits_;
    for (; n > 0; --n) rest &= static_cast<std::uint8_t>(rest - 1);
    return static_cast<arena::Action>(__builtin_ctz(rest));
  }

  constexpr ActionSet& operator|=(ActionSet other) {
    bits_ |= other.bits_;
    return *this;
  }
  friend constexpr bool operator==(ActionSet, ActionSet) = default;

 private:
  static constexpr std::uint8_t Bit(arena::Action action) {
    return static_cast<std::uint8_t>(1U << static_cast<unsigned>(action));
  }

  std::uint8_t bits_ = 0;
};

}  // namespace reprise::bots
