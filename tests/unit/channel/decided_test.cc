// What a strategy decides of a channel's op is what comes out, if the op can come out like that.
#include <gtest/gtest.h>

#include "channel/broadcast.h"
#include "channel/mpsc.h"
#include "sched/runtime.h"
#include "support/plain_codec.h"
#include "tests/unit/sched/scripted_strategy.h"

namespace reprise::channel {
namespace {

// Every op of the program is decided like this.
void RunDecidedAs(sched::Branch branch, const std::function<void()>& program) {
  sched::ScriptedStrategy strategy(std::uint64_t{0});
  strategy.DecideAs({.branch = branch});
  sched::Runtime runtime({.strategy = &strategy});
  const absl::Status status = runtime.Run("test", program);
  EXPECT_TRUE(status.ok()) << status;
}

TEST(DecidedTest, ATryFailsThoughItCouldGoThrough) {
  RunDecidedAs(sched::Branch::kFailed, [] {
    Mpsc<int> queue({.name = "/queue"});
    EXPECT_EQ(queue.TrySend(1).code(), absl::StatusCode::kResourceExhausted);
    EXPECT_EQ(queue.TryReceive(), std::nullopt);
    Broadcast<int> events({.name = "/events"});
    auto receiver = events.Subscribe();
    EXPECT_TRUE(events.Send(1).ok());
    EXPECT_FALSE(receiver.TryReceive().has_value());
  });
}

TEST(DecidedTest, AnOpThatCannotFailGoesThroughAllTheSame) {
  RunDecidedAs(sched::Branch::kFailed, [] {
    Mpsc<int> queue({.name = "/queue"});
    EXPECT_TRUE(queue.Send(1).ok());
    EXPECT_EQ(*queue.Receive(), 1);
    Broadcast<int> events({.name = "/events"});
    auto receiver = events.Subscribe();
    EXPECT_TRUE(events.Send(2).ok());
    EXPECT_EQ(receiver.Receive().message, 2);
  });
}

TEST(DecidedTest, OnlyAReceiveWithADeadlineTimesOut) {
  RunDecidedAs(sched::Branch::kTimedOut, [] {
    Mpsc<int> queue({.name = "/queue"});
    EXPECT_TRUE(queue.Send(1).ok());
    EXPECT_EQ(queue.ReceiveUntil(1).status().code(), absl::StatusCode::kDeadlineExceeded);
    EXPECT_EQ(*queue.Receive(), 1);
  });
}

TEST(DecidedTest, ADecidedReceiveConsultsNoDeadline) {
  RunDecidedAs(sched::Branch::kDone, [] {
    Mpsc<int> queue({.name = "/queue"});
    EXPECT_TRUE(queue.Send(1).ok());
    EXPECT_EQ(*queue.ReceiveUntil(0), 1);
  });
}

}  // namespace
}  // namespace reprise::channel
