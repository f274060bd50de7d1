#include "match/tally.h"

#include <gtest/gtest.h>

namespace reprise::match {
namespace {

using arena::EventKind;

TEST(TallyTest, CountsWhatEachSeatDid) {
  Tally tally(2);
  for (EventKind kind : {EventKind::kBombPlaced, EventKind::kWoodDestroyed, EventKind::kItemTaken}) {
    tally.Add({.kind = kind, .agent = 1});
  }

  EXPECT_EQ(tally.rows()[1], (wire::Standing{.seat = 1, .bombs = 1, .wood = 1, .items = 1}));
  EXPECT_EQ(tally.rows()[0], (wire::Standing{.seat = 0}));
}

TEST(TallyTest, KillGoesToTheBombsOwner) {
  Tally tally(2);
  tally.Add({.kind = EventKind::kAgentDied, .agent = 0, .other = 1});

  EXPECT_FALSE(tally.rows()[0].alive);
  EXPECT_EQ(tally.rows()[1].kills, 1);
}

TEST(TallyTest, OwnBombIsNoKill) {
  Tally tally(2);
  tally.Add({.kind = EventKind::kAgentDied, .agent = 0, .other = 0});

  EXPECT_EQ(tally.rows()[0].kills, 0);
}

TEST(TallyTest, EventOfNobodyCountsForNobody) {
  Tally tally(2);
  tally.Add({.kind = EventKind::kMatchOver});
  tally.Add({.kind = EventKind::kBombPlaced, .agent = 2});
  tally.Add({.kind = EventKind::kAgentDied, .agent = 0, .other = arena::kNoAgent});

  EXPECT_EQ(tally.rows()[1], (wire::Standing{.seat = 1}));
}

}  // namespace
}  // namespace reprise::match
