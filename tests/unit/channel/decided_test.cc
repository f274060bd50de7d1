// What a strategy decides of a channel's op is what comes out, if the op can come out like that.
#include <gtest/gtest.h>

#include "channel/broadcast.h"
#include "channel/mpsc.h"
#include "runtime/runtime.h"
#include "support/plain_codec.h"
#include "support/scripted_runs.h"

namespace reprise::channel {
namespace {

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
