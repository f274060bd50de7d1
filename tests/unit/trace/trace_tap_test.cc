#include "replay/trace/trace_tap.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "channel/mpsc.h"
#include "replay/strategy/random_walk.h"
#include "runtime/runtime.h"
#include "support/plain_codec.h"
#include "task/spawn.h"

namespace reprise::trace {
namespace {

using testing::HasSubstr;

void SendOne() {
  channel::Mpsc<int> numbers({.name = "/numbers", .capacity = 1});
  auto child = task::Spawn(task::TaskType::kStateUpdate, "child", [&] { EXPECT_TRUE(numbers.Send(7).ok()); });
  EXPECT_EQ(*numbers.Receive(), 7);
  EXPECT_TRUE(child.Join().ok());
}

Trace RunUnder(std::uint64_t seed) {
  TraceTap tap;
  strategy::RandomWalk walk(seed);
  walk.Next();
  sched::Runtime runtime({.strategy = &walk, .tap = &tap});
  EXPECT_TRUE(runtime.Run("program", SendOne).ok());
  return tap.Take();
}

TEST(TraceTapTest, Example) {
  const Trace trace = RunUnder(1);
  EXPECT_THAT(ToString(trace),
              HasSubstr("program/child  send /numbers  tests/unit/trace/trace_tap_test.cc:"));
  EXPECT_THAT(ToString(trace), HasSubstr("program  join program/child  tests/unit/trace/"));
}

TEST(TraceTapTest, AMessageIsKeptBesideItsSend) {
  const Trace trace = RunUnder(1);
  ASSERT_EQ(trace.messages.size(), 1U);
  const auto& [step, message] = *trace.messages.begin();
  EXPECT_EQ(trace.steps[step].kind, sched::OpKind::kSend);
  EXPECT_EQ(message.front(), std::byte{7});
}

TEST(TraceTapTest, TheSameScheduleGivesTheSameTrace) {
  EXPECT_EQ(FirstDifference(RunUnder(3), RunUnder(3)), kNoDifference);
}

}  // namespace
}  // namespace reprise::trace
