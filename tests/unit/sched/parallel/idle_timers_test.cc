// Workers that have nothing to do, and deadlines: none is slept past, whoever of them set it and went to sleep last.
#include <atomic>
#include <vector>

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "channel/mpsc.h"
#include "runtime/runtime.h"
#include "support/plain_codec.h"
#include "task/spawn.h"
#include "time/clock.h"

namespace reprise::sched {
namespace {

using task::Spawn;
using task::TaskType;

// Each sleep is a timer that the only busy worker sets just before it has nothing to do, while the others watch and
// nap. A watcher that looked for timers a moment too early would nap until somebody calls, and nobody would.
TEST(IdleTimersTest, ATimerThatTheLastBusyWorkerSetsFires) {
  for (const unsigned workers : {1U, 2U, 4U}) {
    Runtime runtime({.workers = workers});
    int slept = 0;
    ASSERT_TRUE(runtime
                    .Run("test",
                         [&] {
                           Clock clock("/clock");
                           for (; slept < 3'000; ++slept) {
                             EXPECT_TRUE(clock.SleepFor((slept % 50) * kMicrosecond).ok());
                           }
                         })
                    .ok());
    EXPECT_EQ(slept, 3'000);
  }
}

// Two who sleep by turns, now with a deadline and now for a message: the last busy worker is now one and now the other.
TEST(IdleTimersTest, TimersAndMessagesBetweenWorkersThatFallAsleepAllArrive) {
  constexpr int kRounds = 1'000;
  for (const unsigned workers : {2U, 4U}) {
    Runtime runtime({.workers = workers});
    ASSERT_TRUE(runtime
                    .Run("test",
                         [] {
                           Clock clock("/clock");
                           channel::Mpsc<int> there({.name = "/there", .capacity = 1});
                           channel::Mpsc<int> back({.name = "/back", .capacity = 1});
                           auto other = Spawn(TaskType::kBotDecision, "other", [&] {
                             for (int n = 0; n < kRounds; ++n) {
                               EXPECT_EQ(there.Receive().value(), n);
                               EXPECT_TRUE(clock.SleepFor((n % 40) * kMicrosecond).ok());
                               EXPECT_TRUE(back.Send(n).ok());
                             }
                           });
                           for (int n = 0; n < kRounds; ++n) {
                             EXPECT_TRUE(clock.SleepFor((n % 7) * kMicrosecond).ok());
                             EXPECT_TRUE(there.Send(n).ok());
                             const std::uint64_t soon = clock.Now() + (n % 30) * kMicrosecond;
                             const absl::StatusOr<int> in_time = back.ReceiveUntil(soon);
                             EXPECT_EQ(in_time.ok() ? *in_time : back.Receive().value(), n);
                           }
                           EXPECT_TRUE(other.Join().ok());
                         })
                    .ok());
  }
}

}  // namespace
}  // namespace reprise::sched
