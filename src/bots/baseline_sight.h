// The baseline bot's surroundings: the distance of each near cell, and the first steps of the ways to it.
//
// The source searches outwards from its cell and chooses at random between equally good predecessors, so its
// first step may be that of any shortest way. Here each cell keeps the set of these first steps, and the
// random choice is made when a step is taken.
//
// Use when     the baseline ladder decides (baseline_ladder.h).
// Threads      thread-compatible.
// Memory       the window: at most 20 x 20 cells.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "arena/observe.h"
#include "bots/moves.h"

namespace reprise::bots {

// The source's walk leaves out the last row and column of its window; so do we.
inline constexpr int kSightRadius = 10;

class BaselineSight {
 public:
  explicit BaselineSight(const arena::Observation& seen);

  // Steps to the cell, or nothing when it is out of sight or cannot be reached.
  [[nodiscard]] std::optional<int> Distance(int cell) const;

  // The cell nearest within `radius` that shows one of `codes`. Of equally near cells the last one wins, in
  // the order of `codes`, then row by row.
  [[nodiscard]] std::optional<int> Nearest(std::span<const arena::Code> codes, int radius) const;

  // The first steps of all shortest ways to a cell that can be reached.
  [[nodiscard]] ActionSet FirstSteps(int cell) const;

  struct Seen {
    int cell = 0;
    arena::Code code = arena::kPassage;
    int distance = kUnreached;
    ActionSet first_steps;
  };
  static constexpr int kUnreached = 1 << 20;

  // Every cell in the window that is neither wall, flames nor fog, row by row.
  [[nodiscard]] std::span<const Seen> cells() const { return cells_; }

 private:
  [[nodiscard]] int SlotOf(int cell) const;
  void Walk(const arena::Observation& seen, int self);

  int size_ = 0;
  int first_row_ = 0;
  int first_col_ = 0;
  int rows_ = 0;
  int cols_ = 0;
  std::vector<std::int16_t> slots_;  // By place in the window: index into cells_, or -1.
  std::vector<Seen> cells_;
};

// True for the cells that the source calls passable: a passage, an item, or the bot itself.
[[nodiscard]] bool IsPassableForBaseline(arena::Code code, arena::Code own);

}  // namespace reprise::bots
