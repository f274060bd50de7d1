#include "sched/object/announce.h"

#include <gtest/gtest.h>

#include "runtime/runtime.h"
#include "sched/object/object.h"
#include "support/on_every_scheduler.h"
#include "tests/unit/sched/scripted_strategy.h"

namespace reprise::sched {
namespace {

// A die that a strategy may load.
class Die : public Object {
 public:
  Die() : Object({.kind = ObjectKind::kOutside, .name = "/die"}) {}

  std::uint64_t Throw(Site site = Site::Here()) {
    const Announced op = Announce(OpKind::kPoll, id(), site);
    const std::uint64_t eyes = op.IsDecided() ? op.decided().value : 1;
    op.Commit({.branch = Branch::kDone, .value = eyes});
    return eyes;
  }
};

TEST(AnnounceTest, Example) {
  OnEveryScheduler([] {
    Die die;
    EXPECT_EQ(die.Throw(), 1U);
  });
}

TEST(AnnounceTest, AStrategyDecidesHowAnOpComesOut) {
  ScriptedStrategy strategy(std::uint64_t{0});
  strategy.DecideAs({.branch = Branch::kDone, .value = 6});
  const absl::Status ended = Runtime({.strategy = &strategy}).Run("test", [] {
    Die die;
    EXPECT_EQ(die.Throw(), 6U);
  });

  EXPECT_TRUE(ended.ok());
}

TEST(AnnounceTest, NobodyDecidesAnythingInProduction) {
  const absl::Status ended = Runtime({.workers = 1}).Run("test", [] {
    const Announced op = Announce(OpKind::kPoll, kNoObject, Site::Here());
    EXPECT_FALSE(op.IsDecided());
    EXPECT_FALSE(op.Recorded());
    EXPECT_FALSE(op.Cancelled());
  });

  EXPECT_TRUE(ended.ok());
}

}  // namespace
}  // namespace reprise::sched
