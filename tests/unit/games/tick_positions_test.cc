// Ticks as positions of a replay, and back.
#include "replay/games/tick_positions.h"

#include <gtest/gtest.h>

#include "games/golden_log.h"
#include "replay/games/log_ticks.h"

namespace reprise::games {
namespace {

TEST(TickPositionsTest, ATickEndsWithItsMarkAndNoOpEarlier) {
  const log::LogFile log = GoldenLog();
  const TickPositions ticks(*session::OrderedRun::Load(log));

  EXPECT_EQ(ticks.TicksAt(0), 0U);
  EXPECT_EQ(ticks.Behind(0), 0U);
  for (std::uint64_t tick = 1; tick <= TicksRecorded(log); ++tick) {
    EXPECT_GT(ticks.Behind(tick), ticks.Behind(tick - 1));
    EXPECT_EQ(ticks.TicksAt(ticks.Behind(tick) - 1), tick - 1);
    EXPECT_EQ(ticks.TicksAt(ticks.Behind(tick)), tick);
  }
}

TEST(TickPositionsTest, NoReplayComesToATickThatTheLogDoesNotHave) {
  const log::LogFile log = GoldenLog();
  const TickPositions ticks(*session::OrderedRun::Load(log));

  EXPECT_EQ(ticks.Behind(TicksRecorded(log) + 1), UINT64_MAX);
  EXPECT_EQ(ticks.TicksAt(UINT64_MAX), TicksRecorded(log));
}

}  // namespace
}  // namespace reprise::games
