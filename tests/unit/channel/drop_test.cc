#include "channel/drop.h"

#include <cstddef>
#include <cstdint>

#include <gtest/gtest.h>

#include "absl/status/status.h"
#include "channel/mpsc.h"
#include "runtime/runtime.h"
#include "support/on_every_scheduler.h"
#include "support/plain_codec.h"
#include "tests/unit/sched/scripted_strategy.h"

namespace reprise::channel {
namespace {

struct Counts {
  int begun = 0;
  int done = 0;
};

// A handle whose end is told.
class Farewell {
 public:
  Farewell(Mpsc<int>& channel, Counts& counts) : channel_(channel), counts_(counts) {}
  ~Farewell() {
    OpInDestructor([this] {
      ++counts_.begun;
      EXPECT_TRUE(channel_.Send(7).ok());
      ++counts_.done;
    });
  }
  Farewell(const Farewell&) = delete;
  Farewell& operator=(const Farewell&) = delete;

 private:
  Mpsc<int>& channel_;
  Counts& counts_;
};

TEST(DropTest, Example) {
  OnEveryScheduler([] {
    Mpsc<int> channel({.name = "/farewells", .capacity = 1});
    Counts counts;
    { const Farewell handle(channel, counts); }
    EXPECT_EQ(*channel.Receive(), 7);
    EXPECT_EQ(counts.done, 1);
  });
}

// Wherever a strategy ends the run: in a destructor's op it comes no further than the task's next op, and once it has
// ended no destructor begins one.
TEST(DropTest, ARunThatEndsInADestructorsOpLeavesTheTaskAtTheNext) {
  int ended_inside = 0;
  for (std::size_t stop = 1; stop <= 6; ++stop) {
    sched::ScriptedStrategy strategy(std::uint64_t{0});
    strategy.StopAt(stop);
    Counts first;
    Counts second;
    bool went_on = false;
    bool sent = false;
    const absl::Status ended = sched::Runtime({.strategy = &strategy}).Run("test", [&] {
      Mpsc<int> channel({.name = "/farewells", .capacity = 9});
      const Farewell outlives(channel, second);
      { const Farewell handle(channel, first); }
      went_on = true;
      sent = channel.Send(1).ok();
    });
    EXPECT_EQ(ended.ok(), !strategy.stopped());
    if (first.begun > first.done) {
      ++ended_inside;
      EXPECT_TRUE(went_on);
      EXPECT_FALSE(sent);
      EXPECT_EQ(second.begun, 0);
    }
  }
  EXPECT_EQ(ended_inside, 1);
}

}  // namespace
}  // namespace reprise::channel
