// The start of a match: makes a board, its hidden items and the agents' start cells from a seed (R6 to R9).
//
// The standard board, 11x11 with four players, is drawn exactly by the rules' recipe. Other boards keep its
// properties: starts at equal distances along the inner ring; open cells beside each start; wood on the rest
// of the ring, so that the ring connects all agents; mirrored walls and wood off the main diagonal; amounts
// of walls, wood and items in proportion to the area.
//
// Threads      thread-safe: pure functions.
// Errors       InvalidArgument, one sentence: a size or a number of players for which there is no board.
// Order        one generator for the board and one for the items, so that neither affects the other's draws.
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

// Ok if such a board exists; otherwise the status that GenerateBoard would return.
absl::Status ValidateBoard(const BoardOptions& options);

// The largest number of players on a board of that size.
int PlayersThatFit(int size);

// By agent id, from the top left corner of the inner ring down, right, up and left.
std::vector<Position> StartPositions(int size, int players);

}  // namespace reprise::arena
