// The start of a match (R6 to R9), and boards of other sizes.
#include "arena/board_generator.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <set>

#include "arena/geometry.h"
#include "arena/invariants.h"

namespace reprise::arena {
namespace {

constexpr std::uint64_t kSeeds = 200;

State Standard(std::uint64_t seed) { return GenerateBoard({.seed = seed}).value(); }

std::int64_t Count(const std::vector<Code>& codes, Code code) {
  return std::count(codes.begin(), codes.end(), code);
}

// Passages that cannot be reached from (9,9) through anything but rigid cells.
int Unreachable(const State& state) {
  std::set<int> seen = {9 * 11 + 9};
  std::vector<Position> open = {{9, 9}};
  while (!open.empty()) {
    const Position cell = open.back();
    open.pop_back();
    for (const Direction direction : kDirections) {
      const Position next = Neighbour(cell, direction);
      if (!state.Contains(next) || state.At(next) == kRigid || !seen.insert(state.Index(next)).second)
        continue;
      open.push_back(next);
    }
  }
  int unreachable = 0;
  for (int i = 0; i < 121; ++i)
    unreachable += state.board[static_cast<std::size_t>(i)] == kPassage && !seen.count(i);
  return unreachable;
}

TEST(BoardGeneratorTest, R6AgentsStartInTheCornersOfTheInnerRing) {
  const State state = Standard(1);

  EXPECT_EQ(StartPositions(11, 4), (std::vector<Position>{{1, 1}, {9, 1}, {9, 9}, {1, 9}}));
  for (std::size_t id = 0; id < 4; ++id) {
    EXPECT_EQ(state.agents[id], (Agent{.cell = StartPositions(11, 4)[id]}));
    EXPECT_EQ(state.At(state.agents[id].cell), AgentCode(id));
  }
  EXPECT_TRUE(state.bombs.empty() && state.flames.empty());
  EXPECT_EQ(state.step_count, 0U);
}

TEST(BoardGeneratorTest, R7StandardBoardHas36RigidAnd36WoodCellsMirroredAtADiagonalWithoutWalls) {
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
    const State state = Standard(seed);
    EXPECT_EQ(Count(state.board, kRigid), 36);
    EXPECT_EQ(Count(state.board, kWood), 36);
    for (std::int8_t row = 0; row < 11; ++row) {
      EXPECT_FALSE(IsWall(state.At({row, row})));
      for (std::int8_t col = 0; col < row; ++col) {
        EXPECT_TRUE(IsAgent(state.At({row, col})) || state.At({row, col}) == state.At({col, row}));
      }
    }
  }
}

TEST(BoardGeneratorTest, R7InnerRingIsWoodBetweenTheStartsAndTheirTwoOpenCells) {
  const State state = Standard(3);
  const std::vector<Code> side = {kPassage, kPassage, kWood, kWood, kWood, kPassage, kPassage};

  for (std::int8_t i = 2; i < 9; ++i) {
    const Code expected = side[static_cast<std::size_t>(i - 2)];
    for (const Position cell : {Position{1, i}, {i, 1}, {9, i}, {i, 9}}) EXPECT_EQ(state.At(cell), expected);
  }
}

TEST(BoardGeneratorTest, R7AtMostFourPassagesCannotBeReached) {
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed)
    EXPECT_LE(Unreachable(Standard(seed)), 4) << "seed " << seed;
}

TEST(BoardGeneratorTest, R7EveryFreePairOfCellsIsDrawnAboutEquallyOften) {
  std::vector<int> walls(121, 0);
  for (std::uint64_t seed = 0; seed < 2000; ++seed) {
    const State state = Standard(seed);
    for (std::size_t i = 0; i < 121; ++i) walls[i] += state.board[i] == kRigid ? 1 : 0;
  }

  // 18 of 40 pairs are rigid: 900 of 2,000. Boards that are not accepted move that a little.
  for (std::int8_t row = 0; row < 11; ++row) {
    for (std::int8_t col = 0; col < row; ++col) {
      const Position cell{row, col};
      const bool free = RingOf(11, cell) != 1;
      EXPECT_NEAR(walls[static_cast<std::size_t>(row * 11 + col)], free ? 900 : 0, free ? 150 : 0);
    }
  }
}

TEST(BoardGeneratorTest, R8TwentyItemsOfThreeKindsLieUnderWood) {
  std::vector<std::int64_t> kinds(3, 0);
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
    const State state = Standard(seed);
    for (std::size_t i = 0; i < 121; ++i) {
      EXPECT_TRUE(state.hidden[i] == kPassage || state.board[i] == kWood);
    }
    for (std::size_t kind = 0; kind < 3; ++kind) {
      kinds[kind] += Count(state.hidden, static_cast<Code>(kItemBomb + kind));
    }
  }

  EXPECT_EQ(kinds[0] + kinds[1] + kinds[2], static_cast<std::int64_t>(20 * kSeeds));
  for (const std::int64_t count : kinds) EXPECT_NEAR(static_cast<double>(count), 20.0 * kSeeds / 3, 150);
}

TEST(BoardGeneratorTest, R9SeedDecidesTheBoard) {
  EXPECT_EQ(Standard(7), Standard(7));
  EXPECT_NE(Standard(7).board, Standard(8).board);
}

TEST(BoardGeneratorTest, OtherBoardsAreSoundAndInProportion) {
  for (const auto& [size, players] :
       std::vector<std::pair<int, int>>{{7, 2}, {7, 5}, {13, 3}, {21, 16}, {101, 64}}) {
    const State state = GenerateBoard({.size = size, .players = players, .seed = 5}).value();
    const double area = 36.0 * size * size / 121;
    EXPECT_EQ(FindViolation(state), std::nullopt);
    EXPECT_EQ(state.agents.size(), static_cast<std::size_t>(players));
    EXPECT_NEAR(static_cast<double>(Count(state.board, kRigid)), area, 2) << size;
    EXPECT_NEAR(static_cast<double>(Count(state.board, kWood)), area, 2) << size;
    EXPECT_NEAR(static_cast<double>(state.hidden.size() - Count(state.hidden, kPassage)), area * 20 / 36, 2)
        << size;
  }
}

TEST(BoardGeneratorTest, StartsLieOnTheInnerRingAtLeastThreeStepsApart) {
  for (int size = kBoardSizeMin; size <= kBoardSizeMax; size += 2) {
    for (int players = kPlayersMin; players <= PlayersThatFit(size); ++players) {
      const std::vector<Position> starts = StartPositions(size, players);
      for (std::size_t i = 0; i < starts.size(); ++i) {
        const Position a = starts[i];
        const Position b = starts[(i + 1) % starts.size()];
        ASSERT_EQ(RingOf(size, a), 1);
        ASSERT_GE(std::abs(a.row - b.row) + std::abs(a.col - b.col), kStartDistanceMin)
            << size << " " << players;
      }
    }
  }
}

TEST(BoardGeneratorTest, EverybodyCanWalkToEverybodyAlongTheRingOnceItsWoodIsGone) {
  const State state = GenerateBoard({.size = 21, .players = 16, .seed = 2}).value();

  for (std::int8_t i = 1; i < 20; ++i) {
    for (const Position cell : {Position{1, i}, {i, 1}, {19, i}, {i, 19}}) EXPECT_NE(state.At(cell), kRigid);
  }
}

TEST(BoardGeneratorTest, ImpossibleBoardsAreRefusedInOneSentence) {
  const auto message = [](int size, int players) {
    const absl::Status status = GenerateBoard({.size = size, .players = players}).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
    return std::string(status.message());
  };

  EXPECT_EQ(message(11, 16), "a board of 11x11 has room for 10 players, not 16; take one of at least 15x15");
  EXPECT_EQ(message(12, 4), "a board has an odd number of cells a side, from 7 to 101; 12 is none of these");
  EXPECT_EQ(message(103, 4),
            "a board has an odd number of cells a side, from 7 to 101; 103 is none of these");
  EXPECT_EQ(message(11, 1), "a match has 2 to 64 players, not 1");
}

}  // namespace
}  // namespace reprise::arena
