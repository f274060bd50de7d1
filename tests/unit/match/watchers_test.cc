#include "match/watchers.h"

#include <gtest/gtest.h>

#include "arena/score.h"
#include "match/settings.h"
#include "runtime/runtime.h"

namespace reprise::match {
namespace {

using arena::EventKind;

TEST(CommentatorTest, SaysWhoseBombItWas) {
  EXPECT_EQ(LineAbout({.kind = EventKind::kAgentDied, .agent = 2, .other = 0}),
            "seat 2 falls to the bomb of seat 0");
  EXPECT_EQ(LineAbout({.kind = EventKind::kAgentDied, .agent = 2, .other = 2}),
            "seat 2 falls to its own bomb");
  EXPECT_EQ(LineAbout({.kind = EventKind::kAgentDied, .agent = 2}),
            "seat 2 is gone, and nobody's bomb did it");
}

TEST(CommentatorTest, SaysWhoWon) {
  EXPECT_EQ(LineAbout({.kind = EventKind::kMatchOver,
                       .agent = 3,
                       .value = static_cast<std::uint8_t>(arena::Result::kWin)}),
            "seat 3 wins the match");
  EXPECT_EQ(
      LineAbout({.kind = EventKind::kMatchOver, .value = static_cast<std::uint8_t>(arena::Result::kTie)}),
      "the match is a tie");
}

TEST(CommentatorTest, IsSilentAboutSmallThings) {
  EXPECT_EQ(LineAbout({.kind = EventKind::kBombPlaced}), "");
}

TEST(CommentatorTest, EveryLineFitsItsMessage) {
  for (int kind = 0; kind < arena::kEventKindCount; ++kind) {
    const std::string line =
        LineAbout({.kind = static_cast<EventKind>(kind), .agent = 63, .other = 62, .value = 255});

    EXPECT_LE(line.size(), wire::kCommentaryMax);
    EXPECT_TRUE(channel::Codec<wire::Commentary>::Decode(
                    channel::Codec<wire::Commentary>::Encode({.tick = 800, .text = line}))
                    .ok());
  }
}

// The channel holds 1000 messages; a watcher that starts after 1003 is told of the three.
TEST(WatchersTest, SlowWatcherIsToldHowManyMessagesItMissed) {
  std::uint64_t missed = 0;
  sched::Runtime runtime({.workers = 1});
  const absl::Status status = runtime.Run("match", [&] {
    MatchObjects objects(MatchSettings{}, [] { return false; });
    const Events::Receiver events = objects.events.Subscribe();
    for (std::uint32_t tick = 0; tick < 1003; ++tick) ASSERT_TRUE(objects.events.Send({.tick = tick}).ok());
    objects.events.Close();
    missed = KeepScore(objects, events, 4);
  });

  EXPECT_TRUE(status.ok()) << status;
  EXPECT_EQ(missed, 3U);
}

}  // namespace
}  // namespace reprise::match
