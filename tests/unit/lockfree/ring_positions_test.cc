#include "lockfree/ring_positions.h"

#include <gtest/gtest.h>

namespace reprise::lockfree {
namespace {

TEST(RingPositionsTest, Example) {
  const RingPositions positions(3);
  EXPECT_EQ(positions.After(0, 2), 4U);  // The lap's last slot.
  EXPECT_EQ(positions.After(4, 1), 8U);  // Lap 1, slot 0.
  EXPECT_EQ(positions.Index(8), 0U);
  EXPECT_EQ(positions.Ticket(8), 3U);
}

TEST(RingPositionsTest, TicketsGoOnThroughLapsOfAnyCapacity) {
  for (std::uint64_t capacity = 1; capacity < 70; ++capacity) {
    const RingPositions positions(capacity);
    std::uint64_t position = 0;
    for (std::uint64_t ticket = 0; ticket < 4 * capacity; ++ticket) {
      ASSERT_EQ(positions.Ticket(position), ticket);
      ASSERT_EQ(positions.Index(position), ticket % capacity);
      ASSERT_EQ(positions.After(position, capacity), positions.NextLap(position));
      position = positions.After(position, 1);
    }
  }
}

TEST(RingPositionsTest, AFlagStaysWhileThePositionMoves) {
  const RingPositions positions(5);
  EXPECT_EQ(positions.After(positions.After(0, 4) | RingPositions::kFlag, 1),
            positions.NextLap(0) | RingPositions::kFlag);
}

TEST(RingPositionsDeathTest, NoSlotsAtAllAreADefect) { EXPECT_DEATH(RingPositions(0), "CHECK"); }

}  // namespace
}  // namespace reprise::lockfree
