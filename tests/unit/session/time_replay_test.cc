// What a run saw of clocks and of itself, played again from its log.
#include <gtest/gtest.h>

#include "channel/journal.h"
#include "channel/mpsc.h"
#include "sched/object/announce.h"
#include "support/plain_codec.h"
#include "task/spawn.h"
#include "tests/unit/session/record_and_replay.h"
#include "time/clock.h"
#include "time/gauge.h"
#include "time/interval.h"

namespace reprise::session {
namespace {

using task::Spawn;
using task::TaskType;

// What is journalled is compared: a replay that saw other figures would differ.
TEST(TimeReplayTest, WhatATaskReadOfItsOwnRunIsGivenBack) {
  ExpectExact([] {
    channel::Mpsc<int> channel({.name = "/numbers", .capacity = 100});
    channel::Journal<int> seen({.name = "/seen"});
    sched::Gauge gauge("/gauge");
    auto sender = Spawn(TaskType::kBotDecision, "sender", [&] {
      for (int n = 0; n < 50; ++n) EXPECT_TRUE(channel.Send(n).ok());
    });
    for (int n = 0; n < 50; ++n) {
      EXPECT_TRUE(channel.Receive().ok());
      seen.Append(static_cast<int>(gauge.LengthOf(channel)));
      seen.Append(static_cast<int>(gauge.Read(sched::Gauge::What::kParks)));
    }
    EXPECT_TRUE(sender.Join().ok());
  });
}

TEST(TimeReplayTest, TicksThatWereMissedAreMissedAgain) {
  ExpectExact([] {
    channel::Journal<int> missed({.name = "/missed"});
    sched::Clock clock("/clock");
    sched::Interval interval(clock, {.period_ns = sched::kMicrosecond, .missed = sched::MissedTick::kSkip});
    for (int n = 0; n < 20; ++n) missed.Append(static_cast<int>(interval.Next()->missed));
  });
}

TEST(TimeReplayTest, ASleepThatWasCancelledIsCancelledAgain) {
  ExpectExact([] {
    channel::Mpsc<int> up({.name = "/up"});
    channel::Journal<int> slept({.name = "/slept"});
    sched::Clock clock("/clock");
    sched::TaskRecord* record = nullptr;
    auto sleeper = Spawn(TaskType::kBotDecision, "sleeper", [&] {
      record = sched::Worker::Current().current;
      EXPECT_TRUE(up.Send(1).ok());
      slept.Append(clock.SleepUntil(sched::kNever - 1).ok() ? 1 : 0);
    });
    EXPECT_TRUE(up.Receive().ok());
    sched::Worker::Current().run->scheduler->Cancel(*record);
    EXPECT_TRUE(sleeper.Join().ok());
  });
}

}  // namespace
}  // namespace reprise::session
