#include "outside/outside.h"

#include <atomic>

#include <gtest/gtest.h>

#include "support/on_every_scheduler.h"

namespace reprise::sched {
namespace {

TEST(OutsideTest, Example) {
  std::atomic<std::uint64_t> pressed{0};  // By a signal handler, for instance.
  OnEveryScheduler([&pressed] {
    pressed = 0;
    Outside key("/key", [&pressed] { return pressed.load(); });
    EXPECT_EQ(key.Poll(), 0U);
    pressed = 1;
    EXPECT_EQ(key.Poll(), 1U);
  });
}

}  // namespace
}  // namespace reprise::sched
