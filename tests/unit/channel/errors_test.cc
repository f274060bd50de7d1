#include "channel/errors.h"

#include <gtest/gtest.h>

namespace reprise::channel {
namespace {

TEST(ErrorsTest, Example) {
  EXPECT_EQ(EndedEarly(sched::Branch::kCancelled, "send", "/decisions", ""),
            absl::CancelledError("send on /decisions: the task is being cancelled"));
}

TEST(ErrorsTest, EachWayToEndHasItsCodeAndItsSentence) {
  EXPECT_EQ(EndedEarly(sched::Branch::kTimedOut, "receive", "/decisions", ""),
            absl::DeadlineExceededError("receive on /decisions: nothing came about before the deadline"));
  EXPECT_EQ(EndedEarly(sched::Branch::kFailed, "receive", "/decisions", "nothing is there"),
            absl::UnavailableError("receive on /decisions: nothing is there"));
}

}  // namespace
}  // namespace reprise::channel
