#include "time/gauge.h"

#include <gtest/gtest.h>

#include "channel/mpsc.h"
#include "support/on_every_scheduler.h"
#include "support/plain_codec.h"

namespace reprise::sched {
namespace {

TEST(GaugeTest, Example) {
  OnEveryScheduler([] {
    channel::Mpsc<int> commands({.name = "/commands", .capacity = 4});
    Gauge gauge("/gauge");
    EXPECT_TRUE(commands.Send(1).ok());
    EXPECT_TRUE(commands.Send(2).ok());

    EXPECT_EQ(gauge.LengthOf(commands), 2U);
    EXPECT_EQ(gauge.Read(Gauge::What::kTasksStarted), 1U);
  });
}

}  // namespace
}  // namespace reprise::sched
