// A set of cells of a small board: one bit for each cell, one word for each row.
//
// A search that asks "where can I be after the next step?" moves all cells at once: a shift left, a shift
// right and the two neighbouring rows.
//
// Use when     the board, or a window of a larger one, is at most kWindowMax cells a side.
// Threads      thread-compatible.
#pragma once

#include <array>
#include <cstdint>

#include "base/check.h"

namespace reprise::bots {

// Within the horizon of a forecast no agent can leave this window (twelve cells in each direction).
inline constexpr int kWindowMax = 25;

class RowSet {
 public:
  explicit RowSet(int size) : size_(size) { REPRISE_CHECK(size > 0 && size <= kWindowMax); }

  [[nodiscard]] int size() const { return size_; }
  void Add(int cell) { Row(cell) |= Bit(cell); }
  void Remove(int cell) { Row(cell) &= ~Bit(cell); }
  [[nodiscard]] bool Contains(int cell) const {
    return (rows_[static_cast<std::size_t>(cell / size_)] & Bit(cell)) != 0;
  }

  [[nodiscard]] bool empty() const {
    for (int row = 0; row < size_; ++row) {
      if (rows_[static_cast<std::size_t>(row)] != 0) return false;
    }
    return true;
  }

  [[nodiscard]] int Count() const {
    int count = 0;
    for (int row = 0; row < size_; ++row) count += __builtin_popcount(rows_[static_cast<std::size_t>(row)]);
    return count;
  }

  // The cells that are next to one of these, up, down, left or right.
  [[nodiscard]] RowSet Neighbors() const {
    RowSet next(size_);
    const std::uint32_t inside = (1U << size_) - 1;
    for (int row = 0; row < size_; ++row) {
      const auto at = static_cast<std::size_t>(row);
      std::uint32_t cells = ((rows_[at] << 1) | (rows_[at] >> 1)) & inside;
      if (row > 0) cells |= rows_[at - 1];
      if (row + 1 < size_) cells |= rows_[at + 1];
      next.rows_[at] = cells;
    }
    return next;
  }

  RowSet& operator|=(const RowSet& other) {
    return Merge(other, [](std::uint32_t mine, std::uint32_t theirs) { return mine | theirs; });
  }
  // Removes the other's cells.
  RowSet& operator-=(const RowSet& other) {
    return Merge(other, [](std::uint32_t mine, std::uint32_t theirs) { return mine & ~theirs; });
  }
  friend bool operator==(const RowSet&, const RowSet&) = default;

 private:
  template <typename Operation>
  RowSet& Merge(const RowSet& other, Operation operation) {
    for (int row = 0; row < size_; ++row) {
      const auto at = static_cast<std::size_t>(row);
      rows_[at] = operation(rows_[at], other.rows_[at]);
    }
    return *this;
  }
  std::uint32_t& Row(int cell) { return rows_[static_cast<std::size_t>(cell / size_)]; }
  [[nodiscard]] std::uint32_t Bit(int cell) const { return 1U << (cell % size_); }

  int size_;
  std::array<std::uint32_t, kWindowMax> rows_{};
};

}  // namespace reprise::bots
