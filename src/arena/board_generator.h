// The start of a match: a board, its hidden items and everybody's first cell, from a seed (R6 to R9).
//
// The standard board, 11x11 with four players, is drawn just as the rules' recipe says. Other boards keep
// what the recipe achieves: starts evenly along the inner ring, open cells beside each start, wood on the
// rest of the ring, so that it links everybody; mirrored walls and wood off the main diagonal, and as much of
// each, and of items, as the area asks for.
//
// Threads      thread-safe: pure functions.
// Errors       InvalidArgument, one sentence: a size or a number of players that no board can have.
// Order        one generator for the board and one for the items, so that neither moves the other's draws.
#pragma once

#include <cstdint>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "arena/state.h"

namespace reprise::arena {

inline constexpr int kBoardSizeMin = 7;
inline constexpr int kBoardSizeMax = 101;
inline constexpr int kPlayersMin = 2;
inline constexpr int kStartDistanceMin = 3;  // Steps along the ring from one start to the next.

struct BoardOptions {
  int size = 11;  // Odd.
  int players = 4;
  std::uint64_t seed = 0;
};

absl::StatusOr<State> GenerateBoard(const BoardOptions& options);

// Whether such a board exists; the same sentence that GenerateBoard would give.
absl::Status ValidateBoard(const BoardOptions& options);

// How many players fit on a board of that size.
int PlayersThatFit(int size);

// By agent id, from the top left corner of the inner ring down, right, up and left.
std::vector<Position> StartPositions(int size, int players);

}  // namespace reprise::arena
