#include "channel/options.h"

#include <gtest/gtest.h>

#include "channel/mpsc.h"
#include "support/on_every_scheduler.h"
#include "support/plain_codec.h"

namespace reprise::channel {
namespace {

TEST(OptionsTest, Example) {
  OnEveryScheduler([] {
    Mpsc<int> decisions(Options{.name = "/match/bot/3/decisions", .capacity = 2});
    EXPECT_TRUE(decisions.TrySend(1).ok());
    EXPECT_TRUE(decisions.TrySend(2).ok());
    EXPECT_EQ(decisions.TrySend(3),
              absl::ResourceExhaustedError("send on /match/bot/3/decisions: 2 messages wait already"));
  });
}

TEST(OptionsTest, WithoutACapacityAThousandMessagesWait) {
  OnEveryScheduler([] {
    Mpsc<int> decisions({.name = "/decisions"});
    for (int n = 0; n < 1'000; ++n) ASSERT_TRUE(decisions.TrySend(n).ok());
    EXPECT_FALSE(decisions.TrySend(0).ok());
  });
}

}  // namespace
}  // namespace reprise::channel
